"""How routes are declared one by one, on the application that `dispatcher` makes of them."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from fireweed.files.reading import FilePath
from fireweed.routes.dispatcher import Dispatcher
from fireweed.routes.frontend import CheckDirectory, Fallback, Frontend
from fireweed.routes.frontend_route import FrontendRoute, FrontendRoutes
from fireweed.routes.host import Host
from fireweed.routes.mount import Mount
from fireweed.routes.route import Route
from fireweed.routes.shadowing import ShadowedRoute, find_shadowed
from fireweed.routes.websocket_route import WebSocketRoute
from fireweed.types import ASGIApp, DecoratedCallable


class Router(Dispatcher):
    """Routes, and the methods that add to them. See `Dispatcher` for the arguments."""

    def mount(self, path: str, app: ASGIApp, name: str | None = None) -> None:
        """Send everything below `path` to `app`."""
        self.routes.append(Mount(path, app=app, name=name))

    def host(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        """Send everything for `host` to `app`."""
        self.routes.append(Host(host, app=app, name=name))

    @cached_property
    def frontends(self) -> FrontendRoutes:
        """What is asked when no route wants a path; to be added to."""
        frontends = FrontendRoutes()
        self.low_priority_routes.append(frontends)
        return frontends

    def frontend(
        self,
        path: str,
        *,
        directory: FilePath,
        fallback: Fallback | None = "auto",
        check_dir: CheckDirectory = "auto",
    ) -> None:
        """Serve a built web application below `path`, where no route matches; see `Frontend`.

        Raises:
            AssertionError: a path without a leading slash, or an unknown `fallback`.
            RuntimeError: the directory, or the fallback in it, does not exist.
        """
        self.add_frontend(path, Frontend(directory, fallback=fallback, check_dir=check_dir))

    def add_frontend(self, path: str, frontend: Frontend) -> None:
        """Add a frontend that exists already."""
        self.frontends.append(FrontendRoute(path, frontend))

    def find_shadowed(self) -> list[ShadowedRoute]:
        """List the routes that an earlier one hides; see `fireweed.routes.shadowing` for what it sees."""
        return find_shadowed(self.routes)

    def add_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        methods: Iterable[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,  # noqa: FBT001, FBT002 - the place it has in programs
    ) -> None:
        """Add a `Route`."""
        self.routes.append(Route(path, endpoint, methods=methods, name=name, include_in_schema=include_in_schema))

    def add_websocket_route(self, path: str, endpoint: Callable[..., Any], name: str | None = None) -> None:
        """Add a `WebSocketRoute`."""
        self.routes.append(WebSocketRoute(path, endpoint, name=name))

    def route(
        self,
        path: str,
        methods: Iterable[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,  # noqa: FBT001, FBT002 - the place it has in programs
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint of a `Route`."""

        def declare(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_route(path, endpoint, methods, name, include_in_schema)
            return endpoint

        return declare

    def websocket_route(self, path: str, name: str | None = None) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint of a `WebSocketRoute`."""

        def declare(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_websocket_route(path, endpoint, name)
            return endpoint

        return declare
