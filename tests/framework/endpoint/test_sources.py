from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pydantic import AliasChoices

from fireweed import Cookie, Header, Path, Query
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.sources import build_collectors, find_body_form, read_body, read_body_of
from fireweed.exceptions import BaseHTTPException, HTTPException
from fireweed.requests import Request
from fireweed.types import Message, Receive
from kit.asgi import http_scope

Scope = dict[str, Any]


def collect(call: Callable[..., Any], scope: Any, *path_names: str) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for collector in build_collectors(GraphBuilder(path_names).build_call(call).fields):
        collector(scope, raw)
    return raw


# Collecting...


def test_nothing_is_collected_that_nobody_wants() -> None:
    def endpoint() -> None: ...

    assert collect(endpoint, http_scope(query="a=1", headers={"a": "b"})) == {}


def test_path_is_what_the_route_found() -> None:
    def endpoint(item_id: int, size: str = Path()) -> None: ...

    scope = http_scope(path_params={"item_id": "1", "size": "s"})

    assert collect(endpoint, scope, "item_id", "size") == {"path": {"item_id": "1", "size": "s"}}


def test_last_value_of_a_query_parameter_counts() -> None:
    def endpoint(a: str, b: str = "") -> None: ...

    assert collect(endpoint, http_scope(query="a=1&b=&a=2"))["query"] == {"a": "2", "b": ""}


def test_repeated_values_are_collected_for_lists_alone() -> None:
    def endpoint(a: str, b: list[str] = Query(), c: list[str] = Query()) -> None: ...

    raw = collect(endpoint, http_scope(query="a=0&b=1&b=2&a=3&d=4"))

    assert raw["query"]["a"] == "3"
    assert raw["query_lists"] == {"b": ["1", "2"]}


def test_first_value_of_a_header_counts() -> None:
    def endpoint(x_a: str = Header()) -> None: ...

    scope = http_scope(headers=[("x-a", "1"), ("x-b", "2"), ("x-a", "3")])

    assert collect(endpoint, scope) == {"header": {"x-a": "1"}}


def test_repeated_headers_are_collected_whole() -> None:
    def endpoint(x_a: list[str] = Header()) -> None: ...

    scope = http_scope(headers=[("x-a", "1, 2"), ("X-A", "3")])

    assert collect(endpoint, scope) == {"header_lists": {"x-a": ["1, 2", "3"]}}


def test_header_is_found_whatever_the_case_of_its_alias() -> None:
    def endpoint(a: str = Header(alias="X-Token"), b: str = Header(alias="x-TOKEN")) -> None: ...

    assert collect(endpoint, http_scope(headers={"x-token": "t"}))["header"] == {"X-Token": "t", "x-TOKEN": "t"}


def test_every_choice_of_a_header_is_collected() -> None:
    def endpoint(a: str = Header(validation_alias=AliasChoices("X-A", "X-B"))) -> None: ...

    assert collect(endpoint, http_scope(headers={"x-b": "b", "x-a": "a"}))["header"] == {"X-A": "a", "X-B": "b"}


def test_header_is_latin_1() -> None:
    def endpoint(a: str = Header()) -> None: ...

    assert collect(endpoint, http_scope(headers=[(b"a", b"\xe9\xff")])) == {"header": {"a": "éÿ"}}


def test_header_that_no_request_can_have_is_missing() -> None:
    def endpoint(a: str = Header(alias="größe"), b: str = Header(alias="名")) -> None: ...

    assert collect(endpoint, http_scope(headers={"a": "1"})) == {"header": {}}


def test_cookies_of_all_headers_are_collected() -> None:
    def endpoint(a: str = Cookie()) -> None: ...

    scope = http_scope(headers=[("cookie", "a=1; b=2"), ("x-a", "9"), ("cookie", "a=3")])

    assert collect(endpoint, scope) == {"cookie": {"a": "3", "b": "2"}}


