"""A path that answers HTTP requests."""

from collections.abc import Callable, Iterable, Reversible, Set
from typing import Any, ClassVar, Literal

from fireweed.body_limit import limit_body
from fireweed.routes import endpoints
from fireweed.routes.answers import method_not_allowed
from fireweed.routes.base import Match, RouteIndex, is_overridden
from fireweed.routes.endpoints import is_function
from fireweed.routes.limited import copy_limited
from fireweed.routes.path_route import PathRoute
from fireweed.routes.wrapping import MiddlewareRecord, wrap_app
from fireweed.types import ASGIApp, Receive, Scope, Send


class Route(PathRoute):
    """`endpoint` is a function `(request) -> Response`, plain or async, or an ASGI application (a class, too).

    `methods` defaults to GET for a function and to all for an application; GET brings HEAD along. `name`, by default
    that of the endpoint, is for `url_path_for`. Raises AssertionError for a path without a leading slash.

    A subclass may set `app` and `methods` after `__init__`. If it overrides `matches`, routers ask it for every scope.
    """

    protocol: ClassVar[Literal["http", "websocket"]] = "http"

    def __init__(  # noqa: PLR0913 - the keywords that programs use
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Iterable[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
        middleware: Reversible[MiddlewareRecord] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        super().__init__(path, endpoint, name)
        takes_request = is_function(endpoint)
        self.include_in_schema = include_in_schema
        self.max_body_size = max_body_size
        self.methods: Set[str] | None = _complete_methods(["GET"] if methods is None and takes_request else methods)
        app: ASGIApp = wrap_app(endpoints.request_response(endpoint) if takes_request else endpoint, middleware)
        self.app = limit_body(app, max_body_size)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        child_scope = self._find_child_scope(scope)
        if child_scope is None:
            return Match.NONE, {}
        is_allowed = self.methods is None or scope["method"] in self.methods
        return Match.FULL if is_allowed else Match.PARTIAL, child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.methods is None or scope["method"] in self.methods:
            await self.app(scope, receive, send)
        else:
            await method_not_allowed(self.methods)(scope, receive, send)

    def find_body_limit(self, scope: Scope) -> int | None:
        """See `fireweed.body_limit`."""
        is_allowed = self.methods is None or scope["method"] in self.methods
        return self.max_body_size if is_allowed else None

    def limited(self, max_body_size: int | None) -> "Route":
        return copy_limited(self, max_body_size)

    def index(self) -> RouteIndex | None:
        if is_overridden(self, "matches", Route):
            return None
        enter = self._enter_handle if is_overridden(self, "handle", Route) else self._enter_app
        return RouteIndex(self.template, ("http",), self.methods, enter)

    def _enter_app(self, scope: Scope, params: dict[str, Any]) -> ASGIApp:
        # PERF: what `matches` and `enter` do, at the least cost (benchmarks/micro/routing.py).
        outer = scope.get("path_params")
        scope["path_params"] = {**outer, **params} if outer else params
        scope["endpoint"] = self.endpoint
        scope["route"] = self.original_route or self
        return self.app

    def _enter_handle(self, scope: Scope, params: dict[str, Any]) -> ASGIApp:
        self._enter_app(scope, params)
        return self.handle

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Route):
            return NotImplemented
        return (self.path, self.endpoint, self.methods) == (other.path, other.endpoint, other.methods)

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        methods = sorted(self.methods or ())
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r}, methods={methods!r})"


def _complete_methods(methods: Iterable[str] | None) -> set[str] | None:
    if methods is None:
        return None
    complete = {method.upper() for method in methods}
    return complete | {"HEAD"} if "GET" in complete else complete
