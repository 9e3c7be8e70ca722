"""The ASGI server of Fireweed; it serves any ASGI application."""

from fireweed_server.errors import (
    AppImportError,
    BindError,
    CertificateError,
    LifespanError,
    OptionError,
    ServerError,
)
from fireweed_server.logs.messages import JSONFormatter
from fireweed_server.run import run, serve
from fireweed_server.server import Server
from fireweed_server.settings import Settings, build_settings

__all__ = [
    "AppImportError",
    "BindError",
    "CertificateError",
    "JSONFormatter",
    "LifespanError",
    "OptionError",
    "Server",
    "ServerError",
    "Settings",
    "build_settings",
    "run",
    "serve",
]
