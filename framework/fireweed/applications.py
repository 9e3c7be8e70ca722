"""The typed application: the one place that wires declarations, routes, dependencies, errors and the document."""

import operator
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typing_extensions import Unpack

from fireweed import params
from fireweed.core import Application
from fireweed.core.application import LAST_RESORT
from fireweed.core.lifespan import LifespanContext
from fireweed.endpoint.app_dependencies import AppDependencies
from fireweed.endpoint.signature import describe
from fireweed.exception_handlers import (
    http_exception_handler,
    request_validation_exception_handler,
    websocket_request_validation_exception_handler,
)
from fireweed.exceptions import (
    BaseHTTPException,
    FireweedDeprecationWarning,
    RequestValidationError,
    WebSocketRequestValidationError,
)
from fireweed.openapi.pages import build_pages
from fireweed.options import ApplicationOptions, get_defaults
from fireweed.routes.route_list import changes
from fireweed.routing import APIRoute, APIRouter
from fireweed.routing.events import Event, EventHandlers
from fireweed.routing.options import RouteOptions, RouterOptions, check_options
from fireweed.routing.signatures import OptionsSignature
from fireweed.routing.verbs import PathOperations
from fireweed.types import ASGIApp, ErrorFormat, Receive, Scope, Send


class Fireweed(PathOperations, EventHandlers, Application):
    """An API: typed path operations, their document and its pages, as an ASGI application.

        app = Fireweed(title="Shop")

        @app.get("/items/{item_id}")
        async def read_item(item_id: int, q: str | None = None) -> Item: ...

    The options are those of `fireweed.options.ApplicationOptions`; those that describe the API are also attributes.

    Raises:
        TypeError: an option does not exist.
        AssertionError: a document without a title or a version.
        ValueError: an error format that there is not.
    """

    title: str = "Fireweed"
    summary: str | None = None
    description: str = ""
    version: str = "0.1.0"
    terms_of_service: str | None = None
    contact: dict[str, Any] | None = None
    license_info: dict[str, Any] | None = None
    openapi_tags: list[dict[str, Any]] | None = None
    servers: list[dict[str, Any]] | None = None
    openapi_external_docs: dict[str, Any] | None = None
    openapi_version: str = "3.1.0"
    openapi_url: str | None = "/openapi.json"
    docs_url: str | None = "/docs"
    redoc_url: str | None = "/redoc"
    swagger_ui_oauth2_redirect_url: str | None = "/docs/oauth2-redirect"
    swagger_ui_init_oauth: Mapping[str, Any] | None = None
    swagger_ui_parameters: Mapping[str, Any] | None = None
    docs_assets: str | Path = "auto"
    root_path_in_servers: bool = True
    separate_input_output_schemas: bool = True
    error_format: ErrorFormat = "detail"

    router: APIRouter

    __signature__ = OptionsSignature(ApplicationOptions, get_defaults)

    def __init__(self, **options: Unpack[ApplicationOptions]) -> None:
        check_options(options, ApplicationOptions, type(self).__name__)
        given: dict[str, Any] = dict(options)
        for name in _DOCUMENT_ATTRIBUTES & given.keys():
            setattr(self, name, given.pop(name))
        self._refuse_nameless_document()
        self.dependency_overrides: dict[Callable[..., Any], Callable[..., Any]] = {}
        self.app_dependencies = AppDependencies(self)
        self.root_path: str = given.pop("root_path", "")
        self.servers = self.servers or []
        if self.root_path:
            warnings.warn(_ROOT_PATH_IS_DEPRECATED, FireweedDeprecationWarning, stacklevel=2)
        self.webhooks: APIRouter = given.pop("webhooks", None) or APIRouter()
        self.openapi_schema: dict[str, Any] | None = None
        self._documented_changes = -1
        self._documented: tuple[APIRoute, ...] = ()
        of_application = {name: given.pop(name) for name in _APPLICATION_OPTIONS & given.keys()}
        self._set_up(router=APIRouter(dependency_overrides_provider=self, **given), **of_application)
        self._add_default_handlers()
        self.router.routes.extend(build_pages(self))

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Iterable[str] | None = None,
        **options: Unpack[RouteOptions],
    ) -> None:
        if path and not path.startswith("/"):
            raise AssertionError(f"The path {path!r} of {describe(endpoint)} must start with '/'.")
        self.router.add_api_route(path, endpoint, methods=methods, **options)

    def add_api_websocket_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        name: str | None = None,
        *,
        dependencies: Sequence[params.Depends] | None = None,
    ) -> None:
        self.router.add_api_websocket_route(path, endpoint, name, dependencies=dependencies)

    def add_event_handler(self, event_type: Event, func: Callable[[], Any]) -> None:
        self.router.add_event_handler(event_type, func)

    def include_router(self, router: APIRouter, **options: Unpack[RouterOptions]) -> None:
        """Let the routes of `router`, those added later too, be routes of the application, below `prefix` and so on.

        Raises:
            AssertionError: a prefix that does not begin with a slash, or ends with one.
            FireweedError: the path of one of the routes would be empty.
        """
        self.router.include_router(router, **options)

    def build_middleware_stack(self) -> ASGIApp:
        stack, root_path = super().build_middleware_stack(), self.root_path
        if not root_path:
            return stack

        async def answer_below_root_path(scope: Scope, receive: Receive, send: Send) -> None:
            scope["root_path"] = root_path
            await stack(scope, receive, send)

        return answer_below_root_path

    def build_lifespan(self) -> LifespanContext:
        """What runs around all requests: the application's lifespan, inside of it those of included routers."""
        return self.router.build_lifespan()

    def openapi(self) -> dict[str, Any]:
        """The document, built when it is first asked for and again when routes have changed."""
        from fireweed.openapi.document import get_openapi  # loaded late (benchmarks/startup)

        if self._have_operations_changed() or self.openapi_schema is None:
            self.openapi_schema = get_openapi(
                title=self.title,
                version=self.version,
                openapi_version=self.openapi_version,
                summary=self.summary,
                description=self.description,
                routes=self.routes,
                webhooks=self.webhooks.routes,
                tags=self.openapi_tags,
                servers=self.servers,
                terms_of_service=self.terms_of_service,
                contact=self.contact,
                license_info=self.license_info,
                separate_input_output_schemas=self.separate_input_output_schemas,
                external_docs=self.openapi_external_docs,
                error_format=self.error_format,
            )
        return self.openapi_schema

    def find_refusal(self, error: BaseHTTPException, scope: Scope) -> ASGIApp | None:
        """The answer to a request that is refused before exception handlers see it, None for plain text."""
        if self.error_format == "detail":
            return None
        from fireweed.problem_handlers import build_refusal

        return build_refusal(error, scope)

    def _add_default_handlers(self) -> None:
        """Let errors be answered in the format chosen, unless the user's own handlers do it."""
        handlers = self.exception_handlers
        defaults = _DEFAULT_HANDLERS
        if self.error_format == "problem":
            from fireweed.problem_handlers import PROBLEM_HANDLERS, problem_server_error_handler

            defaults = PROBLEM_HANDLERS
            if not handlers.keys() & set(LAST_RESORT):
                handlers[Exception] = problem_server_error_handler
        elif self.error_format != "detail":
            raise ValueError(f"error_format is 'detail' or 'problem', not {self.error_format!r}.")
        for error, handler in defaults.items():
            handlers.setdefault(error, handler)

    def _have_operations_changed(self) -> bool:
        """Whether the document is older than the declarations. Lists of routes anywhere may have changed since."""
        from fireweed.openapi.document import walk_operations

        if self._documented_changes == changes.count:
            return False
        self._documented_changes = changes.count
        before, self._documented = self._documented, tuple(walk_operations([*self.routes, *self.webhooks.routes]))
        return len(before) != len(self._documented) or any(map(operator.is_not, before, self._documented))

    def _refuse_nameless_document(self) -> None:
        if not self.openapi_url:
            return
        if not self.title:
            raise AssertionError("A title must be provided for OpenAPI, e.g.: 'My API'")
        if not self.version:
            raise AssertionError("A version must be provided for OpenAPI, e.g.: '2.1.0'")


_ROOT_PATH_IS_DEPRECATED = (
    "The option `root_path` is deprecated. Tell the server the root path instead, for example with "
    "`fw run --root-path /api/v1`."
)
_DEFAULT_HANDLERS: Mapping[type[Exception], Callable[..., Any]] = {
    BaseHTTPException: http_exception_handler,
    RequestValidationError: request_validation_exception_handler,
    WebSocketRequestValidationError: websocket_request_validation_exception_handler,
}
_DOCUMENT_ATTRIBUTES = frozenset(Fireweed.__annotations__) - {"router"}
_APPLICATION_OPTIONS = frozenset(("debug", "middleware", "exception_handlers", "max_body_size", "mounted_lifespans"))
