"""Collecting the raw request: of each request only the sources that its route declares, and only the names it wants."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.group_sources import build_group_collectors
from fireweed.endpoint.inputs import BodyForm, RawRequest
from fireweed.exceptions import BaseHTTPException, ClientDisconnect
from fireweed.http.cookies import parse_cookies
from fireweed.http.media_type import is_json_media_type
from fireweed.http.query import parse_query, parse_query_lists
from fireweed.requests import BODY_KEY, Request
from fireweed.types import Message, Receive, Scope

Collector = Callable[[Scope, RawRequest], None]


def build_collectors(fields: Iterable[InputField]) -> tuple[Collector, ...]:
    """The functions that fill the raw request from the scope, one for each source that a field is read from."""
    names: dict[str, dict[str, None]] = {}
    groups: list[InputField] = []
    for field in fields:
        if field.group is None:
            names.setdefault(field.raw_key, {}).update(dict.fromkeys(field.request_names))
        else:
            groups.append(field)
    collectors = [
        _build_collector(raw_key, tuple(names[raw_key]) if raw_key in _CHOOSY else ())
        for raw_key in _COLLECTORS
        if raw_key in names
    ]
    return (*collectors, *build_group_collectors(groups))


# PERF: routes that want the same names share what collects them (benchmarks/startup).
@lru_cache(maxsize=1024)
def _build_collector(raw_key: str, names: tuple[str, ...]) -> Collector:
    return _COLLECTORS[raw_key](names)


async def read_body(receive: Receive) -> bytes:
    """The whole body.

    Raises:
        BaseHTTPException: 400, the body could not be read to its end; another one as a middleware raises it.
    """
    try:
        message = await receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            body: bytes = message.get("body", b"")
            return body
        return await _read_rest(message, receive)
    except BaseHTTPException:
        raise
    except Exception as error:
        raise body_read_failure() from error


async def read_body_of(request: Request) -> bytes:
    """The whole body through a request, which keeps it for others who ask.

    Raises:
        BaseHTTPException: see `read_body`.
    """
    try:
        return await request.body()
    except BaseHTTPException:
        raise
    except Exception as error:
        raise body_read_failure() from error


def repeat_body(scope: Scope, receive: Receive) -> Receive:
    """What gives the body of a request once more, if it was read."""
    if BODY_KEY not in scope:
        return receive

    async def receive_again() -> Message:
        return {"type": "http.request", "body": scope[BODY_KEY], "more_body": False}

    return receive_again


async def _read_rest(message: Message, receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while message["type"] == "http.request":
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()
    raise ClientDisconnect


def find_body_form(scope: Scope, wanted: BodyForm, *, strict_content_type: bool) -> BodyForm:
    """How the body is to be validated: as wanted if it is JSON by its media type, else as the value of its bytes.

    Without a Content-Type a body is JSON only if `strict_content_type` is false.
    """
    for name, value in scope["headers"]:
        if name == b"content-type":
            return wanted if is_json_media_type(value) else BodyForm.VALUE
    return BodyForm.VALUE if strict_content_type else wanted


def body_read_failure() -> BaseHTTPException:
    """The answer when the body could not be read to its end."""
    return BaseHTTPException(400, "There was an error parsing the body")


def _build_path_collector(_: Sequence[str]) -> Collector:
    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["path"] = scope["path_params"]

    return collect


def _build_query_collector(_: Sequence[str]) -> Collector:
    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["query"] = parse_query(scope["query_string"])

    return collect


def _build_query_lists_collector(names: Sequence[str]) -> Collector:
    wanted = frozenset(names)

    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["query_lists"] = parse_query_lists(scope["query_string"], wanted)

    return collect


def _build_header_collector(names: Sequence[str]) -> Collector:
    wanted = _group_by_field_name(names)

    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["header"] = found = dict[str, str]()
        for name, value in scope["headers"]:
            if name in wanted:
                for alias in wanted[name]:
                    found.setdefault(alias, value.decode("latin-1"))

    return collect


def _build_header_lists_collector(names: Sequence[str]) -> Collector:
    wanted = _group_by_field_name(names)

    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["header_lists"] = found = dict[str, list[str]]()
        for name, value in scope["headers"]:
            if name in wanted:
                for alias in wanted[name]:
                    found.setdefault(alias, []).append(value.decode("latin-1"))

    return collect


def _build_cookie_collector(_: Sequence[str]) -> Collector:
    def collect(scope: Scope, raw: RawRequest) -> None:
        raw["cookie"] = found = dict[str, str]()
        for name, value in scope["headers"]:
            if name == b"cookie":
                found.update(parse_cookies(value.decode("latin-1")))

    return collect


def _group_by_field_name(names: Sequence[str]) -> dict[bytes, list[str]]:
    """Field names of the wire (lower-case, RFC 9110 §5.1), each with the aliases that ask for it."""
    wanted: dict[bytes, list[str]] = {}
    for name in names:
        wanted.setdefault(name.lower().encode("latin-1", "replace"), []).append(name)
    return wanted


_COLLECTORS: dict[str, Callable[[Sequence[str]], Collector]] = {
    Source.PATH.value: _build_path_collector,
    Source.QUERY.value: _build_query_collector,
    "query_lists": _build_query_lists_collector,
    Source.HEADER.value: _build_header_collector,
    "header_lists": _build_header_lists_collector,
    Source.COOKIE.value: _build_cookie_collector,
}

# The parts of the request of which only the names that are wanted are collected.
_CHOOSY = frozenset(("query_lists", Source.HEADER.value, "header_lists"))
