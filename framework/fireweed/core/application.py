"""The untyped application: a router inside a stack of middleware inside two error boundaries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self, TypeVar

from typing_extensions import ParamSpec

from fireweed.body_limit import check_max_body_size
from fireweed.core.lifespan import LifespanContext, as_context, build_event_lifespan, run_lifespan
from fireweed.files.reading import FilePath
from fireweed.http.state import State
from fireweed.http.url import URLPath
from fireweed.middleware import Middleware
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction
from fireweed.middleware.body_limit import RequestBodyLimitMiddleware
from fireweed.middleware.declaration import MiddlewareFactory
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.middleware.handlers import ExceptionHandler
from fireweed.routes import BaseRoute, CheckDirectory, Fallback, Router
from fireweed.types import ASGIApp, DecoratedCallable, Lifespan, Receive, Scope, Send

P = ParamSpec("P")
Dispatch = TypeVar("Dispatch", bound=DispatchFunction)


class Application:
    """An ASGI application of routes, middleware and exception handlers.

    `debug` answers unhandled exceptions with their traceback. `middleware` is listed from the outermost to the
    innermost. `exception_handlers` maps statuses and exception classes to `handler(request, exception)`; the one for
    500 or `Exception` answers what nobody else handles. `lifespan(app)` is entered before the first request and left
    after the last one; a mapping that it yields becomes `request.state`. `max_body_size` is in bytes and holds unless a
    router, mount or route says otherwise; None is no limit.
    """

    def __init__(  # noqa: PLR0913 - the keywords that programs use
        self,
        *,
        debug: bool = False,
        routes: Sequence[BaseRoute] | None = None,
        middleware: Sequence[Middleware[Any]] | None = None,
        exception_handlers: Mapping[Any, ExceptionHandler] | None = None,
        lifespan: Lifespan[Self] | None = None,
        router: Router | None = None,
        max_body_size: int | None = None,
    ) -> None:
        self.debug = debug
        self.max_body_size = check_max_body_size(max_body_size)
        self.state = State()
        self.router = router if router is not None else Router(routes)
        self.exception_handlers: dict[Any, ExceptionHandler] = dict(exception_handlers or {})
        self.user_middleware: list[Middleware[Any]] = list(middleware or ())
        self.middleware_stack: ASGIApp | None = None
        self._lifespan = build_event_lifespan((), ()) if lifespan is None else as_context(lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    @property
    def routes(self) -> list[BaseRoute]:
        return self.router.routes

    def build_middleware_stack(self) -> ASGIApp:
        """Build what a request passes through: server errors, the user's middleware, exceptions, the router."""
        inner = {key: handler for key, handler in self.exception_handlers.items() if key not in (500, Exception)}
        outer = next((self.exception_handlers[key] for key in (500, Exception) if key in self.exception_handlers), None)
        app: ASGIApp = ExceptionMiddleware(self._dispatch, inner)
        for cls, args, kwargs in reversed(self.user_middleware):
            app = cls(app, *args, **kwargs)
        if self.max_body_size is not None:
            app = RequestBodyLimitMiddleware(app, self.max_body_size)
        return ServerErrorMiddleware(app, outer, debug=self.debug)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path of the route of that name with these parameters.

        Raises:
            NoMatchFound: there is none.
        """
        return self.router.url_path_for(name, **path_params)

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

    def add_middleware(self, middleware_class: MiddlewareFactory[P], *args: P.args, **kwargs: P.kwargs) -> None:
        """Put a middleware around everything added so far.

        Raises:
            RuntimeError: the application has started, its stack is built.
        """
        if self.middleware_stack is not None:
            raise RuntimeError("Cannot add middleware after an application has started")
        self.user_middleware.insert(0, Middleware(middleware_class, *args, **kwargs))

    def middleware(self, middleware_type: str) -> Callable[[Dispatch], Dispatch]:
        """Decorate `async def middleware(request, call_next) -> Response` to put it around everything added so far.

        Raises:
            AssertionError: a type other than "http".
            RuntimeError: the application has started, its stack is built.
        """
        if middleware_type != "http":
            raise AssertionError(
                f'A function can be middleware of type "http", not {middleware_type!r}: add an ASGI class instead.'
            )

        def decorate(dispatch: Dispatch) -> Dispatch:
            self.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
            return dispatch

        return decorate

    def add_exception_handler(self, exc_class_or_status_code: int | type[Exception], handler: ExceptionHandler) -> None:
        """Let `handler(request, exception)` answer a status or a class of exceptions."""
        self.exception_handlers[exc_class_or_status_code] = handler
        self.middleware_stack = None

    def exception_handler(
        self, exc_class_or_status_code: int | type[Exception]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate `handler(request, exception)` to answer a status or a class of exceptions."""

        def decorate(handler: DecoratedCallable) -> DecoratedCallable:
            self.add_exception_handler(exc_class_or_status_code, handler)
            return handler

        return decorate

    def build_lifespan(self) -> LifespanContext:
        """What runs around all requests."""
        return self._lifespan

    def freeze(self) -> None:
        """Do now what the first request would have to wait for: decide everything that can be decided."""

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self.freeze()
            await run_lifespan(self.build_lifespan(), scope, receive, send)
            return
        await self.router.resolve(scope)(scope, receive, send)
