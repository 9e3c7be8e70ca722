"""What the server logs: its messages through the standard `logging`, its access log straight to a stream.

Configures no logger but its own, so an application's loggers stay as they are. Knows no settings.
"""

import asyncio
import contextlib
import errno
import logging
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

logger = logging.getLogger("fireweed.server")

_RESET = "\x1b[0m"
_LEVEL_COLOURS = {"DEBUG": "\x1b[36m", "INFO": "\x1b[32m", "WARNING": "\x1b[33m", "ERROR": "\x1b[31m"}
_STATUS_COLOURS = {2: "\x1b[32m", 3: "\x1b[36m", 4: "\x1b[33m", 5: "\x1b[31m"}
_LAST_COLOUR = "\x1b[1;31m"

_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"

# A line that follows another one this quickly (in seconds) waits so long for company.
_BATCH_TIME = 0.1
_BATCH_LINES = 512


def configure_logging(level: str) -> None:
    """Show the server's messages of at least `level` ("info", ...) on standard error.

    Where the application, or who embeds the server, has given the logger `fireweed.server` or one above it a handler,
    that one gets the messages instead.
    """
    logger.setLevel(level.upper())
    if not logger.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_LevelFormatter(has_colours=has_colours(sys.stderr)))
        logger.addHandler(handler)
        # An application may still give the root logger a handler: no message shall then appear twice.
        logger.propagate = False


def has_colours(stream: TextIO | None) -> bool:
    """Whether `stream` is a terminal and its user did not ask for plain text (https://no-color.org)."""
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")


class _LevelFormatter(logging.Formatter):
    def __init__(self, *, has_colours: bool) -> None:
        super().__init__("%(asctime)s %(level)s %(message)s", _TIME_FORMAT)
        self._has_colours = has_colours

    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        if self._has_colours:
            level = f"{_LEVEL_COLOURS.get(record.levelname, _LAST_COLOUR)}{level}{_RESET}"
        record.level = level
        return super().format(record)


class AccessLog:
    """A line for every request, `2026-11-21 02:01:37 127.0.0.1:54321 "GET /items?limit=2 HTTP/1.1" 200 152 0.8ms`.

    The fields are time, client, request, status, bytes of the body and duration. A quiet server's lines appear at the
    loop's next turn; a busy one's are written together, ten times a second. No request can forge a line or a field:
    what is not printable ASCII is escaped, and so are quotes. A stream that breaks ends the log, not the server.
    """

    def __init__(self, stream: TextIO, loop: asyncio.AbstractEventLoop) -> None:
        self._stream = stream
        self._loop = loop
        self._lines: list[str] = []
        self._flushed_at = -_BATCH_TIME
        self._is_broken = False
        self._has_colours = has_colours(stream)
        self._statuses: dict[int, str] = {}
        self._second = 0
        self._time = ""

    def record(self, scope: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None:
        """Note a request that was answered: its scope, and the status, body bytes and duration of the answer."""
        # PERF: 1.1 us a request, where `logging` takes 10 (benchmarks/micro/access_log.py). Formatting the duration as
        # a float would add 0.4.
        second = int(time.time())
        if second != self._second:
            self._set_second(second)
        client = scope["client"]
        # `path` has its percent-encoding undone, so it may hold anything; `raw_path` is what the client sent.
        target = scope["raw_path"]
        if scope["query_string"]:
            target = b"%b?%b" % (target, scope["query_string"])
        request = f"{scope['method']} {target.decode('latin-1')} HTTP/{scope['http_version']}"
        if not (request.isascii() and request.isprintable()) or '"' in request:
            request = _escape(request)
        tenths = int(seconds * 10_000)
        lines = self._lines
        lines.append(
            f'{self._time} {f"{client[0]}:{client[1]}" if client else "-"} "{request}" '
            f"{self._statuses.get(status) or self._add_status(status)} {body_size} {tenths // 10}.{tenths % 10}ms\n"
        )
        if len(lines) == 1:
            self._schedule_flush()
        elif len(lines) >= _BATCH_LINES:
            self.flush()

    def flush(self) -> None:
        """Write the lines noted so far."""
        if not self._lines:
            return
        text = "".join(self._lines)
        self._lines.clear()
        self._flushed_at = self._loop.time()
        if not self._is_broken:
            self._write(text)

    def _set_second(self, second: int) -> None:
        self._second = second
        self._time = time.strftime(_TIME_FORMAT, time.localtime(second))

    def _schedule_flush(self) -> None:
        if self._loop.time() - self._flushed_at >= _BATCH_TIME:
            self._loop.call_soon(self.flush)
        else:
            self._loop.call_later(_BATCH_TIME, self.flush)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed in this process
            self._is_broken = True
            logger.warning("The access log ends here, its output is closed: %s", error)
            _discard_rest(self._stream, error)

    def _add_status(self, status: int) -> str:
        colour = _STATUS_COLOURS.get(status // 100, "")
        text = f"{colour}{status}{_RESET}" if self._has_colours and colour else str(status)
        self._statuses[status] = text
        return text


def _escape(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii").replace('"', "\\x22")


def _discard_rest(stream: TextIO, error: Exception) -> None:
    """Keep what `stream` still holds from failing once more when the interpreter flushes it at exit."""
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
