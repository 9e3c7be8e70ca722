"""Models over the query, the headers and the cookies: names, defaults, optional ones, several beside each other."""

# Programs as users write them; the endpoints are never called.
# mypy: disable-error-code="empty-body,valid-type"

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, Json

from benchmarks.documents.framework import Application, Framework


class Filters(BaseModel):
    """What to leave out."""

    limit: int = Field(100, gt=0, le=100, description="How many.", examples=[10])
    offset: int = Field(0, ge=0, deprecated=True)
    order_by: Literal["created", "updated"] = "created"
    tags: list[str] = []
    since: float | None = None
    document: Json[list[int]] | None = Field(None, title="A document")


class Needing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    limit: int


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    item_id: int = Field(alias="itemId")
    size: int = Field(validation_alias=AliasChoices("size", "length"))
    first: str = Field("", validation_alias=AliasPath("values", 0))
    other_name: str = Field("", serialization_alias="otherName")


class ByName(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)
    item_id: int = Field(alias="itemId")


class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.title())
    some_name: int = 0


class Factory(BaseModel):
    values: list[int] = Field(default_factory=list)
    nothing: None = None


def build_sources(framework: Framework) -> Application:
    """One model in each source."""
    app = framework.application(title="Sources")

    class Client(BaseModel):
        user_agent: str = Field(description="Who asks.")
        x_tags: list[int] = []
        raw_name: str = framework.header("raw", convert_underscores=False, openapi_examples={"one": {"value": "x"}})
        token: str = Field("", alias="X_Token")

    class Session(BaseModel):
        session_id: str
        visits: Annotated[int, Field(ge=0)] = 0

    @app.get("/query")
    def query(filters: Annotated[Filters, framework.query()]) -> None: ...

    @app.get("/headers")
    def headers(client: Annotated[Client, framework.header()]) -> None: ...

    @app.get("/raw-headers")
    def raw_headers(client: Annotated[Client, framework.header(convert_underscores=False)]) -> None: ...

    @app.get("/cookies")
    def cookies(session: Annotated[Session, framework.cookie()]) -> None: ...

    @app.get("/optional-headers")
    def optional_headers(client: Annotated[Client | None, framework.header()] = None) -> None: ...

    return app


def build_names(framework: Framework) -> Application:
    """Aliases of all kinds, in the query and in the headers."""
    app = framework.application(title="Names")
    models: dict[str, Any] = {"named": Named, "by-name": ByName, "generated": Generated, "factory": Factory}
    markers = {"query": framework.query(), "header": framework.header(), "cookie": framework.cookie()}

    for model_name, model in models.items():
        for source, marker in markers.items():

            def endpoint(x: Any) -> None: ...

            endpoint.__annotations__["x"] = Annotated[model, marker]
            endpoint.__name__ = f"{model_name}_{source}"
            app.get(f"/{model_name}/{source}")(endpoint)

    return app


def build_optional(framework: Framework) -> Application:
    """Models that may be absent."""
    app = framework.application(title="Optional")
    query = framework.query

    @app.get("/none")
    def none(needing: Annotated[Needing | None, query()] = None) -> None: ...

    @app.get("/required")
    def required(needing: Annotated[Needing | None, query()]) -> None: ...

    @app.get("/factory")
    def factory(needing: Annotated[Needing | None, query(default_factory=lambda: None)]) -> None: ...

    @app.get("/default")
    def default(filters: Annotated[Filters | None, query()] = None) -> None: ...

    @app.post("/body")
    def body(needing: Needing) -> None: ...

    return app


def build_several(framework: Framework) -> Application:
    """Models and parameters beside each other, some of them hidden, some with the same names."""
    app = framework.application(title="Several")
    query = framework.query

    def depend(needing: Annotated[Needing, query()], page: int = 1) -> None: ...

    @app.get("/dependency/{name}")
    def dependency(
        name: str,
        filters: Annotated[Filters, query()],
        needed: Annotated[None, framework.depends(depend)],
        tags: Annotated[str, query()] = "",
    ) -> None: ...

    @app.get("/hidden")
    def hidden(
        filters: Annotated[Filters, query(include_in_schema=False)], named: Annotated[Named | None, query()] = None
    ) -> None: ...

    return app


PROGRAMS = (build_sources, build_names, build_optional, build_several)
