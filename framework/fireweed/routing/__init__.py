"""Routes of all kinds: typed path operations and their routers, and the untyped routes below them."""

from fireweed.endpoint.flow import PING_INTERVAL as _PING_INTERVAL
from fireweed.exceptions import NoMatchFound
from fireweed.routes import (
    BaseRoute,
    Host,
    Match,
    Mount,
    Route,
    Router,
    WebSocketRoute,
    compile_path,
    get_name,
    request_response,
    websocket_session,
)
from fireweed.routes.template import replace_params
from fireweed.routing.api_route import APIRoute
from fireweed.routing.api_router import APIRouter
from fireweed.routing.api_websocket_route import APIWebSocketRoute
from fireweed.routing.route_context import RouteContext, iter_route_contexts

__all__ = [
    "_PING_INTERVAL",
    "APIRoute",
    "APIRouter",
    "APIWebSocketRoute",
    "BaseRoute",
    "Host",
    "Match",
    "Mount",
    "NoMatchFound",
    "Route",
    "RouteContext",
    "Router",
    "WebSocketRoute",
    "compile_path",
    "get_name",
    "iter_route_contexts",
    "replace_params",
    "request_response",
    "websocket_session",
]
