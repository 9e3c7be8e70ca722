"""Collecting all names of a source for the models that are validated over them."""

from collections.abc import Callable, Iterable

from fireweed.endpoint.fields import GROUP_KEYS, InputField, Source
from fireweed.endpoint.inputs import RawRequest
from fireweed.endpoint.parameter_groups import ParameterGroup, ReceivedNames
from fireweed.http.cookies import parse_cookies
from fireweed.http.query import parse_query_items
from fireweed.types import Scope

Collect = Callable[[Scope, RawRequest], None]
IsIn = Callable[[ReceivedNames], bool]


def build_group_collectors(fields: Iterable[InputField]) -> list[Collect]:
    """The functions that fill the raw request, one for each source of a group."""
    wanted: dict[Source, dict[str, ParameterGroup]] = {}
    for field in fields:
        if field.group is not None:
            wanted.setdefault(field.source, {})[field.alias] = field.group
    return [_build_collector(source, groups) for source, groups in wanted.items()]


def _build_collector(source: Source, groups: dict[str, ParameterGroup]) -> Collect:
    receive, raw_key = _RECEIVE[source], GROUP_KEYS[source]
    required = [key for key, group in groups.items() if not group.is_optional]
    optional = {key: group.build_is_in() for key, group in groups.items() if group.is_optional}

    def collect(scope: Scope, raw: RawRequest) -> None:
        received = receive(scope)
        raw[raw_key] = found = dict.fromkeys(required, received)
        for key, is_in in optional.items():
            if is_in(received):
                found[key] = received

    return collect


def receive_query(scope: Scope) -> ReceivedNames:
    """All names of the query string; where one value is wanted, the last counts."""
    items = parse_query_items(scope["query_string"])
    received = ReceivedNames(items)
    if len(received) != len(items):
        received.repeated = _gather_repeated(items)
    return received


def receive_headers(scope: Scope) -> ReceivedNames:
    """All headers, by names in lower case; where one value is wanted, the first counts."""
    items = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    received = ReceivedNames(items)
    if len(received) != len(items):
        received.repeated = _gather_repeated(items)
        received.update((name, values[0]) for name, values in received.repeated.items())
    return received


def receive_cookies(scope: Scope) -> ReceivedNames:
    """All cookies; the last of one name counts, and the others do not."""
    received = ReceivedNames()
    for name, value in scope["headers"]:
        if name == b"cookie":
            received.update(parse_cookies(value.decode("latin-1")))
    return received


def _gather_repeated(items: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in items:
        lists.setdefault(name, []).append(value)
    return {name: values for name, values in lists.items() if len(values) > 1}


_RECEIVE: dict[Source, Callable[[Scope], ReceivedNames]] = {
    Source.QUERY: receive_query,
    Source.HEADER: receive_headers,
    Source.COOKIE: receive_cookies,
}
