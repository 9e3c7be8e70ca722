"""The names that a program imports from its framework, whichever that is."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
Decorator = Callable[[Endpoint], Endpoint]

APPLICATION_CLASSES = {"fireweed": "Fireweed", "fastapi": "FastAPI"}


class Router(Protocol):
    """What the programs ask of routers, and of applications."""

    @property
    def routes(self) -> list[Any]: ...

    def get(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def post(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def put(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def delete(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def options(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def head(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def patch(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def trace(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def api_route(self, path: str, /, **options: Any) -> Callable[[Endpoint], Endpoint]: ...
    def include_router(self, router: Any, **options: Any) -> None: ...


class Application(Router, Protocol):
    """What the programs, and the comparison, ask of applications."""

    webhooks: Router

    def openapi(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Framework:
    """The names; those of the package itself are in lower case."""

    application: Callable[..., Application]
    router: Callable[..., Router]
    path: Callable[..., Any]
    query: Callable[..., Any]
    header: Callable[..., Any]
    cookie: Callable[..., Any]
    body: Callable[..., Any]
    form: Callable[..., Any]
    file: Callable[..., Any]
    upload_file: Any
    depends: Callable[..., Any]
    security: Callable[..., Any]
    request: Any
    schemes: Any
    responses: Any


def import_framework(name: str) -> Framework:
    """Import the package `name`, which must be a key of `APPLICATION_CLASSES`."""
    package = importlib.import_module(name)
    return Framework(
        application=getattr(package, APPLICATION_CLASSES[name]),
        router=package.APIRouter,
        path=package.Path,
        query=package.Query,
        header=package.Header,
        cookie=package.Cookie,
        body=package.Body,
        form=package.Form,
        file=package.File,
        upload_file=package.UploadFile,
        depends=package.Depends,
        security=package.Security,
        request=package.Request,
        schemes=importlib.import_module(f"{name}.security"),
        responses=importlib.import_module(f"{name}.responses"),
    )
