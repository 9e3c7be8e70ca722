from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel

from fireweed import Cookie, Header, Query
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.group_sources import build_group_collectors, receive_cookies, receive_headers, receive_query
from fireweed.endpoint.sources import build_collectors
from kit.asgi import http_scope


class Filters(BaseModel):
    a: int = 0


def collect(endpoint: Callable[..., Any], **scope: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for collect_source in build_group_collectors(GraphBuilder().build_call(endpoint).fields):
        collect_source(http_scope(**scope), raw)
    return raw


def test_last_value_of_a_query_counts_and_all_are_there() -> None:
    received = receive_query(http_scope(query_string=b"a=1&b=2&a=3"))

    assert received == {"a": "3", "b": "2"}
    assert received.get_every("a") == ["1", "3"]
    assert received.get_every("b") == ["2"]


def test_first_value_of_a_header_counts_and_all_are_there() -> None:
    received = receive_headers(http_scope(headers=[(b"a", b"1"), (b"b", b"\xe9"), (b"a", b"3")]))

    assert received == {"a": "1", "b": "é"}
    assert received.get_every("a") == ["1", "3"]


def test_last_value_of_a_cookie_counts_and_no_other_is_there() -> None:
    received = receive_cookies(http_scope(headers=[(b"cookie", b"a=1; a=2"), (b"x", b"y"), (b"cookie", b"b=3; a=4")]))

    assert received == {"a": "4", "b": "3"}
    assert received.get_every("a") == ["4"]


def test_route_without_models_collects_nothing_for_them() -> None:
    async def endpoint(a: int, b: Annotated[str, Header()]) -> None: ...

    assert build_group_collectors(GraphBuilder().build_call(endpoint).fields) == []


def test_models_of_one_source_share_what_was_received() -> None:
    async def endpoint(one: Annotated[Filters, Query()], two: Annotated[Filters | None, Query()]) -> None: ...

    raw = collect(endpoint, query_string=b"a=1")

    first, second = raw["query_groups"].values()
    assert first is second


def test_optional_model_is_collected_if_something_of_it_is_there() -> None:
    async def endpoint(one: Annotated[Filters | None, Cookie()] = None) -> None: ...

    assert collect(endpoint) == {"cookie_groups": {}}
    assert list(collect(endpoint, headers=[(b"cookie", b"a=1")])["cookie_groups"].values()) == [{"a": "1"}]


def test_each_source_is_received_once() -> None:
    async def endpoint(
        one: Annotated[Filters, Query()], two: Annotated[Filters, Query()], three: Annotated[Filters, Header()], a: int
    ) -> None: ...

    assert len(build_collectors(GraphBuilder().build_call(endpoint).fields)) == 3
