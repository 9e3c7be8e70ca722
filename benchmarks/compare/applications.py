"""The applications under test, each written once for every framework: only the names handed in differ.

Knows nothing of servers, load or figures. `APPLICATIONS` maps a scenario's name to the function that builds its app.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import BaseModel, Field

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


class Application(Protocol):
    """What the applications below ask of a framework's application class."""

    def get(self, path: str, /, *, response_model: None = ...) -> Callable[[Endpoint], Endpoint]: ...
    def post(self, path: str, /) -> Callable[[Endpoint], Endpoint]: ...


@dataclass(frozen=True, slots=True)
class Framework:
    """The names that a program would import from its framework."""

    application: Callable[[], Application]
    depends: Callable[..., Any]
    query: Callable[..., Any]


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


def build_sync(framework: Framework) -> Application:
    """A `def` endpoint, which runs in a worker thread."""
    app = framework.application()

    @app.get("/", response_model=None)
    def read_root() -> dict[str, str]:
        return {"message": "Hello, World!"}

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


def _build_contents() -> list[dict[str, Any]]:
    return [{"id": number, "name": "Widget", "price": 9.99, "tags": ["a", "b"]} for number in range(1000)]


APPLICATIONS: Mapping[str, Callable[[Framework], Application]] = {
    "json": build_json,
    "params": build_params,
    "body": build_body,
    "deps": build_deps,
    "sync": build_sync,
    "list-1000": build_list,
    "dict-1000": build_dicts,
}
