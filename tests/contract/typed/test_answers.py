"""From what an endpoint returns to the answer: response models, options, statuses, response classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_serializer
from typing_extensions import TypeAliasType, TypedDict

from fireweed import Fireweed
from fireweed.exceptions import FireweedError, ResponseValidationError
from fireweed.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from fireweed.testclient import TestClient
from kit.endpoints import answering_errors, serve


class User(BaseModel):
    name: str
    password: str = "secret"


class Public(BaseModel):
    name: str


class Admin(Public):
    password: str = "secret"


class Nested(BaseModel):
    user: Public
    users: list[Public] = []
    by_name: dict[str, Public] = {}


@dataclass
class Row:
    name: str
    password: str = "secret"


class Dict(TypedDict):
    name: str


class Record:
    name = "a"
    password = "secret"


class Tree(BaseModel):
    name: str
    children: list["Tree"] = []


PublicList = TypeAliasType("PublicList", list[Public])
PUBLIC = {"name": "a"}


def returning(result: Any, annotation: Any = ..., **options: Any) -> TestClient:
    """A client for an endpoint that returns `result`, with a return annotation unless it is left out."""

    async def endpoint() -> Any:
        return result

    if annotation is ...:
        del endpoint.__annotations__["return"]
    else:
        endpoint.__annotations__["return"] = annotation
    return serve(endpoint, **options)


# Models...

FILTERED: list[tuple[Any, Any, Any]] = [
    (Public, User(name="a"), PUBLIC),
    (Public, Admin(name="a"), PUBLIC),
    (Public, {"name": "a", "password": "x"}, PUBLIC),
    (Public, Record(), PUBLIC),
    (Public, Row("a"), PUBLIC),
    (list[Public], [User(name="a"), {"name": "a", "x": 1}], [PUBLIC, PUBLIC]),
    (PublicList, (User(name="a"),), [PUBLIC]),
    (Sequence[Public], (User(name="a"),), [PUBLIC]),
    (Iterable[Public], [User(name="a")], [PUBLIC]),
    (dict[str, Public], {"k": Admin(name="a")}, {"k": PUBLIC}),
    (tuple[int, Public], (1, Admin(name="a")), [1, PUBLIC]),
    (Public | None, None, None),
    (Annotated[Public, "note"], User(name="a"), PUBLIC),
    (
        Nested,
        {"user": User(name="a"), "users": [Admin(name="a")], "by_name": {"k": User(name="a")}},
        {"user": PUBLIC, "users": [PUBLIC], "by_name": {"k": PUBLIC}},
    ),
    (Row, {"name": "a", "x": 1}, {"name": "a", "password": "secret"}),
    (Dict, {"name": "a", "x": 1}, PUBLIC),
    (int, "5", 5),
    (Any, User(name="a"), {"name": "a", "password": "secret"}),
    (dict[str, Any], {"u": Public(name="a"), "d": date(2026, 1, 2)}, {"u": PUBLIC, "d": "2026-01-02"}),
    (Tree, {"name": "a", "children": [{"name": "b"}]}, {"name": "a", "children": [{"name": "b", "children": []}]}),
    (float, float("nan"), None),
    (bytes, b"abc", "abc"),
]


@pytest.mark.parametrize(("model", "result", "answer"), FILTERED, ids=str)
@pytest.mark.parametrize("style", ["annotation", "option"])
def test_answer_holds_what_the_model_declares(model: Any, result: Any, answer: Any, style: str) -> None:
    client = returning(result, model) if style == "annotation" else returning(result, response_model=model)

    assert client.get("/").json() == answer


@pytest.mark.parametrize(("model", "result", "answer"), FILTERED[:-2], ids=str)
def test_chosen_response_class_gets_the_same(model: Any, result: Any, answer: Any) -> None:
    assert returning(result, model, response_class=JSONResponse).get("/").json() == answer


def test_option_wins_over_the_annotation() -> None:
    assert returning(User(name="a"), User, response_model=Public).get("/").json() == PUBLIC


def test_option_of_none_switches_the_model_off() -> None:
    assert returning({"any": 1}, Public, response_model=None).get("/").json() == {"any": 1}


@pytest.mark.parametrize("annotation", [None, Response, JSONResponse, ...], ids=["None", "response", "json", "nothing"])
def test_annotation_that_is_no_model_does_not_filter(annotation: Any) -> None:
    assert returning({"any": 1}, annotation).get("/").json() == {"any": 1}


def test_model_serialises_its_fields_itself() -> None:
    class Stamped(BaseModel):
        day: date

        @field_serializer("day")
        def write(self, day: date) -> int:
            return day.year

    assert returning({"day": "2026-01-02"}, Stamped).get("/").json() == {"day": 2026}


# Options...


class Options(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    a: int = 1
    b: int | None = None
    c: str = Field(default="x", alias="cC")


class Outer(BaseModel):
    one: Options = Options()
    many: list[Options] = [Options(), Options()]


FULL = {"a": 1, "b": None, "cC": "x"}


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({}, FULL),
        ({"by_alias": False}, {"a": 1, "b": None, "c": "x"}),
        ({"exclude_unset": True}, {"a": 1}),
        ({"exclude_defaults": True}, {}),
        ({"exclude_none": True}, {"a": 1, "cC": "x"}),
        ({"include": {"a", "c"}}, {"a": 1, "cC": "x"}),
        ({"include": ["a"]}, {"a": 1}),
        ({"exclude": {"a", "b"}}, {"cC": "x"}),
        ({"exclude": ["a"], "exclude_none": True}, {"cC": "x"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("response_class", [None, JSONResponse], ids=["default", "chosen"])
def test_options_say_what_is_written(options: dict[str, Any], answer: Any, response_class: Any) -> None:
    given = {f"response_model_{name}": value for name, value in options.items()}
    if response_class is not None:
        given["response_class"] = response_class

    assert returning(Options(a=1), Options, **given).get("/").json() == answer


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"response_model_include": {"one": {"a"}}}, {"one": {"a": 1}}),
        ({"response_model_exclude": {"many": {"__all__": {"a", "b"}}, "one": True}}, {"many": [{"cC": "x"}] * 2}),
        ({"response_model_exclude": {"many": {0: True}, "one": True}}, {"many": [FULL]}),
    ],
    ids=["include", "all", "index"],
)
def test_options_reach_into_nested_models(options: dict[str, Any], answer: Any) -> None:
    assert returning(Outer(), Outer, **options).get("/").json() == answer


def test_options_hold_for_the_models_of_a_list() -> None:
    client = returning([Options(a=1)], list[Options], response_model_exclude_unset=True)

    assert client.get("/").json() == [{"a": 1}]


# Results that do not fit...


@pytest.mark.parametrize(
    ("model", "result", "type_", "location"),
    [
        (Public, {}, "missing", ("response", "name")),
        (Public, {"name": 1}, "string_type", ("response", "name")),
        (list[Public], [{"name": "a"}, {}], "missing", ("response", 1, "name")),
        (Public, None, "model_attributes_type", ("response",)),
        (int, "x", "int_parsing", ("response",)),
        (Nested, {"user": {}}, "missing", ("response", "user", "name")),
    ],
    ids=str,
)
def test_result_that_does_not_fit_is_a_mistake_of_the_application(
    model: Any, result: Any, type_: str, location: tuple[Any, ...]
) -> None:
    client = returning(result, model)

    with pytest.raises(ResponseValidationError) as caught:
        client.get("/")

    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [(type_, location)]
    assert caught.value.body is result
    assert caught.value.endpoint_path == "GET /"


def test_result_that_does_not_fit_is_500() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint() -> Public:
        return {}  # type: ignore[return-value]  # the mistake that is tested

    response = answering_errors(app).get("/")

    assert (response.status_code, response.text) == (500, "Internal Server Error")


# No model...


@pytest.mark.parametrize(
    ("result", "answer"),
    [
        (None, None),
        ("é\u2028<>", "é\u2028<>"),
        ((1, 2), [1, 2]),
        ({1: 2, None: 3}, {"1": 2, "null": 3}),
        ({"_sa_x": 1, "a": {"_sa": 2}}, {"a": {}}),
        (date(2026, 1, 2), "2026-01-02"),
        ([User(name="a")], [{"name": "a", "password": "secret"}]),
        (Options(), FULL),
        (Row("a"), {"name": "a", "password": "secret"}),
        ({"x": {1}}, {"x": [1]}),
        (b"abc", "abc"),
    ],
    ids=repr,
)
def test_result_without_model_is_encoded(result: Any, answer: Any) -> None:
    assert returning(result).get("/").json() == answer


def test_body_is_compact_utf_8() -> None:
    response = returning({"a": [1, "é"]}).get("/")

    assert response.content == '{"a":[1,"é"]}'.encode()
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == "14"


@pytest.mark.parametrize("result", [float("nan"), [float("inf")]], ids=["nan", "inf"])
def test_number_that_json_cannot_hold_is_a_mistake(result: Any) -> None:
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        returning(result).get("/")


# Statuses...


@pytest.mark.parametrize("status", [201, HTTPStatus.ACCEPTED, 418, 599])
def test_status_is_the_one_declared(status: int) -> None:
    assert returning(1, status_code=status).get("/").status_code == int(status)


@pytest.mark.parametrize("status", [204, 205, 304])
@pytest.mark.parametrize("options", [{}, {"response_class": JSONResponse}, {"response_class": Response}], ids=str)
def test_status_without_content_has_no_body(status: int, options: dict[str, Any]) -> None:
    response = returning("ignored", status_code=status, **options).get("/")

    assert (response.status_code, response.content) == (status, b"")
    assert response.headers.get("content-length", "0") == "0"


@pytest.mark.parametrize("status", [204, 205, 304, 100])
def test_status_without_content_cannot_have_a_model(status: int) -> None:
    with pytest.raises(AssertionError, match=f"^Status code {status} must not have a response body$"):
        returning(1, int, status_code=status)


def test_status_without_content_may_be_annotated_with_none() -> None:
    assert returning(None, None, status_code=204).get("/").status_code == 204
    assert returning(None, int, status_code=204, response_model=None).get("/").status_code == 204


# Response classes...


class Csv(Response):
    media_type = "text/csv"

    def render(self, content: Any) -> bytes:
        return ",".join(map(str, content)).encode()


@pytest.mark.parametrize(
    ("response_class", "result", "media_type", "body"),
    [
        (PlainTextResponse, "text", "text/plain; charset=utf-8", b"text"),
        (HTMLResponse, "<p>", "text/html; charset=utf-8", b"<p>"),
        (Csv, [1, 2], "text/csv; charset=utf-8", b"1,2"),
        (Response, "text", None, b"text"),
    ],
)
def test_response_class_renders_the_result(
    response_class: Any, result: Any, media_type: str | None, body: bytes
) -> None:
    response = returning(result, response_class=response_class).get("/")

    assert (response.headers.get("content-type"), response.content) == (media_type, body)


def test_response_class_renders_what_the_model_made() -> None:
    assert returning(["1", "2"], list[int], response_class=Csv).get("/").content == b"1,2"


def test_response_class_may_bring_its_own_status() -> None:
    client = returning("/there", response_class=RedirectResponse)

    response = client.get("/", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (307, "/there")


def test_declared_status_wins_over_that_of_the_response_class() -> None:
    client = returning("/there", response_class=RedirectResponse, status_code=303)

    assert client.get("/", follow_redirects=False).status_code == 303


def test_returned_response_is_the_answer() -> None:
    client = returning(
        PlainTextResponse("own", 202, {"x-a": "b"}), Public, response_class=HTMLResponse, status_code=201
    )

    response = client.get("/")

    assert (response.status_code, response.text, response.headers["x-a"]) == (202, "own", "b")


def test_default_response_class_holds_unless_one_is_chosen() -> None:
    app = Fireweed(default_response_class=PlainTextResponse)
    app.get("/1")(lambda: "text")
    app.get("/2", response_class=JSONResponse)(lambda: "text")
    client = TestClient(app)

    assert [client.get("/1").text, client.get("/2").text] == ["text", '"text"']


# Models that cannot be...


class NotAModel:
    pass


@pytest.mark.parametrize(
    "annotation", [Response | dict[str, int], JSONResponse | None, NotAModel, list[NotAModel]], ids=str
)
def test_annotation_that_cannot_be_a_model_is_refused_with_the_remedy(annotation: Any) -> None:
    with pytest.raises(
        FireweedError, match=r"(?s)^Invalid args for response field! Hint: check that .*response_model=None"
    ):
        returning(1, annotation)


@pytest.mark.parametrize("annotation", [Response | dict[str, int], NotAModel], ids=str)
def test_remedy_works(annotation: Any) -> None:
    assert returning({"a": 1}, annotation, response_model=None).get("/").json() == {"a": 1}
