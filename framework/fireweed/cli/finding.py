"""The routes of an application where they stand, and the one that a method and a path mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fireweed.routes import BaseRoute, Match
from fireweed.routes.container import Container
from fireweed.routing.explanation.explaining import get_path
from fireweed.types import Scope


@dataclass(frozen=True, slots=True)
class PlacedRoute:
    """A route, with the mounts and hosts around it, the outermost first."""

    route: BaseRoute
    inside: tuple[Container, ...] = ()

    @property
    def path(self) -> str:
        """The whole template; of what is behind a host, it begins with that."""
        return "".join(map(get_path, (*self.inside, self.route))) or "/"

    @property
    def protocol(self) -> str:
        protocol: str = getattr(self.route, "protocol", "http")
        return protocol

    def takes(self, method: str) -> bool:
        """Whether requests of that method reach the endpoint; `WS` stands for handshakes of WebSockets."""
        if isinstance(self.route, Container):
            return True
        if method == "WS" or self.protocol == "websocket":
            return (method == "WS") == (self.protocol == "websocket")
        methods: Iterable[str] | None = getattr(self.route, "methods", None)
        return methods is None or method in methods


def walk_routes(app: Any, inside: tuple[Container, ...] = ()) -> Iterator[PlacedRoute]:
    """Every route of an application in the order in which requests try them, those of a mount after the mount."""
    for route in _list_routes(app):
        yield PlacedRoute(route, inside)
        if isinstance(route, Container) and not _is_around(route, app, inside):
            yield from walk_routes(route.inner_app, (*inside, route))


def find_declared(app: Any, method: str, path: str) -> PlacedRoute | None:
    """The first route with that template, whole or without its convertors."""
    for placed in walk_routes(app):
        if path in (placed.path, _get_format(placed)) and placed.takes(method):
            return placed
    return None


def find_answering(app: Any, method: str, path: str) -> PlacedRoute | None:
    """The route that a request with that path reaches; a mount where nothing behind it is known."""
    scope: Scope = {
        "type": "websocket" if method == "WS" else "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    if method == "WS":
        del scope["method"]
    return _find_match(app, scope, ())


def _find_match(app: Any, scope: Scope, inside: tuple[Container, ...]) -> PlacedRoute | None:
    """As dispatchers choose: the first full match, else the first of the path, which answers 405."""
    partial: PlacedRoute | None = None
    for route in _list_routes(app):
        match, child_scope = route.matches(scope)
        if match is Match.PARTIAL and partial is None:
            partial = PlacedRoute(route, inside)
        if match is Match.FULL:
            behind = isinstance(route, Container) and route.routes
            found = _find_match(route.inner_app, {**scope, **child_scope}, (*inside, route)) if behind else None
            return PlacedRoute(route, inside) if not behind else found
    return partial


def _list_routes(app: Any) -> Iterator[BaseRoute]:
    last = getattr(getattr(app, "router", app), "low_priority_routes", ())
    for listed in (*getattr(app, "routes", ()), *last):
        yield from listed.expand()


def _is_around(container: Container, app: Any, inside: tuple[Container, ...]) -> bool:
    """Whether the application behind a mount is one that the mount is inside of."""
    return any(container.routes is getattr(outer, "routes", None) for outer in (app, *inside))


def _get_format(placed: PlacedRoute) -> str:
    formats = [getattr(one, "path_format", None) or get_path(one) for one in (placed.route,)]
    return "".join([*map(get_path, placed.inside), *formats]) or "/"
