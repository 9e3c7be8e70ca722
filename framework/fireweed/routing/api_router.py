"""A group of path operations that share a prefix, tags, dependencies and the like."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import ModuleType
from typing import Any

from typing_extensions import Unpack

from fireweed import params
from fireweed.core.lifespan import LifespanContext, LifespanState, as_context, build_event_lifespan, merge_lifespans
from fireweed.endpoint.app_dependencies import OverridesProvider
from fireweed.routes import BaseRoute, Frontend, Router
from fireweed.routing.api_route import APIRoute
from fireweed.routing.api_websocket_route import APIWebSocketRoute
from fireweed.routing.complete_options import ROUTER_DEFAULTS, complete_options
from fireweed.routing.events import Event, EventHandlers
from fireweed.routing.frontends import GuardedFrontend, IncludedFrontends
from fireweed.routing.included import IncludedRouter
from fireweed.routing.options import Inherited, RouteOptions, RouterOptions, check_options
from fireweed.routing.signatures import OptionsSignature
from fireweed.routing.verbs import PathOperations
from fireweed.types import ASGIApp, Lifespan


class APIRouter(PathOperations, EventHandlers, Router):
    """Path operations to be included in an application or in another router, or to be served alone.

    `route_class` makes the routes. `lifespan`, or else the `on_startup` and `on_shutdown` handlers, run inside of those
    of the application that includes the router.

    Raises:
        AssertionError: a prefix that does not begin with a slash, or ends with one.
        TypeError: an option does not exist.
        ValueError: a limit is none.
    """

    __signature__ = OptionsSignature(RouterOptions, lambda _: ROUTER_DEFAULTS)

    def __init__(  # noqa: PLR0913  # the options that users know
        self,
        *,
        routes: Iterable[BaseRoute] | None = None,
        redirect_slashes: bool = True,
        default: ASGIApp | None = None,
        dependency_overrides_provider: OverridesProvider | None = None,
        route_class: type[APIRoute] = APIRoute,
        on_startup: Sequence[Callable[[], Any]] | None = None,
        on_shutdown: Sequence[Callable[[], Any]] | None = None,
        lifespan: Lifespan[Any] | None = None,
        **options: Unpack[RouterOptions],
    ) -> None:
        check_options(options, RouterOptions, "APIRouter")
        _check_prefix(options.get("prefix", ""))
        super().__init__(routes, redirect_slashes, default, lifespan, max_body_size=options.get("max_body_size"))
        self.dependency_overrides_provider = dependency_overrides_provider
        self.route_class = route_class
        self.on_startup = list(on_startup or ())
        self.on_shutdown = list(on_shutdown or ())
        own = Inherited.of(options)
        self.prefix = own.prefix
        self.tags = list(own.tags)
        self.dependencies = list(own.dependencies)
        self.responses = dict(own.responses)
        self.raises = list(own.raises)
        self.callbacks = list(own.callbacks)
        self.deprecated = own.deprecated
        self.include_in_schema = own.include_in_schema
        self.default_response_class = own.response_class
        self.generate_unique_id_function = own.generate_unique_id_function
        self.strict_content_type = own.strict_content_type
        self.form_limits = own.form_limits.copy()
        self.response_validation = own.response_validation

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Iterable[str] | None = None,
        **options: Unpack[RouteOptions],
    ) -> None:
        provider, outer = self.dependency_overrides_provider, self._get_inherited()
        build: Any = self.route_class
        if build.__init__ is not APIRoute.__init__:  # it need not take all that ours does
            complete = {"dependency_overrides_provider": provider, **complete_options(outer, options)}
            self.routes.append(build(self.prefix + path, endpoint, methods=methods, **complete))
            return
        route = self.route_class(
            path, endpoint, methods=methods, dependency_overrides_provider=provider, outer=outer, **options
        )
        self.routes.append(route)

    def add_api_websocket_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        name: str | None = None,
        *,
        dependencies: Sequence[params.Depends] | None = None,
    ) -> None:
        route = APIWebSocketRoute(
            path,
            endpoint,
            name=name,
            dependencies=dependencies,
            dependency_overrides_provider=self.dependency_overrides_provider,
            outer=self._get_inherited(),
        )
        self.routes.append(route)

    def include_router(self, router: "APIRouter", **options: Unpack[RouterOptions]) -> None:
        """Let the routes of `router`, those added later too, be routes of this one, below `prefix` and so on.

        Raises:
            AssertionError: a wrong prefix, or one of the routers would include itself.
            FireweedError: the path of one of the routes would be empty.
            TypeError: not an APIRouter, or an option does not exist.
            ValueError: a limit is none.
        """
        if not isinstance(router, APIRouter):
            raise TypeError(f"include_router takes an APIRouter, not {router!r}.{_find_meant(router)}")
        check_options(options, RouterOptions, "include_router")
        _check_prefix(options.get("prefix", ""))
        self._refuse_cycle(router)
        included = IncludedRouter(self, router, self._get_inherited().around(Inherited.of(options)))
        for _ in included.expand():
            """Derive the routes that exist, so that a mistake is an error here rather than at the first request."""
        self.routes.append(included)
        self.frontends.append(IncludedFrontends(self, router, included.outer))

    def add_frontend(self, path: str, frontend: Frontend) -> None:
        inherited = self._get_inherited()
        self.frontends.append(GuardedFrontend(path, frontend, inherited, self.dependency_overrides_provider))

    @property
    def lifespan_context(self) -> LifespanContext:
        """What `build_lifespan` returns, for programs that enter it themselves; setting it sets `lifespan`."""
        return self.build_lifespan()

    @lifespan_context.setter
    def lifespan_context(self, lifespan: Callable[[Any], AbstractAsyncContextManager[Any]]) -> None:
        self.lifespan = lifespan

    def build_lifespan(self) -> LifespanContext:
        """What runs around all requests: the lifespan of this router, inside of it those of the included ones.

        For the router of an application, inside of all the dependencies of that application.
        """
        lifespan = self._build_declared_lifespan()
        dependencies = getattr(self.dependency_overrides_provider, "app_dependencies", None)
        if dependencies is None:
            return lifespan

        @asynccontextmanager
        async def run_dependencies(_: Any) -> AsyncIterator[LifespanState]:
            self.freeze()  # now that start-up may have added routes, to learn what they depend on
            async with dependencies.run():
                yield None

        return merge_lifespans([lifespan, run_dependencies])

    def _build_declared_lifespan(self) -> LifespanContext:
        own = as_context(self.lifespan) if self.lifespan else build_event_lifespan(self.on_startup, self.on_shutdown)
        inner = [route.original_router._build_declared_lifespan() for route in self._walk_included()]
        return merge_lifespans([own, *inner])

    def add_event_handler(self, event_type: Event, func: Callable[[], Any]) -> None:
        handlers = {"startup": self.on_startup, "shutdown": self.on_shutdown}
        if event_type not in handlers:
            raise AssertionError(f"There are the events 'startup' and 'shutdown', not {event_type!r}")
        handlers[event_type].append(func)

    def _get_inherited(self) -> Inherited:
        """What the router says now: its attributes may have been changed."""
        return Inherited(
            prefix=self.prefix,
            tags=list(self.tags),
            dependencies=tuple(self.dependencies),
            responses=dict(self.responses),
            raises=tuple(self.raises),
            callbacks=tuple(self.callbacks),
            deprecated=self.deprecated,
            include_in_schema=self.include_in_schema,
            response_class=self.default_response_class,
            generate_unique_id_function=self.generate_unique_id_function,
            strict_content_type=self.strict_content_type,
            max_body_size=self.max_body_size,
            form_limits=self.form_limits.copy(),
            response_validation=self.response_validation,
        )

    def _walk_included(self) -> Iterable[IncludedRouter["APIRouter"]]:
        return (route for route in self.routes if isinstance(route, IncludedRouter))

    def _refuse_cycle(self, router: "APIRouter") -> None:
        question = "Did you mean to include a different router?"
        if router is self:
            raise AssertionError(f"Cannot include the same APIRouter instance into itself. {question}")
        if router._includes(self):
            raise AssertionError(f"Cannot include an APIRouter instance that already includes this router. {question}")

    def _includes(self, router: "APIRouter") -> bool:
        return any(
            route.original_router is router or route.original_router._includes(router)
            for route in self._walk_included()
        )


def _find_meant(given: Any) -> str:
    """What to write for something that is no router."""
    if isinstance(given, ModuleType):
        names = [name for name, value in vars(given).items() if isinstance(value, APIRouter)]
        return f" Its router is {given.__name__}.{names[0]}." if names else ""
    return " An application is mounted: app.mount('/path', other)." if hasattr(given, "build_middleware_stack") else ""


def _check_prefix(prefix: str) -> None:
    if prefix and not prefix.startswith("/"):
        raise AssertionError("A path prefix must start with '/'")
    if prefix.endswith("/"):
        raise AssertionError("A path prefix must not end with '/', as the routes will start with '/'")
