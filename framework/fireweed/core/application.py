"""The untyped application: a router inside a stack of middleware inside two error boundaries."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Self, TypeVar, cast

from typing_extensions import ParamSpec

from fireweed.body_limit import check_max_body_size
from fireweed.concurrency import close_pools
from fireweed.core.lifespan import LifespanContext, LifespanState, as_context, fail_startup, open_lifespan, run_lifespan
from fireweed.core.mounted import run_mounted_lifespans
from fireweed.files.reading import FilePath
from fireweed.http.state import State
from fireweed.http.url import URLPath
from fireweed.middleware import Middleware
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, check_dispatch
from fireweed.middleware.body_limit import RequestBodyLimitMiddleware
from fireweed.middleware.boundaries import build_outer_boundary
from fireweed.middleware.declaration import MiddlewareFactory, check_middleware
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.middleware.handlers import HandlerKey, check_handler, check_handler_key
from fireweed.routes import BaseRoute, CheckDirectory, Fallback, Router, ShadowedRoute
from fireweed.routes.wrapping import wrap_app
from fireweed.types import ASGIApp, DecoratedCallable, ExceptionHandler, Lifespan, Receive, Scope, Send

P = ParamSpec("P")
Dispatch = TypeVar("Dispatch", bound=DispatchFunction)

# Their handlers answer what nobody else handles, outside of the user's middleware.
LAST_RESORT: tuple[HandlerKey, ...] = (500, Exception)


class Application:
    """An ASGI application of routes, middleware and exception handlers.

    `debug` answers unhandled exceptions with their traceback. `middleware` is listed from the outermost to the
    innermost. `exception_handlers` maps statuses and exception classes to `handler(request, exception)`; the one for
    500 or `Exception` answers what nobody else handles. `lifespan(app)` is entered before the first request and left
    after the last one; a mapping that it yields becomes `request.state`. `max_body_size` is in bytes and holds unless a
    router, mount or route says otherwise; None is no limit. `mounted_lifespans` runs the lifespans of mounted
    applications inside of that of this one; they do not run otherwise.
    """

    def __init__(  # noqa: PLR0913 - the keywords that programs use
        self,
        debug: bool = False,  # noqa: FBT001, FBT002 - as above
        routes: Sequence[BaseRoute] | None = None,
        middleware: Sequence[Middleware[...]] | None = None,
        exception_handlers: Mapping[Any, ExceptionHandler] | None = None,
        lifespan: Lifespan[Self] | None = None,
        *,
        router: Router | None = None,
        max_body_size: int | None = None,
        mounted_lifespans: bool = False,
    ) -> None:
        self._set_up(
            debug=debug,
            router=Router(routes) if router is None else router,
            middleware=middleware,
            exception_handlers=exception_handlers,
            lifespan=lifespan,
            max_body_size=max_body_size,
            mounted_lifespans=mounted_lifespans,
        )

    def _set_up(  # noqa: PLR0913 - as above
        self,
        *,
        router: Router,
        debug: bool = False,
        middleware: Sequence[Middleware[...]] | None = None,
        exception_handlers: Mapping[Any, ExceptionHandler] | None = None,
        lifespan: Lifespan[Self] | None = None,
        max_body_size: int | None = None,
        mounted_lifespans: bool = False,
    ) -> None:
        """Do what `__init__` does. Subclasses call this: tracers wrap `__init__`, to trace what is no subclass."""
        self.debug = debug
        self.mounted_lifespans = mounted_lifespans
        self.max_body_size = check_max_body_size(max_body_size)
        self.state = State()
        self.router = router
        self.exception_handlers: dict[Any, ExceptionHandler] = {}
        self.user_middleware: list[Middleware[...]] = check_middleware(middleware or ())
        self.middleware_stack: ASGIApp | None = None
        self._boundaries: tuple[ExceptionMiddleware, ServerErrorMiddleware] | None = None
        for key, handler in (exception_handlers or {}).items():
            self.add_exception_handler(key, handler)
        if lifespan is not None:
            self.router.lifespan = as_context(lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        scope.setdefault("router", self.router)
        if self.middleware_stack is None:
            try:
                self.middleware_stack = self.build_middleware_stack()
            except Exception:
                if scope["type"] == "lifespan":
                    await fail_startup(receive, send)
                raise
        await self.middleware_stack(scope, receive, send)

    @property
    def routes(self) -> list[BaseRoute]:
        return self.router.routes

    def build_middleware_stack(self) -> ASGIApp:
        """Build what a request passes through: server errors, the user's middleware, exceptions, the router."""
        handlers, last = dict(self.exception_handlers), None
        for key in [key for key in handlers if key in LAST_RESORT]:
            last = handlers.pop(key)
        # Declared as the user's are, because error trackers prepare the classes that they see declared.
        inner = Middleware(ExceptionMiddleware, handlers)
        outer = Middleware(ServerErrorMiddleware, last, debug=self.debug)
        exceptions = cast("ExceptionMiddleware", wrap_app(self._dispatch, [inner]))
        if self.user_middleware or self.max_body_size is not None:
            wrapped = wrap_app(exceptions, self.user_middleware)
            if self.max_body_size is not None:
                wrapped = RequestBodyLimitMiddleware(wrapped, self.max_body_size)
            server_errors = cast("ServerErrorMiddleware", wrap_app(wrapped, [outer]))
        else:
            server_errors = build_outer_boundary(exceptions, last, debug=self.debug)
        self._boundaries = exceptions, server_errors
        return server_errors

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path of the route of that name with these parameters.

        Raises:
            NoMatchFound: there is none.
        """
        return self.router.url_path_for(name, **path_params)

    def find_shadowed(self) -> list[ShadowedRoute]:
        """List the routes that an earlier one hides; see `fireweed.routes.shadowing` for what it sees."""
        return self.router.find_shadowed()

    def find_body_limit(self, scope: Scope) -> int | None:
        """See `fireweed.body_limit`."""
        inside = self.router.find_body_limit(scope)
        return self.max_body_size if inside is None else inside

    def mount(self, path: str, app: ASGIApp, name: str | None = None) -> None:
        """Hand every request below `path` to another ASGI application."""
        self.router.mount(path, app=app, name=name)

    def host(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        """Hand every request for a host to another ASGI application."""
        self.router.host(host, app=app, name=name)

    def frontend(
        self,
        path: str,
        *,
        directory: FilePath,
        fallback: Fallback | None = "auto",
        check_dir: CheckDirectory = "auto",
    ) -> None:
        """Serve a built web application below `path`, where no route matches; see `fireweed.routes.Frontend`."""
        self.router.frontend(path, directory=directory, fallback=fallback, check_dir=check_dir)

    def add_route(
        self,
        path: str,
        route: Callable[..., Any],
        methods: Iterable[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,  # noqa: FBT001, FBT002  # the signature that users know
    ) -> None:
        """Route a path to `route(request) -> Response` or to an ASGI application."""
        self.router.add_route(path, route, methods=methods, name=name, include_in_schema=include_in_schema)

    def route(
        self,
        path: str,
        methods: Iterable[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,  # noqa: FBT001, FBT002  # the signature that users know
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate `route(request) -> Response`, for `add_route`."""
        return self.router.route(path, methods, name, include_in_schema)

    def add_websocket_route(self, path: str, route: Callable[..., Any], name: str | None = None) -> None:
        """Route WebSocket handshakes at a path to `await route(websocket)`, or to an ASGI application."""
        self.router.add_websocket_route(path, route, name=name)

    def websocket_route(self, path: str, name: str | None = None) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate what answers WebSocket handshakes at a path, for `add_websocket_route`."""
        return self.router.websocket_route(path, name)

    def add_middleware(self, middleware_class: MiddlewareFactory[P], *args: P.args, **kwargs: P.kwargs) -> None:
        """Put a middleware around everything added so far.

        Raises:
            RuntimeError: the application has started, its stack is built.
            TypeError: the middleware does not take these options.
        """
        if self.middleware_stack is not None:
            raise RuntimeError("Cannot add middleware after an application has started")
        self.user_middleware.insert(0, Middleware(middleware_class, *args, **kwargs))

    def middleware(self, middleware_type: str) -> Callable[[Dispatch], Dispatch]:
        """Decorate `async def middleware(request, call_next) -> Response` to put it around everything added so far.

        Raises:
            AssertionError: a type other than "http".
            RuntimeError: the application has started, its stack is built.
            TypeError: the function does not take a request and `call_next`.
        """
        if middleware_type != "http":
            remedy = 'write @app.middleware("http")' if callable(middleware_type) else "add an ASGI class instead"
            raise AssertionError(f'A function can be middleware of type "http", not {middleware_type!r}: {remedy}.')

        def decorate(dispatch: Dispatch) -> Dispatch:
            check_dispatch(dispatch)
            self.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
            return dispatch

        return decorate

    def add_exception_handler(self, exc_class_or_status_code: HandlerKey, handler: ExceptionHandler) -> None:
        """Let `handler(request, exception)` answer a status or a class of exceptions, from now on.

        Raises:
            TypeError: neither a status nor a class of exceptions, or the handler does not take both.
        """
        check_handler_key(exc_class_or_status_code)
        check_handler(handler)
        self.exception_handlers[exc_class_or_status_code] = handler
        if self._boundaries is None:
            return
        exceptions, server_errors = self._boundaries
        if exc_class_or_status_code in LAST_RESORT:
            server_errors.handler = handler
        else:
            exceptions.add_exception_handler(exc_class_or_status_code, handler)

    def exception_handler(
        self, exc_class_or_status_code: HandlerKey
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate `handler(request, exception)` to answer a status or a class of exceptions.

        Raises:
            TypeError: neither a status nor a class of exceptions.
        """
        check_handler_key(exc_class_or_status_code)

        def decorate(handler: DecoratedCallable) -> DecoratedCallable:
            self.add_exception_handler(exc_class_or_status_code, handler)
            return handler

        return decorate

    def build_lifespan(self) -> LifespanContext:
        """What runs around all requests."""
        return as_context(self.router.lifespan_context)

    def freeze(self) -> None:
        """Build now what the first request would have to wait for: the stack of middleware and the tables of routes."""
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        self.router.freeze()

    # PERF: a plain function, to save every request a coroutine (benchmarks/compare, `json`).
    def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "lifespan":
            return run_lifespan(self._lifetime, scope, receive, send)
        return self.router.resolve(scope)(scope, receive, send)

    @asynccontextmanager
    async def _lifetime(self, _: Any) -> AsyncIterator[LifespanState]:
        try:
            async with open_lifespan(self.build_lifespan(), self) as state, self._run_mounted_lifespans():
                # Not before, because start-up may add routes.
                self.freeze()
                yield state
        finally:
            close_pools()

    def _run_mounted_lifespans(self) -> AbstractAsyncContextManager[None]:
        return run_mounted_lifespans(self.routes if self.mounted_lifespans else (), owner=self)
