"""Path and query parameters of one value: what is accepted, and the exact errors for what is not."""

import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AfterValidator, BeforeValidator, EmailStr, Field, HttpUrl, Json, StringConstraints

from fireweed import Fireweed, Path, Query
from fireweed.testclient import TestClient
from kit.endpoints import details, missing, serve


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1


def positive(number: int) -> int:
    if number < 0:
        raise ValueError("neg")
    return number


def not_five(number: int) -> int:
    if number == 5:
        raise AssertionError("five")
    return number


def serve_query(annotation: Any, default: Any = ...) -> TestClient:
    """A client for `GET /?x=`, answering the value."""

    def endpoint(x: Any) -> Any:
        return x

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint)


def serve_path(annotation: Any) -> TestClient:
    """A client for `GET /{x}`, answering the value."""

    def endpoint(x: Any) -> Any:
        return x

    endpoint.__annotations__["x"] = annotation
    return serve(endpoint, "/{x}")


UUID_TEXT = "00000000-0000-0000-0000-000000000005"
ACCEPTED: list[tuple[Any, str, Any]] = [
    (int, "5", 5),
    (int, "-5", -5),
    (int, "1.0", 1),
    (int, " 1 ", 1),
    (int, "1_000", 1000),
    (int, "99999999999999999999999999", 99999999999999999999999999),
    (float, "1", 1.0),
    (float, "1e3", 1000.0),
    (bool, "1", True),
    (bool, "off", False),
    (bool, "YES", True),
    (bool, "t", True),
    (str, "", ""),
    (str, "a b", "a b"),
    (str, "né", "né"),
    (bytes, "abc", "abc"),
    (int | None, "5", 5),
    (int | str, "five", "five"),
    (Any, "5", "5"),
    (Colour, "red", "red"),
    (Size, "1", 1),
    (Literal["a", "b"], "b", "b"),
    (UUID, UUID_TEXT, UUID_TEXT),
    (datetime.datetime, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
    (datetime.date, "2026-01-02", "2026-01-02"),
    (datetime.time, "10:00", "10:00:00"),
    (datetime.timedelta, "P1D", "P1D"),
    (Decimal, "1.50", "1.50"),
    (EmailStr, "ann@example.com", "ann@example.com"),
    (HttpUrl, "http://example.com/", "http://example.com/"),
    (Json[list[int]], "[1,2]", [1, 2]),
    (Annotated[int, AfterValidator(positive)], "2", 2),
    (Annotated[int, BeforeValidator(lambda text: int(text) * 2)], "2", 4),
    (Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True)], " ab ", "AB"),
]


@pytest.mark.parametrize(("annotation", "text", "value"), ACCEPTED, ids=str)
def test_query_value_is_converted(annotation: Any, text: str, value: Any) -> None:
    marked = Annotated[annotation, Query()]

    assert serve_query(marked).get("/", params={"x": text}).json() == value


@pytest.mark.parametrize(
    ("annotation", "text", "value"), [case for case in ACCEPTED if case[1] and case[1].isalnum()], ids=str
)
def test_path_value_is_converted(annotation: Any, text: str, value: Any) -> None:
    assert serve_path(annotation).get(f"/{text}").json() == value


def error(type_: str, message: str, input: Any, **context: Any) -> dict[str, Any]:
    found = {"type": type_, "msg": message, "input": input}
    return {**found, "ctx": context} if context else found


