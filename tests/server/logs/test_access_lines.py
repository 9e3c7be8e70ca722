"""What a line of the access log says in each format, and that no request can forge one."""

import json
import os
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.logs import access_lines
from fireweed_server.logs.access_lines import AccessLine, PlainLines, build_access_line, build_unknown_request
from fireweed_server.request_ids import EXTENSION
from kit.logging import request_scope

FORGERIES = [
    pytest.param(b"\r\n200 forged", id="line-break"),
    pytest.param(b"\x1b[31m", id="terminal-sequence"),
    pytest.param(b"\x7f\x00\x0b\x0c\x1c", id="controls"),
    pytest.param("\u2028\u0085".encode(), id="line-separators"),
    pytest.param(b'" 500 0 "', id="quote"),
    pytest.param(b'\\" 500', id="escaped-quote"),
]
FORMATS = ["plain", "common", "combined", "json"]


def build(format: str, *, has_ids: bool = False) -> AccessLine:
    return build_access_line(format, has_colours=False, has_ids=has_ids)


def written_line(scope: dict[str, Any], *, status: int = 200, size: int = 152, seconds: float = 0.00081) -> str:
    """The plain line for one request, without its time."""
    line = PlainLines().build(scope, status, size, seconds)

    _time, rest = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.*)\n", line).groups()  # type: ignore[union-attr]  # no match fails the test
    return str(rest)


# Plain...


def test_tells_client_request_status_size_and_duration() -> None:
    assert written_line(request_scope()) == '127.0.0.1:54321 "GET /items?limit=2 HTTP/1.1" 200 152 0.8ms'


def test_leaves_out_the_question_mark_without_a_query() -> None:
    assert '"GET /items HTTP/1.1"' in written_line(request_scope(query_string=b""))


def test_shows_a_dash_for_a_client_without_address() -> None:
    assert written_line(request_scope(client=None)).startswith('- "GET')


@pytest.mark.parametrize(
    ("scope", "request_text"),
    [
        pytest.param({"raw_path": b"/\r\n200"}, r"GET /\r\n200?limit=2 HTTP/1.1", id="line-break"),
        pytest.param({"raw_path": b"/\x1b[31m"}, r"GET /\x1b[31m?limit=2 HTTP/1.1", id="terminal-sequence"),
        pytest.param({"raw_path": b"/\x7f"}, r"GET /\x7f?limit=2 HTTP/1.1", id="delete"),
        pytest.param({"raw_path": b"/\x00"}, r"GET /\x00?limit=2 HTTP/1.1", id="nul"),
        pytest.param({"raw_path": "/é\u2028".encode()}, r"GET /\xc3\xa9\xe2\x80\xa8?limit=2 HTTP/1.1", id="non-ascii"),
        pytest.param({"query_string": b'" 500 0'}, r"GET /items?\x22 500 0 HTTP/1.1", id="quote"),
        pytest.param({"raw_path": b'/\\"'}, r"GET /\\\x22?limit=2 HTTP/1.1", id="escaped-quote"),
        pytest.param({"method": "GET\n"}, r"GET\n /items?limit=2 HTTP/1.1", id="method"),
        pytest.param({"http_version": "1.1\n"}, r"GET /items?limit=2 HTTP/1.1\n", id="version"),
    ],
)
def test_nothing_in_a_request_can_forge_a_line(scope: dict[str, Any], request_text: str) -> None:
    line = written_line(request_scope(**scope))

    assert line == f'127.0.0.1:54321 "{request_text}" 200 152 0.8ms'


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0.0ms"), (0.00019, "0.1ms"), (1.25, "1250.0ms")], ids=["none", "little", "much"]
)
def test_duration_is_in_milliseconds(seconds: float, text: str) -> None:
    assert written_line(request_scope(), seconds=seconds).endswith(text)


def test_every_line_has_the_time_of_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([60.5, 60.9, 121.0, 90.0])  # the last one after the clock was set back
    clock = SimpleNamespace(time=lambda: next(times), strftime=time.strftime, localtime=time.gmtime)
    monkeypatch.setattr(access_lines, "time", clock)
    lines = PlainLines()

    written = [lines.build(request_scope(), 200, 0, 0)[:19] for _ in range(4)]

    assert written == ["1970-01-01 00:01:00", "1970-01-01 00:01:00", "1970-01-01 00:02:01", "1970-01-01 00:01:30"]


@pytest.mark.parametrize(("status", "colour"), [(200, "32"), (302, "36"), (404, "33"), (500, "31")])
def test_colours_the_status_on_a_terminal(status: int, colour: str) -> None:
    line = PlainLines(has_colours=True).build(request_scope(), status, 0, 0)

    assert f" \x1b[{colour}m{status}\x1b[0m 0 " in line


