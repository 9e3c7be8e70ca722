"""The options of an application, each documented once, here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fireweed.middleware import Middleware
from fireweed.responses import Response
from fireweed.routes import BaseRoute
from fireweed.routing import APIRouter
from fireweed.routing.complete_options import SHARED_DEFAULTS
from fireweed.routing.options import DEFAULT_RESPONSE_CLASS, SharedOptions
from fireweed.types import ErrorFormat, ExceptionHandler, Lifespan


class DocumentOptions(SharedOptions, total=False):
    """What the document and its pages say of the application as a whole."""

    title: str
    """The name of the API; "Fireweed" unless given."""
    summary: str | None
    """The API in a line."""
    description: str
    """The API in Markdown."""
    version: str
    """The version of the API, not of OpenAPI; "0.1.0" unless given."""
    terms_of_service: str | None
    """A URL."""
    contact: dict[str, Any] | None
    """OpenAPI's Contact Object: name, url, email."""
    license_info: dict[str, Any] | None
    """OpenAPI's License Object: name, and identifier or url."""
    openapi_tags: list[dict[str, Any]] | None
    """OpenAPI's Tag Objects, in the order in which pages show them."""
    servers: list[dict[str, Any]] | None
    """OpenAPI's Server Objects."""
    openapi_external_docs: dict[str, Any] | None
    """OpenAPI's External Documentation Object."""
    webhooks: APIRouter | None
    """Operations of others that the API calls without being asked: their paths are names, such as "new-order"."""
    openapi_url: str | None
    """Where the document is; "/openapi.json" unless given, None for no document and no pages."""
    docs_url: str | None
    """Where Swagger UI is; "/docs" unless given, None for nowhere."""
    redoc_url: str | None
    """Where ReDoc is; "/redoc" unless given, None for nowhere."""
    swagger_ui_oauth2_redirect_url: str | None
    """Where authorization servers send the browser back to; "/docs/oauth2-redirect" unless given."""
    swagger_ui_init_oauth: Mapping[str, Any] | None
    """What fills in Swagger UI's Authorize dialog."""
    swagger_ui_parameters: Mapping[str, Any] | None
    """More parameters for Swagger UI."""
    docs_assets: str | Path
    """Where the pages load their scripts from: "cdn", "local" for the files that the package brings, "auto" (unless
    given) for those if there are any, or the path of a folder with files of the same names."""
    root_path_in_servers: bool
    """Whether the document lists the root path that a proxy took away as a server; true unless given."""
    separate_input_output_schemas: bool
    """Whether a model that is read and written differently has two schemas; true unless given."""
    error_format: ErrorFormat
    """How errors are answered: "detail" (unless given) for `{"detail": ...}`, "problem" for problem details (RFC 9457)
    of the type application/problem+json; exception handlers of your own answer as they like."""


class ApplicationOptions(DocumentOptions, total=False):
    """The options of `Fireweed`."""

    routes: Iterable[BaseRoute] | None
    """Routes to begin with, of any kind."""
    root_path: str
    """Deprecated, the server knows it better: the path that a proxy takes away."""
    debug: bool
    """Answer unhandled exceptions with their traceback."""
    default_response_class: type[Response]
    """The response class of operations that choose none."""
    redirect_slashes: bool
    """Whether a path that exists with the other trailing slash is redirected there; true unless given."""
    middleware: Sequence[Middleware[...]] | None
    """Listed from the outermost to the innermost."""
    exception_handlers: Mapping[Any, ExceptionHandler] | None
    """From a status or an exception class to `handler(request, exception)`; 500 or `Exception` for all the rest."""
    lifespan: Lifespan[Any] | None
    """Entered with the application before the first request, left after the last; what it yields is `request.state`."""
    mounted_lifespans: bool
    """Whether mounted applications start up and shut down inside of this one, each state being that of the requests
    below its mount; false unless given: their lifespans do not run."""
    on_startup: Sequence[Callable[[], Any]] | None
    """Called before the first request, unless there is a `lifespan`."""
    on_shutdown: Sequence[Callable[[], Any]] | None
    """Called after the last request, unless there is a `lifespan`."""


def get_defaults(application: type) -> dict[str, Any]:
    """The defaults of the options of an application class: its attributes have those of the document."""
    names = DocumentOptions.__optional_keys__ - SharedOptions.__optional_keys__
    return {**_DEFAULTS, **{name: getattr(application, name) for name in names if hasattr(application, name)}}


_DEFAULTS: Final[Mapping[str, Any]] = {
    **SHARED_DEFAULTS,
    "webhooks": None,
    "routes": None,
    "root_path": "",
    "debug": False,
    "default_response_class": DEFAULT_RESPONSE_CLASS,
    "redirect_slashes": True,
    "middleware": None,
    "exception_handlers": None,
    "lifespan": None,
    "mounted_lifespans": False,
    "on_startup": None,
    "on_shutdown": None,
}