def test_sources_of_several_callables_are_collected_once() -> None:
    def first(a: list[int] = Query()) -> None: ...

    def second(b: list[int] = Query(), c: int = 0) -> None: ...

    fields = [field for call in (first, second) for field in GraphBuilder().build_call(call).fields]
    collectors = build_collectors(fields)
    raw: dict[str, Any] = {}
    for collector in collectors:
        collector(http_scope(query="a=1&b=2&c=3"), raw)

    assert len(collectors) == 2
    assert raw["query_lists"] == {"a": ["1"], "b": ["2"]}


# The form of the body...


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "APPLICATION/JSON", "application/vnd.api+json", "application/json; charset=latin-1"],
)
@pytest.mark.parametrize("wanted", [BodyForm.JSON, BodyForm.MEMBERS])
def test_json_is_known_by_its_media_type(content_type: str, wanted: BodyForm) -> None:
    scope = http_scope(headers={"content-type": content_type})

    assert find_body_form(scope, wanted, strict_content_type=True) is wanted


@pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/json2", "application", "", "*/*"])
@pytest.mark.parametrize("strict", [True, False])
def test_everything_else_is_a_value(content_type: str, strict: bool) -> None:
    scope = http_scope(headers={"content-type": content_type})

    assert find_body_form(scope, BodyForm.JSON, strict_content_type=strict) is BodyForm.VALUE


def test_body_without_media_type_is_json_only_if_that_is_allowed() -> None:
    scope = http_scope(headers={"accept": "application/json"})

    assert find_body_form(scope, BodyForm.JSON, strict_content_type=True) is BodyForm.VALUE
    assert find_body_form(scope, BodyForm.JSON, strict_content_type=False) is BodyForm.JSON


# Reading the body...


def receiving(messages: Iterable[Message | Exception]) -> Receive:
    left = iter(messages)

    async def receive() -> Message:
        message = next(left)
        if isinstance(message, Exception):
            raise message
        return message

    return receive


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


Read = Callable[[Receive], Any]


def read_through_request(receive: Receive) -> Any:
    return read_body_of(Request(http_scope("POST"), receive))


@pytest.fixture(params=[read_body, read_through_request], ids=["scope", "request"])
def read(request: pytest.FixtureRequest) -> Read:
    reader: Read = request.param
    return reader


@pytest.mark.parametrize(
    ("messages", "body"),
    [
        ([chunk(b"abc")], b"abc"),
        ([chunk(b"a", more=True), chunk(b"", more=True), chunk(b"bc")], b"abc"),
        ([{"type": "http.request"}], b""),
        ([chunk(b"a", more=True), {"type": "http.request"}], b"a"),
    ],
    ids=["whole", "chunks", "bare", "bare-end"],
)
async def test_body_is_read_to_its_end(read: Read, messages: list[Message], body: bytes) -> None:
    assert await read(receiving(messages)) == body


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "http.disconnect"}],
        [chunk(b"a", more=True), {"type": "http.disconnect"}],
        [OSError("gone")],
        [chunk(b"a", more=True), RuntimeError("odd")],
    ],
    ids=["gone", "gone-later", "failure", "failure-later"],
)
async def test_body_that_cannot_be_read_is_400(read: Read, messages: list[Any]) -> None:
    with pytest.raises(BaseHTTPException) as caught:
        await read(receiving(messages))

    assert (caught.value.status_code, caught.value.detail) == (400, "There was an error parsing the body")


async def test_exception_of_a_middleware_keeps_its_status(read: Read) -> None:
    with pytest.raises(HTTPException) as caught:
        await read(receiving([chunk(b"a", more=True), HTTPException(413, {"limit": 1})]))

    assert (caught.value.status_code, caught.value.detail) == (413, {"limit": 1})


async def test_request_keeps_the_body_that_was_read() -> None:
    request = Request(http_scope("POST"), receiving([chunk(b"abc")]))
    await read_body_of(request)

    assert await request.body() == b"abc"