INT = "Input should be a valid integer, unable to parse string as an integer"
REJECTED: list[tuple[Any, str, dict[str, Any]]] = [
    (int, "abc", error("int_parsing", INT, "abc")),
    (int, "", error("int_parsing", INT, "")),
    (int, "1.5", error("int_parsing", INT, "1.5")),
    (
        int,
        "9" * 5000,
        error("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", "9" * 5000),
    ),
    (float, "x", error("float_parsing", "Input should be a valid number, unable to parse string as a number", "x")),
    (bool, "foo", error("bool_parsing", "Input should be a valid boolean, unable to interpret input", "foo")),
    (
        UUID,
        "x",
        error(
            "uuid_parsing",
            "Input should be a valid UUID, invalid character: found `x` at 0",
            "x",
            error="invalid character: found `x` at 0",
        ),
    ),
    (Colour, "green", error("enum", "Input should be 'red' or 'blue'", "green", expected="'red' or 'blue'")),
    (Literal["x", "y"], "z", error("literal_error", "Input should be 'x' or 'y'", "z", expected="'x' or 'y'")),
    (
        Json[list[int]],
        "zz",
        error(
            "json_invalid",
            "Invalid JSON: expected value at line 1 column 1",
            "zz",
            error="expected value at line 1 column 1",
        ),
    ),
    (Annotated[int, AfterValidator(positive)], "-1", error("value_error", "Value error, neg", "-1", error={})),
    (
        Annotated[int, AfterValidator(not_five)],
        "5",
        error("assertion_error", "Assertion failed, five", "5", error={}),
    ),
    (
        Annotated[int, Query(ge=1)],
        "0",
        error("greater_than_equal", "Input should be greater than or equal to 1", "0", ge=1),
    ),
    (Annotated[int, Query(gt=1)], "1", error("greater_than", "Input should be greater than 1", "1", gt=1)),
    (
        Annotated[float, Query(le=1)],
        "2",
        error("less_than_equal", "Input should be less than or equal to 1", "2", le=1.0),
    ),
    (Annotated[float, Query(lt=1.5)], "2", error("less_than", "Input should be less than 1.5", "2", lt=1.5)),
    (
        Annotated[int, Query(multiple_of=2)],
        "3",
        error("multiple_of", "Input should be a multiple of 2", "3", multiple_of=2),
    ),
    (
        Annotated[str, Query(min_length=3)],
        "ab",
        error("string_too_short", "String should have at least 3 characters", "ab", min_length=3),
    ),
    (
        Annotated[str, Query(max_length=1)],
        "ab",
        error("string_too_long", "String should have at most 1 character", "ab", max_length=1),
    ),
    (
        Annotated[str, Query(pattern="^password$")],
        "x",
        error("string_pattern_mismatch", "String should match pattern '^password$'", "x", pattern="^password$"),
    ),
    (
        Annotated[Decimal, Query(max_digits=3)],
        "12.345",
        error("decimal_max_digits", "Decimal input should have no more than 3 digits in total", "12.345", max_digits=3),
    ),
    (
        Annotated[Decimal, Query(decimal_places=1)],
        "1.23",
        error("decimal_max_places", "Decimal input should have no more than 1 decimal place", "1.23", decimal_places=1),
    ),
    (
        Annotated[float, Query(allow_inf_nan=False)],
        "nan",
        error("finite_number", "Input should be a finite number", "nan"),
    ),
    (Annotated[int, Query(strict=True)], "1", error("int_type", "Input should be a valid integer", "1")),
    (Annotated[int, Field(gt=3)], "3", error("greater_than", "Input should be greater than 3", "3", gt=3)),
]


@pytest.mark.parametrize(("annotation", "text", "found"), REJECTED, ids=lambda value: str(value)[:50])
def test_invalid_query_value_is_one_exact_error(annotation: Any, text: str, found: dict[str, Any]) -> None:
    response = serve_query(Annotated[annotation, Query()]).get("/", params={"x": text})

    assert details(response) == [{"loc": ["query", "x"], **found}]


@pytest.mark.parametrize(
    ("annotation", "text", "found"),
    [
        (int, "abc", error("int_parsing", INT, "abc")),
        (bool, "foo", error("bool_parsing", "Input should be a valid boolean, unable to interpret input", "foo")),
        (
            Annotated[int, Path(ge=1)],
            "0",
            error("greater_than_equal", "Input should be greater than or equal to 1", "0", ge=1),
        ),
        (
            Annotated[str, Path(max_length=1)],
            "ab",
            error("string_too_long", "String should have at most 1 character", "ab", max_length=1),
        ),
    ],
    ids=str,
)
def test_invalid_path_value_is_one_exact_error(annotation: Any, text: str, found: dict[str, Any]) -> None:
    assert details(serve_path(annotation).get(f"/{text}")) == [{"loc": ["path", "x"], **found}]


def test_keys_of_an_error_are_in_order() -> None:
    response = serve_query(Annotated[int, Query(ge=1)]).get("/?x=0")

    assert list(details(response)[0]) == ["type", "loc", "msg", "input", "ctx"]


