"""Parameters from headers and cookies."""

import json
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, BeforeValidator, Json

from fireweed import Cookie, Fireweed, Header, Query
from fireweed.testclient import TestClient
from kit.endpoints import details, locations, missing, serve


class Item(BaseModel):
    name: str


def serve_header(marker: Any, default: Any = ..., annotation: Any = str) -> TestClient:
    """A client for an endpoint with the header parameter `user_id`."""

    def endpoint(user_id: Any) -> Any:
        return user_id

    endpoint.__annotations__["user_id"] = Annotated[annotation, marker]
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint)


def serve_cookie(annotation: Any = str, default: Any = ..., **options: Any) -> TestClient:
    """A client for an endpoint with the cookie parameter `sid`."""

    def endpoint(sid: Any) -> Any:
        return sid

    endpoint.__annotations__["sid"] = Annotated[annotation, Cookie(**options)]
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint)


# Headers...


@pytest.mark.parametrize("name", ["user-id", "User-Id", "USER-ID"])
def test_header_is_found_with_hyphens_in_any_case(name: str) -> None:
    assert serve_header(Header()).get("/", headers={name: "5"}).json() == "5"


def test_header_is_not_found_with_underscores() -> None:
    assert details(serve_header(Header()).get("/", headers={"user_id": "5"})) == [missing("header", "user-id")]


def test_header_may_keep_its_underscores() -> None:
    client = serve_header(Header(convert_underscores=False))

    assert client.get("/", headers={"user_id": "5"}).json() == "5"
    assert details(client.get("/", headers={"user-id": "5"})) == [missing("header", "user_id")]


def test_alias_of_a_header_is_taken_as_it_is() -> None:
    client = serve_header(Header(alias="X_Id"))

    assert client.get("/", headers={"x_id": "5"}).json() == "5"
    assert details(client.get("/")) == [missing("header", "X_Id")]


def test_first_of_repeated_headers_counts() -> None:
    assert serve_header(Header()).get("/", headers=[("user-id", "1"), ("user-id", "2")]).json() == "1"


def test_empty_header_is_a_value() -> None:
    assert serve_header(Header(), "default").get("/", headers={"user-id": ""}).json() == ""


def test_header_that_is_not_given_is_its_default() -> None:
    assert serve_header(Header(), None, str | None).get("/").json() is None


def test_invalid_header_is_named_by_its_alias() -> None:
    response = serve_header(Header(), annotation=int).get("/", headers={"user-id": "x"})

    assert locations(response) == [("int_parsing", ["header", "user-id"])]


def test_constraint_of_a_header_holds() -> None:
    response = serve_header(Header(min_length=50)).get("/", headers={"user-id": "short"})

    assert locations(response) == [("string_too_short", ["header", "user-id"])]


# Cookies...


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("sid=1", "1"),
        ("a=0; sid=1; b=2", "1"),
        ("sid=1; sid=2", "2"),
        ("sid=a=b", "a=b"),
        ("sid=", ""),
        (";;sid=1;", "1"),
        ('sid="q\\"z"', 'q"z'),
        ("sid=%20", "%20"),
        ("=x; sid=1", "1"),
    ],
)
def test_cookie_is_read_as_browsers_send_it(header: str, value: str) -> None:
    assert serve_cookie().get("/", headers={"cookie": header}).json() == value


@pytest.mark.parametrize("header", ["", "other=1", "sid", "=sid", "SID=1"])
def test_cookie_that_is_not_there_is_missing(header: str) -> None:
    headers = {"cookie": header} if header else {}

    assert details(serve_cookie().get("/", headers=headers)) == [missing("cookie", "sid")]


def test_cookies_of_several_headers_are_merged() -> None:
    assert serve_cookie().get("/", headers=[("cookie", "a=1"), ("cookie", "sid=2")]).json() == "2"


def test_cookie_that_is_not_given_is_its_default() -> None:
    assert serve_cookie(str | None, None).get("/").json() is None


def test_invalid_cookie_is_named() -> None:
    response = serve_cookie(int, alias="session-id").get("/", headers={"cookie": "session-id=x"})

    assert locations(response) == [("int_parsing", ["cookie", "session-id"])]


def test_cookie_of_the_client_is_sent() -> None:
    client = serve_cookie()
    client.cookies.set("sid", "5")

    assert client.get("/").json() == "5"


# Both...


@pytest.mark.parametrize("marker", [Header(), Cookie()], ids=["header", "cookie"])
def test_validator_may_make_a_structure_of_the_text(marker: Any) -> None:
    def endpoint(pair: Any) -> Any:
        return pair

    endpoint.__annotations__["pair"] = Annotated[dict[str, int], BeforeValidator(json.loads), marker]

    assert serve(endpoint).get("/", headers={"pair": '{"a":1}', "cookie": 'pair={"a":1}'}).json() == {"a": 1}


@pytest.mark.parametrize("marker", [Query(), Header(), Cookie()], ids=["query", "header", "cookie"])
def test_json_of_a_model_is_one_text(marker: Any) -> None:
    def endpoint(item: Any) -> Any:
        return item

    endpoint.__annotations__["item"] = Annotated[Json[Item], marker]
    text = '{"name":"a"}'

    response = serve(endpoint).get("/", params={"item": text}, headers={"item": text, "cookie": f"item={text}"})

    assert response.json() == {"name": "a"}


def test_errors_are_in_the_order_of_sources() -> None:
    app = Fireweed()

    @app.get("/{p}")
    def endpoint(c: int = Cookie(), h: int = Header(), q: int = 0, p: int = 0) -> None: ...

    response = TestClient(app).get("/x?q=x", headers={"h": "x", "cookie": "c=x"})

    assert [item["loc"][0] for item in details(response)] == ["path", "query", "header", "cookie"]


def test_one_name_may_be_in_every_source() -> None:
    def endpoint(q: Annotated[int, Header(alias="x")], c: Annotated[int, Cookie(alias="x")], x: int) -> list[int]:
        return [q, c, x]

    response = serve(endpoint).get("/?x=3", headers={"x": "1", "cookie": "x=2"})

    assert response.json() == [1, 2, 3]


def test_models_take_the_attributes_of_what_a_validator_gives() -> None:
    class Given:
        name = "a"

    def endpoint(item: Any) -> Any:
        return item

    endpoint.__annotations__["item"] = Annotated[dict[str, Item], BeforeValidator(lambda x: {x: Given()}), Header()]

    assert serve(endpoint).get("/", headers={"item": "x"}).json() == {"x": {"name": "a"}}
