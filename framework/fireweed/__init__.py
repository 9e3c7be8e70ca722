"""Fireweed: typed APIs over ASGI, documented and served by one package."""

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
