"""Operations: what decorators and docstrings say, dependencies, routers, ids."""

# Programs as users write them, as dense as can be; the endpoints are never called.
# ruff: noqa: C901, B008, PLR0913
# mypy: disable-error-code="empty-body, name-defined"

from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel

from benchmarks.documents.framework import Application, Framework


class Tag(Enum):
    ITEMS = "items"
    USERS = "users"


class Item(BaseModel):
    name: str


class Message(BaseModel):
    message: str


def build_decorators(framework: Framework) -> Application:
    """The options of decorators that describe."""
    app = framework.application(title="Decorators")

    @app.get("/described", summary="A summary", description="A *description*", tags=["a", Tag.ITEMS])
    def described() -> None:
        """Not shown."""

    @app.get("/docstring")
    def docstring() -> None:
        """The first line.

            Indented.

        More.\f
        Hidden.
        """

    @app.get("/hidden-docstring")
    def hidden_docstring() -> None:
        """\fHidden."""

    @app.get("/empty", summary="", description="", tags=[])
    def empty() -> None:
        """Shown."""

    @app.get("/given-feed", description="Shown\fShown or not")
    def given_feed() -> None: ...

    return app


def build_paths(framework: Framework) -> Application:
    """Names, ids, methods, and operations that are hidden."""
    app = framework.application(title="Paths")

    @app.get("/deprecated", deprecated=True)
    def deprecated() -> None: ...

    @app.get("/not-deprecated", deprecated=False)
    def not_deprecated() -> None: ...

    @app.get("/operation-id", operation_id="myOperation")
    def operation_id() -> None: ...

    @app.get("/named", name="a_name")
    def named() -> None: ...

    @app.get("/hidden", include_in_schema=False)
    def hidden(item: Item) -> None: ...

    @app.put("/all")
    def put(q: int) -> None: ...

    @app.delete("/all")
    def delete(q: int) -> None: ...

    @app.patch("/all")
    def patch(q: int) -> None: ...

    @app.options("/all")
    def options(q: int) -> None: ...

    @app.head("/all")
    def head(q: int) -> None: ...

    @app.trace("/all")
    def trace(q: int) -> None: ...

    @app.get("/twice")
    def first(a: int) -> None: ...

    @app.get("/twice")
    def second(b: int) -> None: ...

    return app


def build_methods(framework: Framework) -> Application:
    """A route of several methods."""
    app = framework.application(title="Methods")

    @app.api_route("/methods", methods=["GET", "post", "OPTIONS"])
    def methods(q: str, item: Item, message: Message) -> list[Item]: ...

    return app


def build_extra(framework: Framework) -> Application:
    """`openapi_extra` in all its ways of merging."""
    app = framework.application(title="Extra")

    @app.post(
        "/raw",
        openapi_extra={
            "requestBody": {
                "content": {"application/yaml": {"schema": Item.model_json_schema()}},
                "required": True,
            },
            "x-own": {"deep": [1, None, {"a": None}]},
            "x-none": None,
        },
    )
    def raw() -> None: ...

    @app.post(
        "/merged",
        tags=["a"],
        openapi_extra={
            "tags": ["b"],
            "summary": "Replaced",
            "parameters": [{"name": "extra", "in": "query", "schema": {"type": "string"}}],
            "requestBody": {"description": "Described", "content": {"application/json": {"example": {"name": "x"}}}},
            "responses": {"200": {"headers": {"X-A": {"schema": {"type": "string"}}}}, "404": {"description": "No"}},
            "externalDocs": {"url": "http://example.com", "description": None},
            "servers": [{"url": "http://example.com"}, {"url": "/v1"}],
            "security": [{"key": []}],
        },
    )
    def merged(item: Item, q: int = 1) -> None: ...

    @app.get("/deprecated", openapi_extra={"deprecated": True})
    def deprecated() -> None: ...

    return app


def build_dependencies(framework: Framework) -> Application:
    """The parameters of dependencies: their order, names that several ask for."""
    depends, header, query = framework.depends, framework.header, framework.query

    def innermost(inner: int, x_inner: Annotated[str, header()]) -> None: ...

    def middle(
        b: int, inside: Annotated[None, depends(innermost)], c: Annotated[str | None, framework.cookie()] = None
    ) -> None: ...

    def optional(q: str | None = None, limit: Annotated[int, query(ge=1, description="Optional")] = 10) -> None: ...

    def required(q: Annotated[str, query(description="Required")], item_id: int) -> None: ...

    def optional_again(q: Annotated[str, query(description="Last")] = "z") -> None: ...

    class Pagination:
        def __init__(self, skip: int = 0, limit: int = 100) -> None: ...

    class Checker:
        def __call__(self, check: bool = True) -> None: ...

    def generator(g: int = 0) -> Any:
        yield

    app = framework.application(title="Dependencies", dependencies=[depends(Checker())])

    @app.get("/order/{item_id}", dependencies=[depends(innermost)])
    def order(
        z: int,
        y: Annotated[str, header()],
        item_id: int,
        inside: Annotated[None, depends(middle)],
        a: int = 0,
        page: Pagination = depends(),
        g: Any = depends(generator),
    ) -> None: ...

    @app.get("/required-last/{item_id}")
    def required_last(
        one: Annotated[None, depends(optional)],
        two: Annotated[None, depends(required)],
        three: Annotated[None, depends(optional_again)],
    ) -> None: ...

    @app.get("/optional-twice")
    def optional_twice(
        one: Annotated[None, depends(optional)], three: Annotated[None, depends(optional_again)]
    ) -> None: ...

    @app.get("/own-and-inner/{item_id}")
    def own_and_inner(item_id: str, inner: Annotated[None, depends(required)], q: str = "own") -> None: ...

    @app.get("/only-special")
    def only_special(request: framework.request) -> None: ...

    return app


def build_routers(framework: Framework) -> Application:
    """Included routers: prefixes, tags, responses, deprecation, ids, routes added later."""
    app = framework.application(
        title="Routers",
        responses={400: {"description": "App"}},
        generate_unique_id_function=lambda route: f"app-{route.name}",
    )
    depends = framework.depends

    def of_router(router_key: str) -> None: ...

    def of_inclusion(outer_id: int, inclusion_key: str) -> None: ...

    inner = framework.router(
        prefix="/inner", tags=["inner"], responses={404: {"model": Message}, 400: {"description": "Inner"}}
    )
    outer = framework.router(
        prefix="/outer",
        tags=["outer", Tag.USERS],
        dependencies=[depends(of_router)],
        deprecated=True,
        responses={405: {"description": "Outer"}},
        generate_unique_id_function=lambda route: f"outer-{route.name}-{route.path_format}",
    )
    hidden = framework.router(include_in_schema=False)

    @inner.get("/{item_id}", tags=["own"], responses={404: {"description": "Own"}})
    def read_inner(item_id: int) -> Item: ...

    @outer.get("/", generate_unique_id_function=lambda route: "own-id")
    def read_outer() -> Item: ...

    @hidden.get("/hidden")
    def read_hidden() -> Item: ...

    outer.include_router(inner, prefix="/{outer_id}", tags=["included"], dependencies=[depends(of_inclusion)])
    app.include_router(outer, prefix="/v1", tags=["v1"])
    app.include_router(inner, prefix="/v2", deprecated=False)
    app.include_router(hidden)
    app.include_router(inner, prefix="/v3", include_in_schema=False)

    @inner.post("/later")
    def create_later(item: Item) -> list[Message]: ...

    return app


PROGRAMS = (build_decorators, build_paths, build_methods, build_extra, build_dependencies, build_routers)
