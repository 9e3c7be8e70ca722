"""Finds the route for a scope and hands the scope over; what no route wants is redirected, or gets the default answer.

How routes are declared is not its business: that is `router`.
"""

from collections.abc import Callable, Iterable, Reversible
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from fireweed.body_limit import find_body_limit, limit_body
from fireweed.exceptions import FireweedError
from fireweed.http.route_path import get_route_path
from fireweed.http.url import URLPath
from fireweed.routes.answers import answer_bad_form, not_found, redirect_to
from fireweed.routes.base import BaseRoute
from fireweed.routes.path_formats import PathFormats
from fireweed.routes.reverse import ReverseTable
from fireweed.routes.route_list import RouteList, changes, routes_changed
from fireweed.routes.table import RouteTable, find_match
from fireweed.routes.wrapping import MiddlewareRecord, wrap_app
from fireweed.types import ASGIApp, Lifespan, Receive, Scope, Send


class Dispatcher:
    """An ASGI application that is made of routes.

    The first route that matches fully wins; one that fits but for its method is taken if there is no such route. After
    that come, in this order: the path with the other trailing slash (`redirect_slashes`), `low_priority_routes`, and
    `default`, which answers 404. `lifespan` is stored for the application that runs it.
    """

    def __init__(
        self,
        routes: Iterable[BaseRoute] | None = None,
        redirect_slashes: bool = True,  # noqa: FBT001, FBT002 - the place it has in programs
        default: ASGIApp | None = None,
        lifespan: Lifespan[Any] | None = None,
        *,
        middleware: Reversible[MiddlewareRecord] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        self._routes = RouteList(routes or ())
        self.redirect_slashes = redirect_slashes
        self.default: ASGIApp = not_found if default is None else default
        self.lifespan: Callable[[Any], AbstractAsyncContextManager[Any]] | None = lifespan
        self.max_body_size = max_body_size
        self.low_priority_routes: list[BaseRoute] = []
        wrapped = limit_body(wrap_app(self._dispatch, middleware), max_body_size)
        self._wrapped = wrapped if middleware or max_body_size is not None else None
        self._tables: dict[str, RouteTable] = {}
        self._reverse_table = ReverseTable(())
        self._effective: list[BaseRoute] = []
        self._path_formats: PathFormats | None = None
        self._changes_seen = -1
        self._changes_frozen = -1

    @property
    def lifespan_context(self) -> Callable[[Any], AbstractAsyncContextManager[Any]]:
        """The lifespan, for programs that enter or wrap it; one that does nothing if there is none."""
        return self.lifespan or _do_nothing

    @lifespan_context.setter
    def lifespan_context(self, lifespan: Callable[[Any], AbstractAsyncContextManager[Any]]) -> None:
        self.lifespan = lifespan

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes in the order of declaration; may be changed at any time."""
        return self._routes

    @routes.setter
    def routes(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = RouteList(routes)
        routes_changed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("router", self)
        app = self.resolve(scope)
        if "app" in scope or scope["type"] != "http":
            await app(scope, receive, send)
        else:
            await answer_bad_form(app, scope, receive, send)

    def resolve(self, scope: Scope) -> ASGIApp:
        """Return the ASGI callable that answers `scope`, after entering the route that was found into the scope.

        That sets `route`, `endpoint` and `path_params`; a mount adds to `root_path`.
        """
        return self._find_app(scope) if self._wrapped is None else self._wrapped

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the path of the first route with that name and exactly those parameters, else raise NoMatchFound."""
        if self._changes_seen != changes.count:
            self._build_tables()
        return self._reverse_table.url_path_for(name, **path_params)

    def freeze(self) -> None:
        """Build the tables now, and those of what is mounted, unless it was done since routes were last changed."""
        if self._changes_frozen == changes.count:
            return
        self._changes_frozen = changes.count
        if self._changes_seen != changes.count:
            self._build_tables()
        for route in self._effective:
            route.freeze()

    def find_body_limit(self, scope: Scope) -> int | None:
        """See `fireweed.body_limit`."""
        probe = dict(scope)
        inside = find_body_limit(self._find_app(probe), probe)
        return self.max_body_size if inside is None else inside

    def find_path_format(self, scope: Scope) -> str | None:
        """Return the declared path of the route that a request to this router has entered, or None if it has none.

        Root path, mounts and prefixes come before it; parameters are in braces, without their convertors.
        """
        if self._path_formats is None or self._changes_seen != changes.count:
            self._build_tables()
            self._path_formats = PathFormats(self._effective)
        return self._path_formats.find(scope)

    async def handle_lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a lifespan scope.

        Raises FireweedError if there is a `lifespan`, which only an application runs, and for scopes of other types.
        """
        if scope["type"] != "lifespan":
            raise FireweedError(f"A router answers http, websocket and lifespan scopes, not {scope['type']!r}.")
        if self.lifespan is not None:
            raise FireweedError("A router alone does not run its lifespan: put its routes in an application.")
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._find_app(scope)(scope, receive, send)

    def _find_app(self, scope: Scope) -> ASGIApp:
        if self._changes_seen != changes.count:
            self._build_tables()
        table = self._tables.get(scope["type"])
        if table is None:
            return self.handle_lifespan
        # PERF: most scopes have no root path, and need no call to learn so (benchmarks/micro/routing.py).
        path: str = get_route_path(scope) if scope.get("root_path") else scope["path"]
        return table.find_app(scope, path) or self._find_substitute(scope, path, table)

    def _find_substitute(self, scope: Scope, path: str, table: RouteTable) -> ASGIApp:
        if self.redirect_slashes and path != "/" and scope["type"] == "http":
            redirect_scope = {**scope, "path": _toggle_slash(scope["path"])}
            if table.has_match(redirect_scope, get_route_path(redirect_scope)):
                return redirect_to(redirect_scope)
        return find_match(scope, iter(self.low_priority_routes)) or self.default

    def _build_tables(self) -> None:
        seen = changes.count
        routes = self._effective = [effective for route in self._routes for effective in route.expand()]
        self._tables = {scope_type: RouteTable(routes, scope_type) for scope_type in ("http", "websocket")}
        self._reverse_table = ReverseTable(routes)
        self._path_formats = None
        self._changes_seen = seen


def _toggle_slash(path: str) -> str:
    return path.rstrip("/") if path.endswith("/") else f"{path}/"


def _do_nothing(_: Any) -> AbstractAsyncContextManager[None]:
    return nullcontext()
