"""A path that answers WebSocket handshakes."""

from collections.abc import Callable, Reversible
from typing import Any, ClassVar, Literal

from fireweed.routes.base import Match, RouteIndex, is_overridden, merge_path_params
from fireweed.routes.endpoints import is_function, require_coroutine_function, websocket_session
from fireweed.routes.path_route import PathRoute
from fireweed.routes.wrapping import MiddlewareRecord, wrap_app
from fireweed.types import ASGIApp, Receive, Scope, Send
from fireweed.websockets import WebSocket


class WebSocketRoute(PathRoute):
    """`endpoint` is an async function `(websocket) -> None`, or an ASGI application (a class, too).

    `name`, by default that of the endpoint, is for `url_path_for`. Raises AssertionError for a path without a leading
    slash, DeclarationError for an endpoint that is a plain function.
    """

    protocol: ClassVar[Literal["http", "websocket"]] = "websocket"

    websocket_class: ClassVar[type[Any]] = WebSocket
    """The class of the `websocket` an endpoint gets, made of the scope and the two channels."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str | None = None,
        middleware: Reversible[MiddlewareRecord] | None = None,
    ) -> None:
        super().__init__(path, endpoint, name)
        app: ASGIApp = endpoint
        if is_function(endpoint):
            require_coroutine_function(path, endpoint)
            app = websocket_session(endpoint, type(self).websocket_class)
        self.app = wrap_app(app, middleware)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        child_scope = self._find_child_scope(scope)
        return (Match.NONE, {}) if child_scope is None else (Match.FULL, child_scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def index(self) -> RouteIndex | None:
        if is_overridden(self, "matches", WebSocketRoute):
            return None
        return RouteIndex(self.template, ("websocket",), None, self._enter)

    def _enter(self, scope: Scope, params: dict[str, Any]) -> ASGIApp:
        return self.enter(scope, {"endpoint": self.endpoint, "path_params": merge_path_params(scope, params)})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WebSocketRoute):
            return NotImplemented
        return (self.path, self.endpoint) == (other.path, other.endpoint)

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r})"
