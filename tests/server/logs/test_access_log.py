"""When the access log's lines are written, and what is said of those that cannot be."""

import asyncio
import errno
import io
import os

import pytest

from fireweed_server.logs import access_log
from fireweed_server.logs.access_log import AccessLog
from kit.logging import Terminal, request_scope


class FullDisk(io.StringIO):
    """Takes nothing while `is_full`."""

    is_full = True

    def write(self, text: str) -> int:
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(text)


async def test_a_first_line_appears_at_the_next_turn_of_the_loop() -> None:
    log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())

    log.record(request_scope(), 200, 0, 0)
    written_at_once = stream.getvalue()
    await asyncio.sleep(0)

    assert written_at_once == ""
    assert stream.getvalue().count("\n") == 1


async def test_a_line_soon_after_another_waits_for_company() -> None:
    log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())
    log.record(request_scope(), 200, 0, 0)
    await asyncio.sleep(0)

    log.record(request_scope(), 201, 0, 0)
    await asyncio.sleep(0)
    written_soon = stream.getvalue()
    log.flush()

    assert written_soon.count("\n") == 1
    assert stream.getvalue().count("\n") == 2


async def test_a_full_batch_is_written_at_once() -> None:
    log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())

    for _ in range(access_log._BATCH_LINES):
        log.record(request_scope(), 200, 0, 0)

    assert stream.getvalue().count("\n") == access_log._BATCH_LINES


async def test_colours_follow_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    log = AccessLog(stream := Terminal(), asyncio.get_running_loop())

    log.record(request_scope(), 200, 0, 0)
    log.flush()

    assert "\x1b[32m200" in stream.getvalue()


async def test_does_without_colours_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    log = AccessLog(stream := Terminal(), asyncio.get_running_loop())

    log.record(request_scope(), 200, 0, 0)
    log.flush()

    assert "\x1b" not in stream.getvalue()


async def test_lines_that_cannot_be_written_are_dropped_with_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    log = AccessLog(FullDisk(), asyncio.get_running_loop())

    for _ in range(2):
        log.record(request_scope(), 200, 0, 0)
        log.flush()

    assert [record.getMessage() for record in caplog.records] == [
        "The access log cannot be written: [Errno 28] No space left on device. Lines are dropped until it can."
    ]


async def test_goes_on_when_lines_can_be_written_again(caplog: pytest.LogCaptureFixture) -> None:
    log = AccessLog(stream := FullDisk(), asyncio.get_running_loop())
    log.record(request_scope(raw_path=b"/lost"), 200, 0, 0)
    log.flush()
    stream.is_full = False

    log.record(request_scope(raw_path=b"/kept"), 200, 0, 0)
    log.flush()

    assert stream.getvalue().count("\n") == 1
    assert "/kept" in stream.getvalue()
    assert caplog.records[-1].getMessage() == "The access log is written again. 1 lines were lost meanwhile."
