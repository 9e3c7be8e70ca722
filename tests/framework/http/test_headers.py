from typing import Any

import pytest

from fireweed.http.headers import Headers, MutableHeaders, encode_field
from fireweed.types import RawHeaders

RAW = [(b"a", b"1"), (b"a", b"2"), (b"b", b"3")]


def test_lookup_ignores_case() -> None:
    headers = Headers({"Content-Type": "text/plain"})

    assert headers["content-TYPE"] == "text/plain"
    assert "CONTENT-type" in headers
    assert headers.raw == [(b"content-type", b"text/plain")]


def test_lookup_shows_the_first_value() -> None:
    assert Headers(raw=RAW)["a"] == "1"


def test_lists_have_an_entry_for_every_field() -> None:
    headers = Headers(raw=RAW)

    assert headers.keys() == ["a", "a", "b"]
    assert headers.values() == ["1", "2", "3"]
    assert headers.items() == [("a", "1"), ("a", "2"), ("b", "3")]
    assert list(headers) == ["a", "a", "b"]
    assert len(headers) == 3
    assert headers.getlist("A") == ["1", "2"]
    assert headers.getlist("absent") == []


@pytest.mark.parametrize("name", ["absent", "", "☃", "a☃"])
def test_an_absent_name_is_a_key_error(name: str) -> None:
    headers = Headers(raw=RAW)

    assert name not in headers
    assert headers.get(name) is None
    with pytest.raises(KeyError):
        headers[name]


def test_contains_nothing_but_text() -> None:
    number: Any = 5

    assert number not in Headers(raw=RAW)


def test_values_are_latin_1() -> None:
    assert Headers(raw=[(b"name", b"Andr\xe9")])["name"] == "André"


@pytest.mark.parametrize(
    "scope",
    [{"headers": RAW}, {"headers": tuple(RAW)}, {"headers": iter(RAW)}],
    ids=["list", "tuple", "iterator"],
)
def test_reads_the_headers_of_a_scope(scope: dict[str, Any]) -> None:
    assert Headers(scope=scope).raw == RAW


@pytest.mark.parametrize("scope", [{}, {"headers": None}, {"headers": []}], ids=repr)
@pytest.mark.parametrize("headers_class", [Headers, MutableHeaders])
def test_a_scope_may_lack_headers(headers_class: type[Headers], scope: dict[str, Any]) -> None:
    assert headers_class(scope=scope).raw == []


def test_takes_one_source_only() -> None:
    with pytest.raises(TypeError, match="Headers takes one of"):
        Headers({"a": "1"}, raw=[])


def test_equality_ignores_the_order_of_fields() -> None:
    assert Headers(raw=RAW) == MutableHeaders(raw=RAW[::-1])
    assert Headers(raw=RAW) != Headers(raw=RAW[:2])
    assert Headers({"a": "1"}) != {"a": "1"}


def test_is_not_hashable() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Headers())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(RAW[1:], "Headers({'a': '2', 'b': '3'})"), (RAW[:2], "Headers(raw=[(b'a', b'1'), (b'a', b'2')])")],
    ids=["distinct", "repeated"],
)
def test_repr_is_a_dict_where_that_shows_all(raw: RawHeaders, expected: str) -> None:
    assert repr(Headers(raw=raw)) == expected


def test_a_mutable_copy_is_independent() -> None:
    headers = Headers(raw=RAW)

    copy = headers.mutablecopy()
    copy["c"] = "4"

    assert headers.raw == RAW
    assert copy["c"] == "4"


def test_assignment_replaces_all_values_in_the_place_of_the_first() -> None:
    headers = MutableHeaders(raw=[(b"a", b"1"), (b"b", b"2"), (b"a", b"3")])

    headers["A"] = "9"

    assert headers.raw == [(b"a", b"9"), (b"b", b"2")]


def test_assignment_of_a_new_name_appends() -> None:
    headers = MutableHeaders()

    headers["X-New"] = "1"

    assert headers.raw == [(b"x-new", b"1")]


def test_deletion_removes_all_values() -> None:
    headers = MutableHeaders(raw=list(RAW))

    del headers["A"]

    assert headers.raw == [(b"b", b"3")]


