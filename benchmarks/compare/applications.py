"""The applications under test, each written once for every framework: only the names handed in differ.

Knows nothing of servers, load or figures. `APPLICATIONS` maps a scenario's name to the function that builds its app.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import BaseModel, Field

ROUTES = 1_000
"""How many routes there are among which the last one is asked for."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


class Application(Protocol):
    """What the applications below ask of a framework's application class."""

    def get(self, path: str, /, *, response_model: None = ...) -> Callable[[Endpoint], Endpoint]: ...
    def post(self, path: str, /) -> Callable[[Endpoint], Endpoint]: ...
    def middleware(self, kind: str, /) -> Callable[[Endpoint], Endpoint]: ...


@dataclass(frozen=True, slots=True)
class Framework:
    """The names that a program would import from its framework."""

    application: Callable[[], Application]
    depends: Callable[..., Any]
    query: Callable[..., Any]
    form: Callable[..., Any]
    upload_file: Any


class Item(BaseModel):
    """The model that `body` takes and gives back, and `list-1000` gives."""

    id: int
    name: str
    price: float
    tags: list[str] = Field(default_factory=list)


def build_json(framework: Framework) -> Application:
    """An undeclared dictionary: `response_model=None` is what a function without a return annotation has."""
    app = framework.application()

    @app.get("/", response_model=None)
    async def read_root() -> dict[str, str]:
        return {"message": "Hello, World!"}

    return app


def build_params(framework: Framework) -> Application:
    """A path parameter and two query parameters, one of them constrained."""
    app = framework.application()

    @app.get("/items/{item_id}", response_model=None)
    async def read_item(
        item_id: int, search: str, limit: Annotated[int, framework.query(ge=1, le=100)] = 10
    ) -> dict[str, object]:
        return {"item_id": item_id, "search": search, "limit": limit}

    return app


def build_body(framework: Framework) -> Application:
    """A model in and the same model out."""
    app = framework.application()

    @app.post("/items")
    async def create_item(item: Item) -> Item:
        return item

    return app


def build_deps(framework: Framework) -> Application:
    """A dependency of a dependency, which reads a query parameter."""
    app = framework.application()

    async def get_limit(limit: int = 10) -> int:
        return limit

    async def get_page(limit: Annotated[int, framework.depends(get_limit)]) -> dict[str, int]:
        return {"offset": 0, "limit": limit}

    @app.get("/items", response_model=None)
    async def read_items(page: Annotated[dict[str, int], framework.depends(get_page)]) -> dict[str, int]:
        return page

    return app


def build_deps_yield(framework: Framework) -> Application:
    """Two asynchronous generators as dependencies, one inside of the other."""
    app = framework.application()

    async def open_connection() -> AsyncIterator[dict[str, int]]:
        yield {"connection": 1}

    async def begin(
        connection: Annotated[dict[str, int], framework.depends(open_connection)],
    ) -> AsyncIterator[dict[str, int]]:
        yield {**connection, "transaction": 2}

    @app.get("/orders", response_model=None)
    async def read_orders(transaction: Annotated[dict[str, int], framework.depends(begin)]) -> dict[str, int]:
        return transaction

    return app


def build_sync(framework: Framework) -> Application:
    """A `def` endpoint, which runs in a worker thread."""
    app = framework.application()

    @app.get("/", response_model=None)
    def read_root() -> dict[str, str]:
        return {"message": "Hello, World!"}

    return app


def build_middleware(framework: Framework) -> Application:
    """Three function middlewares, each of which passes the request on and adds a header to the response."""
    app = build_json(framework)

    def add_middleware(number: int) -> None:
        @app.middleware("http")
        async def mark(request: Any, call_next: Callable[[Any], Awaitable[Any]]) -> Any:
            response = await call_next(request)
            response.headers[f"x-layer-{number}"] = "passed"
            return response

    for number in range(3):
        add_middleware(number)
    return app


def build_routes(framework: Framework) -> Application:
    """A thousand routes with a path parameter each."""
    app = framework.application()

    async def read_part(part_id: int) -> dict[str, int]:
        return {"part_id": part_id}

    for number in range(ROUTES):
        app.get(f"/catalogues/{number}/parts/{{part_id}}", response_model=None)(read_part)
    return app


def build_form(framework: Framework) -> Application:
    """Two fields of a form."""
    app = framework.application()

    @app.post("/people")
    async def create_person(
        name: Annotated[str, framework.form()], age: Annotated[int, framework.form(ge=0)]
    ) -> dict[str, object]:
        return {"name": name, "age": age}

    return app


def build_list(framework: Framework) -> Application:
    """A list of 1,000 models, made before."""
    app = framework.application()
    items = [Item(**content) for content in _build_contents()]

    @app.get("/")
    async def read_items() -> list[Item]:
        return items

    return app


def build_dicts(framework: Framework) -> Application:
    """An undeclared list of 1,000 dictionaries, made before."""
    app = framework.application()
    contents = _build_contents()

    @app.get("/", response_model=None)
    async def read_items() -> list[dict[str, Any]]:
        return contents

    return app


def build_upload(framework: Framework) -> Application:
    """A field and a file of a form; the file is read."""
    app = framework.application()
    upload: Any = framework.upload_file

    @app.post("/files")
    async def store_file(name: Annotated[str, framework.form()], file: upload) -> dict[str, object]:
        return {"name": name, "filename": file.filename, "size": len(await file.read())}

    return app


def _build_contents() -> list[dict[str, Any]]:
    return [{"id": number, "name": "Widget", "price": 9.99, "tags": ["a", "b"]} for number in range(1000)]


APPLICATIONS: Mapping[str, Callable[[Framework], Application]] = {
    "json": build_json,
    "params": build_params,
    "body": build_body,
    "deps": build_deps,
    "deps-yield": build_deps_yield,
    "sync": build_sync,
    "422": build_params,
    "404": build_params,
    "middleware-3": build_middleware,
    "routes-1000": build_routes,
    "form": build_form,
    "upload": build_upload,
    "list-1000": build_list,
    "dict-1000": build_dicts,
}
