"""Where frontends are found: below their prefix, when no route wants the path."""

from collections.abc import Iterable
from typing import Any

from fireweed.body_limit import find_body_limit
from fireweed.exceptions import NoMatchFound
from fireweed.http.route_path import get_route_path
from fireweed.http.url import URLPath
from fireweed.routes.base import BaseRoute, Match, merge_path_params
from fireweed.routes.frontend import FRONTEND_PATH
from fireweed.routes.route_list import RouteList, changes
from fireweed.routes.template import parse_template
from fireweed.types import ASGIApp, Receive, Scope, Send

_REST = "frontend_path"
_CHOSEN = "fireweed.frontend"


class FrontendRoute(BaseRoute):
    """Everything below `path`, and `path` itself, goes to `app`, which finds the rest of it in the scope.

    Raises:
        AssertionError: an empty path, or one without a leading slash.
    """

    def __init__(self, path: str, app: ASGIApp) -> None:
        check_frontend_path(path)
        self.path = path.rstrip("/") or "/"
        self.app = app
        self._template = parse_template(f"{path.rstrip('/')}/{{{_REST}:path}}")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        path = get_route_path(scope)
        params = self._template.match(path) or self._template.match(f"{path}/")
        if params is None:
            return Match.NONE, {}
        rest = params.pop(_REST)
        return Match.FULL, {"path_params": merge_path_params(scope, params), "endpoint": self.app, FRONTEND_PATH: rest}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def find_body_limit(self, scope: Scope) -> int | None:
        """See `fireweed.body_limit`."""
        return find_body_limit(self.app, scope)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """A frontend has no name."""
        raise NoMatchFound(name, path_params)


class FrontendRoutes(BaseRoute):
    """Stands for all frontends of a router: the one with the longest prefix answers, of equal ones the first."""

    def __init__(self) -> None:
        self._routes = RouteList()
        self._expanded: list[BaseRoute] = []
        self._changes_seen = -1

    def append(self, route: BaseRoute) -> None:
        """Add a frontend, or what expands to several. Raises what expanding it raises."""
        for _ in route.expand():
            """A mistake is an error here rather than at the first request."""
        self._routes.append(route)

    def expand(self) -> Iterable[BaseRoute]:
        if self._changes_seen != changes.count:
            self._changes_seen = changes.count
            self._expanded = [effective for route in self._routes for effective in route.expand()]
        return self._expanded

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found = [
            (child_scope, route)
            for route in self.expand()
            for match, child_scope in (route.matches(scope),)
            if match is Match.FULL
        ]
        if not found:
            return Match.NONE, {}
        child_scope, route = min(found, key=lambda pair: len(pair[0][FRONTEND_PATH]))
        return Match.FULL, {**child_scope, _CHOSEN: route}

    def enter(self, scope: Scope, child_scope: Scope) -> ASGIApp:
        route: BaseRoute = child_scope.pop(_CHOSEN)
        return route.enter(scope, child_scope)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Frontends have no names."""
        raise NoMatchFound(name, path_params)


def check_frontend_path(path: str) -> None:
    """Raise AssertionError for an empty path, and for one without a leading slash."""
    if not path:
        raise AssertionError("A frontend path cannot be empty")
    if not path.startswith("/"):
        raise AssertionError("A frontend path must start with '/'")
