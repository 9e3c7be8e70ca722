"""Models that are validated over all names of the query, the headers or the cookies, from the request to the answer."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    RootModel,
    field_validator,
    model_validator,
)

from fireweed import Cookie, Depends, Fireweed, Header, Query, WebSocket
from fireweed.testclient import TestClient
from kit.endpoints import details, locations, missing, serve
from kit.parameters import answer


class Filters(BaseModel):
    limit: int = Field(100, gt=0)
    tags: list[str] = []
    order: Literal["up", "down"] = "up"


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    need: int


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    need: int = 0


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    x: int = Field(alias="eks")
    y: list[int] = Field([], validation_alias=AliasChoices("why", "wye"))


class Client(BaseModel):
    user_agent: str = "none"
    x_count: int
    x_tags: list[int] = []
    raw_name: str = Header("raw", convert_underscores=False)
    token: int = Field(0, alias="X_Token")


class ClosedClient(Client):
    model_config = ConfigDict(extra="forbid")


class Session(BaseModel):
    session: str
    visits: int = 0


# What a model gets...


@pytest.mark.parametrize(
    ("annotation", "query", "value"),
    [
        (Filters, "", {"limit": 100, "tags": [], "order": "up"}),
        (Filters, "limit=1&limit=2&tags=a&tags=b", {"limit": 2, "tags": ["a", "b"], "order": "up"}),
        (Filters, "tags=", {"limit": 100, "tags": [""], "order": "up"}),
        (Filters, "other=1", {"limit": 100, "tags": [], "order": "up"}),
        (Closed, "need=1", {"need": 1}),
        (Open, "need=1&a=2&b=3&b=4&c=", {"need": 1, "a": "2", "b": ["3", "4"], "c": ""}),
        (Named, "eks=1&x=2&wye=3&wye=4", {"eks": 1, "y": [3, 4]}),
        (Named, "x=2&why=1", {"eks": 2, "y": [1]}),
        (RootModel[dict[str, Any]], "a=1&b=2&b=3", {"a": "1", "b": ["2", "3"]}),
    ],
)
def test_query_model_gets_what_was_received(annotation: Any, query: str, value: Any) -> None:
    assert answer(Annotated[annotation, Query()], query=query).json() == value


def test_header_model_reads_hyphens_for_underscores() -> None:
    headers = [
        ("x-count", "1"),
        ("x-count", "2"),
        ("x-tags", "3"),
        ("X-Tags", "4"),
        ("raw_name", "r"),
        ("x_token", "5"),
    ]

    response = answer(Annotated[Client, Header()], headers=headers)

    assert response.json() == {"user_agent": "t", "x_count": 1, "x_tags": [3, 4], "raw_name": "r", "X_Token": 5}


@pytest.mark.parametrize("model", [Client, ClosedClient], ids=["ignore", "forbid"])
def test_spelling_with_underscores_is_as_if_not_there(model: Any) -> None:
    response = answer(Annotated[model, Header()], headers=[("x_count", "1")])

    assert ("missing", ["header", "x-count"]) in locations(response)
    assert ["header", "x_count"] not in [location for _, location in locations(response)]


def test_header_model_may_keep_underscores() -> None:
    response = answer(Annotated[Client, Header(convert_underscores=False)], headers=[("x_count", "1"), ("x-tags", "1")])

    assert response.json()["x_count"] == 1
    assert response.json()["x_tags"] == []


def test_cookie_model_gets_the_last_of_each_name() -> None:
    response = answer(Annotated[Session, Cookie()], headers=[("cookie", "session=a; visits=1; session=b; junk")])

    assert response.json() == {"session": "b", "visits": 1}


def test_names_of_fields_count_where_the_model_says_so() -> None:
    class ByName(BaseModel):
        model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)
        my_x: int = Field(alias="eks")

    assert answer(Annotated[ByName, Query()], query="my_x=1").json() == {"eks": 1}
    assert locations(answer(Annotated[ByName, Query()], query="eks=1")) == [("missing", ["query", "my_x"])]
    assert answer(Annotated[ByName, Header()], headers=[("my-x", "1")]).json() == {"eks": 1}


def test_alias_path_is_left_to_the_model() -> None:
    class Leading(BaseModel):
        second: str = Field("none", validation_alias=AliasPath("values", 1))

    assert answer(Annotated[Leading, Query()], query="values=a&values=b").json() == {"second": "b"}
    assert answer(Annotated[Leading | None, Query()], None, query="values=a&values=b").json() == {"second": "b"}


def test_before_validators_see_all_names_and_may_change_what_they_get() -> None:
    class Seeing(BaseModel):
        names: str = ""
        count: int

        @model_validator(mode="before")
        @classmethod
        def see(cls, values: dict[str, Any]) -> dict[str, Any]:
            return {"names": " ".join(sorted(values)), "count": values.pop("count", "0")}

    async def endpoint(one: Annotated[Seeing, Query()], two: Annotated[Seeing, Query()], number: int) -> Any:
        return [one.names, two.names, one.count + two.count]

    client = serve(endpoint)

    assert client.get("/?a=1&count=2&number=3").json() == ["a count number", "a count number", 4]
    assert locations(client.get("/?count=x&number=y")) == [
        ("int_parsing", ["query", "count"]),
        ("int_parsing", ["query", "count"]),
        ("int_parsing", ["query", "number"]),
    ]


def test_model_with_metadata_is_validated_by_it() -> None:
    def refuse_many(filters: Filters) -> Filters:
        if len(filters.tags) > 1:
            raise ValueError("too many")
        return filters

    annotation = Annotated[Filters, AfterValidator(refuse_many), Query()]

    assert answer(annotation, query="tags=a").json()["tags"] == ["a"]
    assert locations(answer(annotation, query="tags=a&tags=b")) == [("value_error", ["query"])]


def test_json_of_a_model_is_one_parameter() -> None:
    response = answer(Annotated[Json[Closed], Query()], query='x={"need":1}&other=2')

    assert response.json() == {"need": 1}


class Inner(BaseModel):
    a: int


class WithValidator(BaseModel):
    inner: Inner

    @field_validator("inner", mode="before")
    @classmethod
    def parse(cls, text: str) -> dict[str, str]:
        return {"a": text}


class WithMetadata(BaseModel):
    inner: Annotated[Inner, BeforeValidator(lambda text: {"a": text})]


class WithJson(BaseModel):
    inner: Json[Inner]


@pytest.mark.parametrize(
    ("model", "text"), [(WithValidator, "1"), (WithMetadata, "1"), (WithJson, '{"a":1}')], ids=lambda x: str(x)
)
def test_model_in_a_model_is_made_of_text_where_something_makes_it(model: Any, text: str) -> None:
    assert answer(Annotated[model, Query()], query=f"inner={text}").json() == {"inner": {"a": 1}}


# Optional models...


@pytest.mark.parametrize(
    ("model", "query", "expected"),
    [
        (Filters, "", None),
        (Filters, "other=1", None),
        (Filters, "tags=a", {"limit": 100, "tags": ["a"], "order": "up"}),
        (Closed, "", None),
        (Open, "", None),
        (Open, "a=1", {"need": 0, "a": "1"}),
        (Named, "eks=1", {"eks": 1, "y": []}),
        (Named, "x=1", {"eks": 1, "y": []}),
    ],
)
def test_optional_model_is_there_with_one_of_its_names(model: Any, query: str, expected: Any) -> None:
    assert answer(Annotated[model | None, Query()], None, query=query).json() == expected


@pytest.mark.parametrize(
    ("model", "query", "expected"),
    [
        (Filters, "limit=0", [("greater_than", ["query", "limit"])]),
        (Named, "why=1", [("missing", ["query", "eks"])]),
        (Closed, "a=1", [("missing", ["query", "need"]), ("extra_forbidden", ["query", "a"])]),
    ],
)
def test_optional_model_that_is_there_is_validated(model: Any, query: str, expected: Any) -> None:
    assert locations(answer(Annotated[model | None, Query()], None, query=query)) == expected


def test_model_or_none_without_default_is_required() -> None:
    assert details(answer(Annotated[Filters | None, Query()])) == [missing("query")]
    assert details(answer(Annotated[Session | None, Cookie()])) == [missing("cookie")]


def test_default_of_an_optional_model_is_copied() -> None:
    default = Filters(limit=5)

    async def endpoint(filters: Annotated[Filters | None, Query()] = default) -> Any:
        assert filters is not None
        filters.tags.append("seen")
        return filters

    client = serve(endpoint)

    assert client.get("/").json() == client.get("/").json() == {"limit": 5, "tags": ["seen"], "order": "up"}
    assert default.tags == []


def test_default_factory_makes_an_optional_model() -> None:
    annotation = Annotated[Filters | None, Query(default_factory=lambda: Filters(limit=9))]

    assert answer(annotation).json()["limit"] == 9
    assert answer(annotation, query="tags=a").json()["limit"] == 100


def test_invalid_default_is_located_at_the_source() -> None:
    response = answer(Annotated[Filters | None, Query(validate_default=True)], {"limit": 0})

    assert locations(response) == [("greater_than", ["query", "limit"])]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [([], None), ([("x_count", "1")], None), ([("x-count", "1")], 1)],
    ids=["no", "hidden", "yes"],
)
def test_optional_header_model_is_there_with_one_of_its_names(headers: Any, expected: Any) -> None:
    class Counting(BaseModel):
        x_count: int

    async def endpoint(counting: Annotated[Counting | None, Header()] = None) -> Any:
        return counting and counting.x_count

    assert serve(endpoint).get("/", headers=headers).json() == expected


# Beside each other...


def test_models_and_parameters_are_independent() -> None:
    def depend(closed: Annotated[Closed, Query()]) -> int:
        return closed.need

    async def endpoint(
        filters: Annotated[Filters, Query()],
        extra: Annotated[Open, Query()],
        client: Annotated[Client, Header()],
        session: Annotated[Session, Cookie()],
        needed: Annotated[int, Depends(depend)],
        limit: str,
    ) -> Any:
        return [filters.limit, extra.need, client.x_count, session.session, needed, limit]

    client = serve(endpoint)
    headers = {"x-count": "3", "cookie": "session=s"}

    assert locations(client.get("/?need=1&limit=2", headers=headers)) == [("extra_forbidden", ["query", "limit"])]
    assert locations(client.get("/?need=a")) == [
        ("int_parsing", ["query", "need"]),
        ("int_parsing", ["query", "need"]),
        ("missing", ["query", "limit"]),
        ("missing", ["header", "x-count"]),
        ("missing", ["cookie", "session"]),
    ]


def test_models_of_one_name_in_several_functions_are_independent() -> None:
    def depend(filters: Annotated[Open | None, Query()] = None) -> Any:
        return filters

    async def endpoint(
        dependency: Annotated[Any, Depends(depend)], filters: Annotated[Filters | None, Query()] = None
    ) -> Any:
        return [dependency, filters]

    assert serve(endpoint).get("/?a=1").json() == [{"need": 0, "a": "1"}, None]


def test_websocket_takes_models() -> None:
    app = Fireweed()

    @app.websocket("/")
    async def talk(
        websocket: WebSocket,
        filters: Annotated[Filters, Query()],
        client: Annotated[Client, Header()],
        session: Annotated[Session | None, Cookie()] = None,
    ) -> None:
        await websocket.accept()
        await websocket.send_json([filters.tags, client.x_count, session and session.session])
        await websocket.close()

    headers = {"x-count": "1", "cookie": "session=s"}

    with TestClient(app).websocket_connect("/?tags=a&tags=b", headers=headers) as websocket:
        assert websocket.receive_json() == [["a", "b"], 1, "s"]


def test_model_may_refer_to_a_class_that_is_defined_later() -> None:
    app = Fireweed()

    class Later(BaseModel):
        colors: "list[Color]" = []  # type: ignore[name-defined]  # that it is not yet defined is what is tested  # noqa: F821

    @app.get("/")
    async def endpoint(later: Annotated[Later, Query()]) -> Any:
        return later

    Later.model_rebuild(_types_namespace={"Color": Literal["red", "blue"]})

    assert TestClient(app).get("/?colors=red&colors=blue").json() == {"colors": ["red", "blue"]}