def test_deletion_of_an_absent_name_does_nothing() -> None:
    headers = MutableHeaders(raw=list(RAW))

    del headers["absent"]

    assert headers.raw == RAW


def test_setdefault_keeps_what_is_there() -> None:
    headers = MutableHeaders(raw=list(RAW))

    assert headers.setdefault("A", "x") == "1"
    assert headers.setdefault("C", "x") == "x"
    assert headers.raw == [*RAW, (b"c", b"x")]


def test_append_keeps_earlier_values() -> None:
    headers = MutableHeaders(raw=list(RAW))

    headers.append("A", "4")

    assert headers.getlist("a") == ["1", "2", "4"]


def test_update_sets_every_field() -> None:
    headers = MutableHeaders({"a": "1"})

    headers.update({"A": "2", "b": "3"})

    assert headers.raw == [(b"a", b"2"), (b"b", b"3")]


def test_union_leaves_its_operands_alone() -> None:
    headers = MutableHeaders({"a": "1"})

    merged = headers | {"A": "2", "b": "3"}

    assert merged == MutableHeaders({"a": "2", "b": "3"})
    assert headers.raw == [(b"a", b"1")]


def test_union_in_place_changes_the_left_operand() -> None:
    headers = original = MutableHeaders({"a": "1"})

    headers |= {"b": "3"}

    assert headers is original
    assert headers.raw == [(b"a", b"1"), (b"b", b"3")]


def test_union_needs_a_mapping() -> None:
    headers = MutableHeaders()
    number: Any = 5

    with pytest.raises(TypeError, match="Expected a mapping but got int"):
        headers | number
    with pytest.raises(TypeError, match="Expected a mapping but got int"):
        headers |= number


def test_changes_reach_the_raw_list() -> None:
    raw = list(RAW)

    MutableHeaders(raw=raw)["a"] = "9"

    assert raw == [(b"a", b"9"), (b"b", b"3")]


def test_changes_reach_the_message_but_not_the_list_it_came_with() -> None:
    shared = list(RAW)
    message = {"type": "http.response.start", "headers": shared}

    MutableHeaders(scope=message).append("c", "4")

    assert message["headers"] == [*RAW, (b"c", b"4")]
    assert shared == RAW


def test_a_message_without_headers_gets_some() -> None:
    message = {"type": "http.response.start", "status": 200}

    MutableHeaders(scope=message)["a"] = "1"

    assert message["headers"] == [(b"a", b"1")]


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([], "Origin"),
        (["Accept"], "Accept, Origin"),
        (["Accept", "Cookie"], "Accept, Cookie, Origin"),
        (["Accept,  Cookie ,"], "Accept, Cookie, Origin"),
        (["Accept, origin"], "Accept, origin"),
        ([""], "Origin"),
    ],
    ids=repr,
)
def test_vary_keeps_what_is_listed(present: list[str], expected: str) -> None:
    headers = MutableHeaders(raw=[(b"vary", value.encode()) for value in present])

    headers.add_vary_header("Origin")

    assert headers.getlist("vary") == [expected]


@pytest.mark.parametrize("bad", ["a\rb", "a\nb", "a\0b", "ok\r\nset-cookie: evil=1", "\n"], ids=repr)
def test_refuses_what_would_end_the_field(bad: str) -> None:
    headers = MutableHeaders()

    for change in (headers.__setitem__, headers.append, headers.setdefault):
        with pytest.raises(ValueError, match="Header 'x-name' must not hold CR, LF or NUL"):
            change("x-name", bad)
    with pytest.raises(ValueError, match="must not hold CR, LF or NUL"):
        headers[bad] = "value"

    assert headers.raw == []


@pytest.mark.parametrize("good", ["", "a\tb", "é\xa0", "\x7f"], ids=repr)
def test_takes_any_other_latin_1_text(good: str) -> None:
    assert encode_field("x", good) == (b"x", good.encode("latin-1"))


def test_refuses_what_latin_1_cannot_hold() -> None:
    with pytest.raises(ValueError, match="Header 'x-name' cannot hold '☃'"):
        encode_field("x-name", "snow☃")


def test_refuses_values_that_are_not_text() -> None:
    number: Any = 5

    with pytest.raises(TypeError, match="Header 'x-name' needs a value of type str, not int"):
        encode_field("x-name", number)