def test_a_nameless_client_cannot_forge_a_field() -> None:
    assert written_line(request_scope(client=("/run/a b\n.sock", None))).startswith("/run/a\\x20b\\n.sock ")


def test_a_request_of_which_nothing_is_known_is_a_dash() -> None:
    line = written_line(build_unknown_request(("192.0.2.7", 1)), status=400, size=20, seconds=0)

    assert line == '192.0.2.7:1 "-" 400 20 0.0ms'


# Apache's...


def test_common_is_what_apache_writes() -> None:
    line = build("common")(request_scope(), 200, 152, 0.1)

    time_pattern = r"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
    assert re.fullmatch(rf'127\.0\.0\.1 - - {time_pattern} "GET /items\?limit=2 HTTP/1\.1" 200 152\n', line)


def test_common_shows_no_bytes_as_a_dash() -> None:
    assert build("common")(request_scope(), 204, 0, 0).endswith(" 204 -\n")


def test_combined_adds_referer_and_user_agent() -> None:
    headers = [(b"user-agent", b"curl/7.88"), (b"referer", b"https://a.example/?q=1")]

    line = build("combined")(request_scope(headers=headers), 200, 1, 0)

    assert line.endswith(' 200 1 "https://a.example/?q=1" "curl/7.88"\n')


def test_combined_shows_dashes_for_headers_that_are_not_there() -> None:
    assert build("combined")(request_scope(headers=[]), 200, 1, 0).endswith(' 200 1 "-" "-"\n')


# JSON...


def test_json_tells_all_that_is_known() -> None:
    headers = [(b"user-agent", "caf\u00e9".encode()), (b"referer", b"https://a.example/")]
    extensions = {EXTENSION: {"id": "abc"}}

    fields = json.loads(build("json")(request_scope(headers=headers, extensions=extensions), 404, 152, 0.00081))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", fields.pop("time"))
    assert fields == {
        "level": "info",
        "logger": "fireweed.access",
        "pid": os.getpid(),
        "client": "127.0.0.1:54321",
        "method": "GET",
        "path": "/items",
        "query": "limit=2",
        "version": "1.1",
        "status": 404,
        "bytes": 152,
        "duration": 0.00081,
        "referer": "https://a.example/",
        "user_agent": "caf\u00c3\u00a9",
        "request_id": None,
    } | {"request_id": "abc"}


def test_json_shows_what_is_unknown_as_null() -> None:
    fields = json.loads(build("json")(build_unknown_request(None), 400, 0, 0))

    names = ("client", "method", "path", "version", "referer", "user_agent", "request_id")
    assert {fields[name] for name in names} == {None}


# All of them...


@pytest.mark.parametrize("value", FORGERIES)
@pytest.mark.parametrize("format", FORMATS)
def test_no_field_can_forge_a_line(format: str, value: bytes) -> None:
    scope = request_scope(raw_path=value, query_string=value, headers=[(b"user-agent", value), (b"referer", value)])

    line = build(format)(scope, 200, 1, 0)

    assert line.endswith("\n")
    assert line[:-1].isascii()
    assert line[:-1].isprintable()


@given(target=st.binary(), query=st.binary(), value=st.binary())
@pytest.mark.parametrize("format", FORMATS)
def test_any_bytes_make_one_line_of_printable_ascii(format: str, target: bytes, query: bytes, value: bytes) -> None:
    scope = request_scope(raw_path=target, query_string=query, headers=[(b"user-agent", value), (b"referer", value)])

    line = build(format)(scope, 200, 1, 0)

    assert line[-1] == "\n"
    assert line[:-1].isascii()
    assert line[:-1].isprintable()


@given(value=st.binary(min_size=1))
def test_json_keeps_every_byte(value: bytes) -> None:
    fields = json.loads(build("json")(request_scope(raw_path=value, headers=[(b"referer", value)]), 200, 1, 0))

    assert fields["path"] == fields["referer"] == value.decode("latin-1")


@pytest.mark.parametrize("value", FORGERIES)
def test_combined_has_three_quoted_fields_whatever_is_in_them(value: bytes) -> None:
    scope = request_scope(raw_path=value, query_string=value, headers=[(b"user-agent", value), (b"referer", value)])

    line = build("combined")(scope, 200, 1, 0)

    assert line.count('"') == 6


@pytest.mark.parametrize("format", ["plain", "common", "combined"])
@pytest.mark.parametrize(
    ("extensions", "text"), [({EXTENSION: {"id": "abc"}}, '"abc"'), ({}, '"-"')], ids=["known", "unknown"]
)
def test_ids_come_last(format: str, extensions: dict[str, Any], text: str) -> None:
    assert build(format, has_ids=True)(request_scope(extensions=extensions), 200, 1, 0).endswith(f" {text}\n")
