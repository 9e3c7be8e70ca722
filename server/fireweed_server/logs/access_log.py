"""The access log: lines are made when a request ends, and written together.

Knows neither what is in a line nor what becomes of those that cannot be written.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final, TextIO

from fireweed_server.logs.access_lines import AccessLine, PlainLines
from fireweed_server.logs.output import LOST_LINES, LineOutput, has_colours

logger = logging.getLogger("fireweed.server")

# A line that follows another one this quickly (in seconds) waits so long for company.
_BATCH_TIME: Final = 0.1
_BATCH_LINES: Final = 512


class AccessLog:
    """A line for every request, as `build_line` makes it; without, one for people (`PlainLines`).

    A quiet server's lines appear at the loop's next turn; a busy one's are written together, ten times a second. What
    cannot be written is dropped, with a warning: the server goes on, and so does the log once it can.
    """

    def __init__(self, stream: TextIO, loop: asyncio.AbstractEventLoop, build_line: AccessLine | None = None) -> None:
        self._output = LineOutput(stream, on_failure=_warn_of_failure, on_recovery=_tell_of_recovery)
        self._loop = loop
        self._build_line = build_line or PlainLines(has_colours=has_colours(stream)).build
        self._lines: list[str] = []
        self._flushed_at = -_BATCH_TIME

    def record(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None:
        """Note a request that was answered: its scope, and the status, body bytes and duration of the answer."""
        # PERF: 1.2 us a request, where `logging` takes 10 (benchmarks/micro/access_log.py).
        lines = self._lines
        lines.append(self._build_line(request, status, body_size, seconds))
        if len(lines) == 1:
            self._schedule_flush()
        elif len(lines) >= _BATCH_LINES:
            self.flush()

    def flush(self) -> None:
        """Write the lines noted so far."""
        if self._lines:
            text = "".join(self._lines)
            self._lines.clear()
            self._flushed_at = self._loop.time()
            self._output.write(text)

    def _schedule_flush(self) -> None:
        if self._loop.time() - self._flushed_at >= _BATCH_TIME:
            self._loop.call_soon(self.flush)
        else:
            self._loop.call_later(_BATCH_TIME, self.flush)


def _warn_of_failure(error: Exception) -> None:
    logger.warning("The access log cannot be written: %s. Lines are dropped until it can.", error)


def _tell_of_recovery(lost: int) -> None:
    logger.warning("The access log is written again. " + LOST_LINES, lost)
