"""The routes of an application where they stand, and the one that a method and a path mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fireweed.routes import BaseRoute, Match
from fireweed.routes.container import Container
from fireweed.routes.frontend import FRONTEND_PATH
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

    @property
    def is_own(self) -> bool:
        """Whether the framework has added it, to serve the document and its pages."""
        module: str | None = getattr(getattr(self.route, "endpoint", None), "__module__", None)
        return module is not None and module.startswith("fireweed.openapi.")

    def takes(self, method: str) -> bool:
        """Whether requests of that method reach the endpoint; `WS` stands for handshakes of WebSockets."""
        if isinstance(self.route, Container):
            return True
        if method == "WS" or self.protocol == "websocket":
            return (method == "WS") == (self.protocol == "websocket")
        methods: Iterable[str] | None = getattr(self.route, "methods", None)
        return methods is None or method in methods


def walk_routes(app: Any) -> Iterator[PlacedRoute]:
    """Every route of an application in the order in which requests try them, those of a mount after the mount."""
    yield from _walk(app, (), ())


def _walk(app: Any, inside: tuple[Container, ...], around: tuple[Any, ...]) -> Iterator[PlacedRoute]:
    """`around` are the lists of routes that this application is inside of, which are not entered again."""
    routes = getattr(app, "routes", ())
    around = (*around, routes)
    for route in _expand((*routes, *_get_last(app))):
        yield PlacedRoute(route, inside)
        if isinstance(route, Container) and not any(route.routes is outer for outer in around):
            yield from _walk(route.inner_app, (*inside, route), around)


def find_declared(app: Any, method: str, path: str) -> PlacedRoute | None:
    """The first route with that template, whole or without its convertors."""
    for placed in walk_routes(app):
        if path in (placed.path, _get_format(placed)) and placed.takes(method):
            return placed
    return None


def find_answering(app: Any, method: str, path: str) -> PlacedRoute | None:
    """The route that a request with that path reaches, be it that it answers 405; None for 404 and redirections.

    A host may stand before the path. A mount is the answer where nothing is known of what is behind it.
    """
    host, slash, rest = path.partition("/")
    scope: Scope = {
        "type": "websocket" if method == "WS" else "http",
        "http_version": "1.1",
        "scheme": "ws" if method == "WS" else "http",
        "path": slash + rest,
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", host.encode())] if host else [],
    }
    if method != "WS":
        scope["method"] = method
    return _find_match(app, scope, ())


def _find_match(app: Any, scope: Scope, inside: tuple[Container, ...]) -> PlacedRoute | None:
    """As dispatchers choose: the first full match, else the first of the path, else the closest of the last resort."""
    partial: PlacedRoute | None = None
    for route in _expand(app.routes):
        match, child_scope = route.matches(scope)
        if match is Match.FULL:
            return _find_behind(route, {**scope, **child_scope}, inside)
        if match is Match.PARTIAL and partial is None:
            partial = PlacedRoute(route, inside)
    return partial or _find_frontend(app, scope, inside)


def _find_behind(route: BaseRoute, scope: Scope, inside: tuple[Container, ...]) -> PlacedRoute | None:
    if isinstance(route, Container) and route.routes:
        return _find_match(route.inner_app, scope, (*inside, route))
    return PlacedRoute(route, inside)


def _find_frontend(app: Any, scope: Scope, inside: tuple[Container, ...]) -> PlacedRoute | None:
    """The frontend with the longest prefix, which leaves the shortest path to it."""
    matched = [(route, *route.matches(scope)) for route in _expand(_get_last(app))]
    found = [(route, child_scope) for route, match, child_scope in matched if match is Match.FULL]
    chosen = min(found, key=lambda pair: len(pair[1].get(FRONTEND_PATH, "")), default=None)
    return None if chosen is None else PlacedRoute(chosen[0], inside)


def _get_last(app: Any) -> Iterable[BaseRoute]:
    """The routes that are tried when no other one wants a request."""
    last: Iterable[BaseRoute] = getattr(getattr(app, "router", app), "low_priority_routes", ())
    return last


def _expand(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for listed in routes:
        yield from listed.expand()


def _get_format(placed: PlacedRoute) -> str:
    route = placed.route
    path: str = get_path(route) if isinstance(route, Container) else getattr(route, "path_format", get_path(route))
    return "".join([*map(get_path, placed.inside), path]) or "/"
