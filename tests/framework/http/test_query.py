from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.multidict import ImmutableMultiDict
from fireweed.http.query import QueryParams, parse_query, parse_query_items, parse_query_lists

QUERIES = st.one_of(
    st.binary(),
    st.text(st.sampled_from("ab=&;+%20C3A9é?#")).map(str.encode),
)

TABLE = [
    (b"", []),
    (b"&", []),
    (b"&&a=1&", [("a", "1")]),
    (b"a", [("a", "")]),
    (b"a=", [("a", "")]),
    (b"=", [("", "")]),
    (b"=v", [("", "v")]),
    (b"a=b=c", [("a", "b=c")]),
    (b"a=1&a=2", [("a", "1"), ("a", "2")]),
    (b"a;b=1;c", [("a;b", "1;c")]),
    (b"a+b=c+d", [("a b", "c d")]),
    (b"a%2Bb=c%26d%3De", [("a+b", "c&d=e")]),
    (b"q=caf%C3%A9", [("q", "café")]),
    ("q=café".encode(), [("q", "café")]),
    (b"q=%", [("q", "%")]),
    (b"q=%zz%4", [("q", "%zz%4")]),
    (b"q=%ff", [("q", "\ufffd")]),
    (b"q=\xff", [("q", "\ufffd")]),
    (b"q=\x00\r\n", [("q", "\x00\r\n")]),
]


@pytest.mark.parametrize(("query", "expected"), TABLE, ids=repr)
def test_reads_every_field(query: bytes, expected: list[tuple[str, str]]) -> None:
    assert parse_query_items(query) == expected


@given(QUERIES)
def test_agrees_with_the_standard_library(query: bytes) -> None:
    assert parse_query_items(query) == parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True)


@given(QUERIES)
def test_the_last_value_of_a_name_wins(query: bytes) -> None:
    assert parse_query(query) == dict(parse_query_items(query))


@given(QUERIES)
def test_collects_all_values_of_the_names_asked_for(query: bytes) -> None:
    params = ImmutableMultiDict(parse_query_items(query))
    names = frozenset({"a", "b", ""})

    assert parse_query_lists(query, names) == {name: params.getlist(name) for name in names if name in params}


@pytest.mark.parametrize(
    "query",
    ["a=1&a=2", b"a=1&a=2", [("a", 1), ("a", 2)], QueryParams("a=1&a=2")],
    ids=["str", "bytes", "pairs", "same"],
)
def test_params_are_made_from_anything_like_them(query: Any) -> None:
    assert QueryParams(query).multi_items() == [("a", "1"), ("a", "2")]


@pytest.mark.parametrize("query", [None, "", b"", {}, []], ids=repr)
def test_params_may_be_empty(query: Any) -> None:
    assert QueryParams(query).multi_items() == []


def test_params_add_keyword_arguments_as_text() -> None:
    assert QueryParams({"a": 1}, b=2).multi_items() == [("a", "1"), ("b", "2")]


def test_params_show_the_last_value_as_a_mapping() -> None:
    assert QueryParams("a=1&a=2&b=")["a"] == "2"


@given(st.lists(st.tuples(st.text(), st.text())))
def test_params_are_encoded_so_that_they_read_the_same(items: list[tuple[str, str]]) -> None:
    params = QueryParams(items)

    assert QueryParams(str(params)) == params


def test_params_repr_shows_the_query() -> None:
    assert repr(QueryParams("a=1&b=c+d")) == "QueryParams('a=1&b=c+d')"