def test_several_constraints_are_merged() -> None:
    client = serve_query(Annotated[int, Query(gt=2), Query(lt=10)])

    assert client.get("/?x=5").json() == 5
    assert details(client.get("/?x=2"))[0]["type"] == "greater_than"
    assert details(client.get("/?x=10"))[0]["type"] == "less_than"


@pytest.mark.parametrize(
    ("mode", "text", "value"),
    [("smart", "1", "1"), ("left_to_right", "1", 1), ("left_to_right", "a", "a")],
)
def test_member_of_a_union_is_chosen_by_mode(mode: Any, text: str, value: Any) -> None:
    assert serve_query(Annotated[int | str, Query(union_mode=mode)]).get(f"/?x={text}").json() == value


@pytest.mark.parametrize(
    "annotation", [int, int | None, Any, Annotated[str, Query()], Annotated[int, Query(...)]], ids=str
)
def test_value_without_default_is_required(annotation: Any) -> None:
    assert details(serve_query(annotation).get("/")) == [missing("query", "x")]


@pytest.mark.parametrize(
    ("annotation", "default", "value"),
    [
        (int, 5, 5),
        (int | None, None, None),
        (int, Query(5), 5),
        (int, Query(None), None),
        (Annotated[int, Query()], 5, 5),
        (int, "unvalidated", "unvalidated"),
        (Annotated[int, Query(gt=10)], 5, 5),
        (int, Query("7", validate_default=True), 7),
        (Annotated[int, Query(default_factory=lambda: 9)], ..., 9),
        (int, Query(default_factory=lambda: 9), 9),
    ],
    ids=str,
)
def test_value_that_is_not_given_is_the_default(annotation: Any, default: Any, value: Any) -> None:
    assert serve_query(annotation, default).get("/").json() == value


def test_value_equal_to_the_default_is_validated_all_the_same() -> None:
    client = serve_query(Annotated[int, Query(gt=10)], 5)

    assert details(client.get("/?x=5"))[0]["type"] == "greater_than"


def test_default_is_validated_only_if_asked() -> None:
    response = serve_query(int, Query("x", validate_default=True)).get("/")

    assert details(response)[0]["loc"] == ["query", "x"]


def test_empty_string_is_a_value() -> None:
    assert serve_query(str, "default").get("/?x=").json() == ""
    assert details(serve_query(int, 5).get("/?x="))[0]["type"] == "int_parsing"


def test_last_of_repeated_query_values_counts() -> None:
    assert serve_query(int).get("/?x=a&x=2").json() == 2


def test_unknown_query_values_do_not_matter() -> None:
    assert serve_query(int).get("/?y=1&x=2&z").json() == 2


def test_percent_encoding_is_undone_once() -> None:
    assert serve_query(str).get("/?x=a%2Bb+c%2525").json() == "a+b c%25"
    assert serve_path(str).get("/a%20b").json() == "a b"


def test_undecodable_bytes_are_replaced() -> None:
    assert serve_query(str).get("/?x=%ff").json() == "\ufffd"


def test_errors_are_in_the_order_of_declaration() -> None:
    app = Fireweed()

    @app.get("/{b}")
    def endpoint(c: int, b: int, a: int) -> None: ...

    response = TestClient(app).get("/x?a=y")

    assert [item["loc"] for item in details(response)] == [["path", "b"], ["query", "c"], ["query", "a"]]


def test_path_parameter_may_be_declared_by_a_shared_alias() -> None:
    app = Fireweed()

    @app.get("/{item_id}")
    def endpoint(number: Annotated[int, Path(alias="item_id")]) -> int:
        return number

    assert TestClient(app).get("/5").json() == 5


def test_path_marker_without_placeholder_is_missing() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint(number: Annotated[int, Path()]) -> int:
        return number

    assert details(TestClient(app).get("/")) == [missing("path", "number")]


def test_default_of_a_path_parameter_is_passed_over() -> None:
    def endpoint(x: str = "default") -> str:
        return x

    assert serve(endpoint, "/{x}").get("/given").json() == "given"


def test_field_as_default_holds_its_constraints() -> None:
    client = serve_query(int, Field(3, gt=1))

    assert client.get("/").json() == 3
    assert details(client.get("/?x=1"))[0]["type"] == "greater_than"
