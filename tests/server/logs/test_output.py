"""Streams that fail, and take lines again."""

import io
import os
import sys
from pathlib import Path

import pytest

from fireweed_server.logs.output import LineOutput, has_colours, write_error


def test_a_closed_pipe_is_quiet_when_the_interpreter_flushes_it_again() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as pipe:
        LineOutput(pipe).write("lost\n")

        pipe.flush()


def test_a_full_device_leaves_nothing_in_a_buffer() -> None:
    with open("/dev/full", "w") as stream:
        LineOutput(stream).write("lost\n")

        stream.flush()


def test_a_closed_descriptor_is_never_written_to_again(tmp_path: Path) -> None:
    stream = open(tmp_path / "old", "w")  # noqa: SIM115  # closed under its feet
    descriptor = stream.fileno()
    output = LineOutput(stream)
    os.close(descriptor)
    output.write("lost\n")
    other = os.open(tmp_path / "other", os.O_WRONLY | os.O_CREAT)

    output.write("lost, too\n")

    assert other == descriptor  # the lowest number that is free
    assert (tmp_path / "other").read_text() == ""
    stream.close()


def test_a_closed_stream_is_no_error() -> None:
    output = LineOutput(stream := io.StringIO())
    stream.close()

    output.write("lost\n")


def test_a_closed_stream_has_no_colours(tmp_path: Path) -> None:
    with open(tmp_path / "log", "w") as stream:
        pass

    assert not has_colours(stream)


def test_what_was_printed_before_comes_first(tmp_path: Path) -> None:
    with open(tmp_path / "log", "w") as stream:
        stream.write("printed\n")
        LineOutput(stream).write("logged\n")

        assert (tmp_path / "log").read_text() == "printed\nlogged\n"


def test_failure_and_recovery_are_told_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failures: list[Exception] = []
    recoveries: list[int] = []
    with open(tmp_path / "log", "w") as stream:
        output = LineOutput(stream, on_failure=failures.append, on_recovery=recoveries.append)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", refuse)
            output.write("1\n2\n")
            output.write("3\n")
        output.write("4\n")
        output.write("5\n")

    assert len(failures) == 1
    assert recoveries == [3]
    assert (tmp_path / "log").read_text() == "4\n5\n"


def test_a_line_that_was_cut_off_is_not_continued_by_the_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real_write = os.write
    room = [3]

    def write(descriptor: int, data: bytes) -> int:
        size = min(room[0], len(data))
        room[0] -= size
        return real_write(descriptor, data[:size]) if size else refuse(descriptor, data)

    with open(tmp_path / "log", "w") as stream:
        output = LineOutput(stream)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            output.write("first\n")
        output.write("second\n")

    assert (tmp_path / "log").read_text() == "fir\nsecond\n"


def test_errors_for_people_need_no_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)

    write_error("Error: nobody reads this.\n")


def refuse(descriptor: int, data: bytes) -> int:
    raise OSError(28, "No space left on device")
