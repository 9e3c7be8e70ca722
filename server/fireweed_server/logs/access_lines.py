"""What a line of the access log says of a request, in each format. No request can forge a line, or a field of one.

A request is the scope of HTTP, or as much of it as is known of one that was refused: then the method is "".
"""

import os
import time
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from fireweed_server.request_ids import find_request_id

AccessLine = Callable[[Mapping[str, Any], int, int, float], str]
"""The line for a request, from it and the status, body bytes and duration in seconds of its answer."""

_RESET: Final = "\x1b[0m"
_STATUS_COLOURS: Final = {2: "\x1b[32m", 3: "\x1b[36m", 4: "\x1b[33m", 5: "\x1b[31m"}

# Python's strftime would follow the locale, the Common Log Format does not.
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def build_unknown_request(client: tuple[str, int | None] | None) -> dict[str, Any]:
    """A request that was refused before anything could be read of it."""
    return {
        "client": client,
        "method": "",
        "raw_path": b"",
        "query_string": b"",
        "http_version": "",
        "headers": [],
        "extensions": {},
    }


def escape(text: str) -> str:
    """`text` with what is not printable ASCII, quotes and backslashes as escape sequences."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.encode("unicode_escape").decode("ascii").replace('"', "\\x22")


class SecondTime:
    """The current time as text, made by `describe` once a second."""

    __slots__ = ("_describe", "_second", "_text")

    def __init__(self, describe: Callable[[time.struct_time], str]) -> None:
        self._describe = describe
        self._second = -1
        self._text = ""

    def read(self) -> str:
        """The time now."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._text = self._describe(time.localtime(second))
        return self._text


class PlainLines:
    """`2026-11-21 02:01:37 127.0.0.1:54321 "GET /items?limit=2 HTTP/1.1" 200 152 0.8ms`, for people."""

    def __init__(self, *, has_colours: bool = False, has_ids: bool = False) -> None:
        self._time = SecondTime(_describe_plain_time)
        self._has_colours = has_colours
        self._has_ids = has_ids
        self._statuses: dict[int, str] = {}

    def build(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> str:
        """The line for one request."""
        # PERF: benchmarks/micro/access_log.py. Formatting the duration as a float would add 0.4 us.
        tenths = int(seconds * 10_000)
        more = _quote_request_id(request) if self._has_ids else ""
        client = request["client"]
        has_port = client is not None and client[1] is not None
        return (
            f"{self._time.read()} {f'{client[0]}:{client[1]}' if has_port else _describe_nameless_client(client)} "
            f'"{_describe_request(request)}" '
            f"{self._statuses.get(status) or self._add_status(status)} {body_size} {tenths // 10}.{tenths % 10}ms"
            f"{more}\n"
        )

    def _add_status(self, status: int) -> str:
        colour = _STATUS_COLOURS.get(status // 100, "")
        text = f"{colour}{status}{_RESET}" if self._has_colours and colour else str(status)
        self._statuses[status] = text
        return text


class CommonLines:
    """The Common Log Format of Apache and others; with `is_combined` the referer and the user agent follow.

    `127.0.0.1 - - [21/Nov/2026:02:01:37 +0000] "GET /items?limit=2 HTTP/1.1" 200 152 "-" "curl/7.88"`
    """

    def __init__(self, *, is_combined: bool = False, has_ids: bool = False) -> None:
        self._time = SecondTime(_describe_common_time)
        self._is_combined = is_combined
        self._has_ids = has_ids

    def build(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> str:
        """The line for one request."""
        client = request["client"]
        host = client[0] if client is not None and client[1] is not None else _describe_nameless_client(client)
        more = ""
        if self._is_combined:
            referer, user_agent = _find_headers(request)
            more = f' "{_describe_header(referer)}" "{_describe_header(user_agent)}"'
        if self._has_ids:
            more += _quote_request_id(request)
        return f'{host} - - [{self._time.read()}] "{_describe_request(request)}" {status} {body_size or "-"}{more}\n'


class JSONLines:
    """An object for each request, with all that is known of it; what is not known is null."""

    def __init__(self) -> None:
        self._time = SecondTime(describe_iso_time)
        self._head = f'","level":"info","logger":"fireweed.access","pid":{os.getpid()},'

    def build(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> str:
        """The line for one request."""
        # PERF: only texts go through the encoder, one by one (benchmarks/micro/access_log.py).
        quote = _quote_json
        client = request["client"]
        referer, user_agent = _find_headers(request)
        address = None if client is None else f"{client[0]}:{client[1]}" if client[1] is not None else client[0]
        return (
            f'{{"time":"{self._time.read()}{self._head}'
            f'"client":{quote(address)},"method":{quote(request["method"] or None)},'
            f'"path":{quote(request["raw_path"].decode("latin-1") or None)},'
            f'"query":{quote(request["query_string"].decode("latin-1"))},'
            f'"version":{quote(request["http_version"] or None)},"status":{status},"bytes":{body_size},'
            f'"duration":{seconds:.6f},"referer":{quote(referer)},"user_agent":{quote(user_agent)},'
            f'"request_id":{quote(find_request_id(request))}}}\n'
        )


def build_access_line(format: str, *, has_colours: bool, has_ids: bool) -> AccessLine:
    """What makes lines in `format`: "plain", "common", "combined" or "json"; `has_ids` adds the ids of requests."""
    if format == "json":
        return JSONLines().build
    if format in ("common", "combined"):
        return CommonLines(is_combined=format == "combined", has_ids=has_ids).build
    return PlainLines(has_colours=has_colours, has_ids=has_ids).build


def describe_iso_time(now: time.struct_time) -> str:
    """ISO 8601, to the second, with the zone."""
    zone = time.strftime("%z", now)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', now)}{zone[:3]}:{zone[3:]}"


def _describe_plain_time(now: time.struct_time) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", now)


def _describe_common_time(now: time.struct_time) -> str:
    return f"{now.tm_mday:02}/{_MONTHS[now.tm_mon - 1]}/{time.strftime('%Y:%H:%M:%S %z', now)}"


def _describe_nameless_client(client: tuple[str, int | None] | None) -> str:
    # The path of a Unix domain socket, which a proxy may have told, can hold anything.
    return "-" if client is None else escape(client[0]).replace(" ", "\\x20")


def _describe_request(request: Mapping[str, Any]) -> str:
    # `path` has its percent-encoding undone, so it may hold anything; `raw_path` is what the client sent.
    target = request["raw_path"]
    if request["query_string"]:
        target = b"%b?%b" % (target, request["query_string"])
    method = request["method"]
    if not method:
        return "-"
    text = f"{method} {target.decode('latin-1')} HTTP/{request['http_version']}"
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return escape(text)


def _find_headers(request: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The referer and the user agent."""
    referer = user_agent = None
    for name, value in request["headers"]:
        if name == b"user-agent":
            user_agent = value.decode("latin-1")
        elif name == b"referer":
            referer = value.decode("latin-1")
    return referer, user_agent


def _describe_header(value: str | None) -> str:
    return escape(value) if value else "-"


def _quote_request_id(request: Mapping[str, Any]) -> str:
    return f' "{find_request_id(request) or "-"}"'


def _quote_json(text: str | None) -> str:
    return "null" if text is None else encode_basestring_ascii(text)
