"""Fireweed: typed APIs over ASGI, documented and served by one package.

A name is loaded when it is first asked for (PEP 562): `fireweed.compat` starts with every interpreter, and loads none.
"""

TYPE_CHECKING = False  # as type checkers know it; the module typing is not loaded for it
if TYPE_CHECKING:
    from fireweed import status
    from fireweed.applications import Fireweed
    from fireweed.background import BackgroundTasks
    from fireweed.datastructures import UploadFile
    from fireweed.exceptions import HTTPException, WebSocketException
    from fireweed.param_functions import Body, Cookie, Depends, File, Form, Header, Path, Query, Security
    from fireweed.requests import Request
    from fireweed.responses import Response
    from fireweed.routing import APIRouter
    from fireweed.version import __version__
    from fireweed.websockets import WebSocket, WebSocketDisconnect

__all__ = [
    "APIRouter",
    "BackgroundTasks",
    "Body",
    "Cookie",
    "Depends",
    "File",
    "Fireweed",
    "Form",
    "HTTPException",
    "Header",
    "Path",
    "Query",
    "Request",
    "Response",
    "Security",
    "UploadFile",
    "WebSocket",
    "WebSocketDisconnect",
    "WebSocketException",
    "__version__",
    "status",
]

_HOMES = {
    "APIRouter": "routing",
    "BackgroundTasks": "background",
    "Body": "param_functions",
    "Cookie": "param_functions",
    "Depends": "param_functions",
    "File": "param_functions",
    "Fireweed": "applications",
    "Form": "param_functions",
    "HTTPException": "exceptions",
    "Header": "param_functions",
    "Path": "param_functions",
    "Query": "param_functions",
    "Request": "requests",
    "Response": "responses",
    "Security": "param_functions",
    "UploadFile": "datastructures",
    "WebSocket": "websockets",
    "WebSocketDisconnect": "websockets",
    "WebSocketException": "exceptions",
    "__version__": "version",
}


if not TYPE_CHECKING:  # otherwise checkers would take any name for one of this module

    def __getattr__(name: str) -> object:
        """Load a public name, or a module of this package; from then on it is an attribute like others."""
        from importlib import import_module

        if name in _HOMES:
            value = globals()[name] = getattr(import_module(f"fireweed.{_HOMES[name]}"), name)
            return value
        if not name.startswith("_"):
            try:
                return import_module(f"fireweed.{name}")
            except ModuleNotFoundError as error:
                if error.name != f"fireweed.{name}":
                    raise
        raise AttributeError(f"module 'fireweed' has no attribute {name!r}", name=name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
