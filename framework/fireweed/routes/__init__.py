"""Paths, and what is found behind them: templates, routes, mounts, hosts, and the router that chooses among them."""

from fireweed.routes.base import BaseRoute, Match, RouteIndex
from fireweed.routes.converters import (
    CONVERTOR_TYPES,
    Convertor,
    FloatConvertor,
    IntegerConvertor,
    PathConvertor,
    StringConvertor,
    UUIDConvertor,
    register_url_convertor,
)
from fireweed.routes.dispatcher import Dispatcher
from fireweed.routes.endpoints import get_name, request_response, websocket_session
from fireweed.routes.frontend import CheckDirectory, Fallback, Frontend
from fireweed.routes.frontend_route import FrontendRoute, FrontendRoutes
from fireweed.routes.host import Host
from fireweed.routes.mount import Mount
from fireweed.routes.route import Route
from fireweed.routes.route_list import RouteList, routes_changed
from fireweed.routes.router import Router
from fireweed.routes.shadowing import ShadowedRoute
from fireweed.routes.template import Parameter, PathTemplate, compile_path, parse_template
from fireweed.routes.websocket_route import WebSocketRoute

__all__ = [
    "CONVERTOR_TYPES",
    "BaseRoute",
    "CheckDirectory",
    "Convertor",
    "Dispatcher",
    "Fallback",
    "FloatConvertor",
    "Frontend",
    "FrontendRoute",
    "FrontendRoutes",
    "Host",
    "IntegerConvertor",
    "Match",
    "Mount",
    "Parameter",
    "PathConvertor",
    "PathTemplate",
    "Route",
    "RouteIndex",
    "RouteList",
    "Router",
    "ShadowedRoute",
    "StringConvertor",
    "UUIDConvertor",
    "WebSocketRoute",
    "compile_path",
    "get_name",
    "parse_template",
    "register_url_convertor",
    "request_response",
    "routes_changed",
    "websocket_session",
]
