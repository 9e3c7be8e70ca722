"""The access log's lines, when they are written, and what the server does to `logging`."""

import asyncio
import io
import logging
import os
import re
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest

from fireweed_server import logs
from fireweed_server.logs import AccessLog, configure_logging


def request_scope(**more: Any) -> dict[str, Any]:
    return {
        "client": ("127.0.0.1", 54321),
        "method": "GET",
        "raw_path": b"/items",
        "query_string": b"limit=2",
        "http_version": "1.1",
        **more,
    }


def written_line(scope: dict[str, Any], *, status: int = 200, size: int = 152, seconds: float = 0.00081) -> str:
    """The line for one request, without its time."""
    stream = io.StringIO()
    access_log = AccessLog(stream, asyncio.get_running_loop())

    access_log.record(scope, status, size, seconds)
    access_log.flush()

    _time, line = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.*)\n", stream.getvalue()).groups()  # type: ignore[union-attr]  # no match fails the test
    return str(line)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class ClosedPipe(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0

    def write(self, text: str) -> int:
        self.attempts += 1
        raise BrokenPipeError(32, "Broken pipe")


# Lines...


async def test_tells_client_request_status_size_and_duration() -> None:
    assert written_line(request_scope()) == '127.0.0.1:54321 "GET /items?limit=2 HTTP/1.1" 200 152 0.8ms'


async def test_leaves_out_the_question_mark_without_a_query() -> None:
    assert '"GET /items HTTP/1.1"' in written_line(request_scope(query_string=b""))


async def test_shows_a_dash_for_a_client_without_address() -> None:
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
async def test_nothing_in_a_request_can_forge_a_line(scope: dict[str, Any], request_text: str) -> None:
    line = written_line(request_scope(**scope))

    assert line == f'127.0.0.1:54321 "{request_text}" 200 152 0.8ms'


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0.0ms"), (0.00019, "0.1ms"), (1.25, "1250.0ms")], ids=["none", "little", "much"]
)
async def test_duration_is_in_milliseconds(seconds: float, text: str) -> None:
    assert written_line(request_scope(), seconds=seconds).endswith(text)


async def test_every_line_has_the_time_of_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([60.5, 60.9, 121.0, 90.0])  # the last one after the clock was set back
    clock = SimpleNamespace(time=lambda: next(times), strftime=time.strftime, localtime=time.gmtime)
    monkeypatch.setattr(logs, "time", clock)
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())

    for _ in range(4):
        access_log.record(request_scope(), 200, 0, 0)
    access_log.flush()

    assert [line[:19] for line in stream.getvalue().splitlines()] == [
        "1970-01-01 00:01:00",
        "1970-01-01 00:01:00",
        "1970-01-01 00:02:01",
        "1970-01-01 00:01:30",
    ]


@pytest.mark.parametrize(("status", "colour"), [(200, "32"), (302, "36"), (404, "33"), (500, "31")])
async def test_colours_the_status_on_a_terminal(status: int, colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    access_log = AccessLog(stream := Terminal(), asyncio.get_running_loop())

    access_log.record(request_scope(), status, 0, 0)
    access_log.flush()

    assert f" \x1b[{colour}m{status}\x1b[0m 0 " in stream.getvalue()


async def test_does_without_colours_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    access_log = AccessLog(stream := Terminal(), asyncio.get_running_loop())

    access_log.record(request_scope(), 200, 0, 0)
    access_log.flush()

    assert "\x1b" not in stream.getvalue()


# When they are written...


async def test_a_first_line_appears_at_the_next_turn_of_the_loop() -> None:
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())

    access_log.record(request_scope(), 200, 0, 0)
    written_at_once = stream.getvalue()
    await asyncio.sleep(0)

    assert written_at_once == ""
    assert stream.getvalue().count("\n") == 1


async def test_a_line_soon_after_another_waits_for_company() -> None:
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())
    access_log.record(request_scope(), 200, 0, 0)
    await asyncio.sleep(0)

    access_log.record(request_scope(), 201, 0, 0)
    await asyncio.sleep(0)
    written_soon = stream.getvalue()
    access_log.flush()

    assert written_soon.count("\n") == 1
    assert stream.getvalue().count("\n") == 2


async def test_a_full_batch_is_written_at_once() -> None:
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())

    for _ in range(logs._BATCH_LINES):
        access_log.record(request_scope(), 200, 0, 0)

    assert stream.getvalue().count("\n") == logs._BATCH_LINES


async def test_a_closed_output_ends_the_log_with_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    access_log = AccessLog(stream := ClosedPipe(), asyncio.get_running_loop())

    for _ in range(2):
        access_log.record(request_scope(), 200, 0, 0)
        access_log.flush()

    assert stream.attempts == 1
    assert [record.getMessage() for record in caplog.records] == [
        "The access log ends here, its output is closed: [Errno 32] Broken pipe"
    ]


async def test_a_closed_pipe_is_quiet_when_the_interpreter_flushes_it_again() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as pipe:
        access_log = AccessLog(pipe, asyncio.get_running_loop())

        access_log.record(request_scope(), 200, 0, 0)
        access_log.flush()

        pipe.flush()


# Logging...


@pytest.fixture
def server_logger(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """The server's logger as in a program that has configured nothing, out of sight of pytest's own handlers."""
    logger = logging.Logger("fireweed.server")
    monkeypatch.setattr(logs, "logger", logger)
    return logger


def test_messages_go_to_standard_error(server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")

    server_logger.info("Here.")

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info Here\.\n", capsys.readouterr().err)


def test_messages_below_the_level_are_not_logged(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("warning")

    server_logger.info("Here.")

    assert capsys.readouterr().err == ""


def test_levels_are_coloured_on_a_terminal(server_logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    configure_logging("info")

    server_logger.warning("Careful.")

    assert "\x1b[33mwarning\x1b[0m Careful." in stream.getvalue()


def test_configuring_twice_does_not_log_twice(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("info")
    configure_logging("info")

    server_logger.info("Here.")

    assert capsys.readouterr().err.count("Here.") == 1


def test_a_handler_of_the_application_gets_the_messages_alone(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    own = logging.StreamHandler(stream := io.StringIO())
    server_logger.addHandler(own)
    configure_logging("info")

    server_logger.info("Here.")

    assert stream.getvalue() == "Here.\n"
    assert capsys.readouterr().err == ""


def test_leaves_the_loggers_of_the_application_alone(server_logger: logging.Logger) -> None:
    application_logger, root = logging.getLogger("tests.application"), logging.getLogger()
    handlers, level = list(root.handlers), root.level

    configure_logging("error")

    assert not application_logger.disabled
    assert (root.handlers, root.level) == (handlers, level)
