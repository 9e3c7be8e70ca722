"""Query strings: `application/x-www-form-urlencoded` (WHATWG URL §5.1), read as UTF-8.

Every function here means what `urllib.parse.parse_qsl(keep_blank_values=True)` means, on the bytes that a client
sent. Nothing is rejected: malformed escapes stay, bytes that are not UTF-8 become U+FFFD. Time and memory are linear
in the length of the query, which the server bounds.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from fireweed.http.multidict import ImmutableMultiDict
from fireweed.http.percent import percent_decode


def parse_query(query_string: bytes) -> dict[str, str]:
    """Return the last value of each name."""
    # PERF: `dict(parse_query_items(...))` would do, and takes a third longer (benchmarks/micro/query.py).
    fields: dict[str, str] = {}
    for field in _split_fields(query_string):
        if field:
            name, _, value = field.partition("=")
            if "%" in field:
                name, value = percent_decode(name), percent_decode(value)
            fields[name] = value
    return fields


def parse_query_items(query_string: bytes) -> list[tuple[str, str]]:
    """Return every (name, value) pair, in the order in which they came."""
    items: list[tuple[str, str]] = []
    for field in _split_fields(query_string):
        if field:
            name, _, value = field.partition("=")
            if "%" in field:
                name, value = percent_decode(name), percent_decode(value)
            items.append((name, value))
    return items


def parse_query_lists(query_string: bytes, names: frozenset[str]) -> dict[str, list[str]]:
    """Return all values of each name in `names` that is there."""
    lists: dict[str, list[str]] = {}
    for name, value in parse_query_items(query_string):
        if name in names:
            lists.setdefault(name, []).append(value)
    return lists


def _split_fields(query_string: bytes) -> list[str]:
    # A "+" stands for a space, which separates nothing, so it may be replaced before the fields are split.
    return query_string.decode("utf-8", "replace").replace("+", " ").split("&")


class QueryParams(ImmutableMultiDict[str, str]):
    """The parameters of a query. As a mapping it shows the last value of each; `str()` encodes it again.

    Made from a query string (str, or bytes as received), another multi-mapping, a mapping, or (name, value) pairs;
    names and values of the latter are turned into text.
    """

    __slots__ = ()

    def __init__(
        self,
        query: "ImmutableMultiDict[Any, Any] | Mapping[Any, Any] | Iterable[tuple[Any, Any]] | str | bytes | None" = (),
        /,
        **fields: Any,
    ) -> None:
        if isinstance(query, str):
            query = query.encode("utf-8", "replace")
        if isinstance(query, bytes):
            pairs = parse_query_items(query)
        else:
            pairs = [(str(name), str(value)) for name, value in ImmutableMultiDict(query or ()).multi_items()]
        pairs.extend((name, str(value)) for name, value in fields.items())
        self._pairs = pairs
        self._last = dict(pairs)

    def __str__(self) -> str:
        return urlencode(self._pairs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"
