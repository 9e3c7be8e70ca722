from pathlib import Path

import pytest

from benchmarks.compare.accounting import (
    TICKS_PER_SECOND,
    Usage,
    find_process_tree,
    parse_cpu_ticks,
    parse_memory,
    read_usage,
)
from benchmarks.compare.errors import AnswerError


def write_process(proc: Path, pid: int, *, ticks: int, children: tuple[int, ...] = ()) -> None:
    directory = proc / str(pid)
    task = directory / "task" / str(pid)
    task.mkdir(parents=True)
    (directory / "stat").write_text(f"{pid} (server) S 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1")
    (directory / "status").write_text("Name:\tserver\nVmHWM:\t  30 kB\nVmRSS:\t  20 kB\n")
    (task / "children").write_text("".join(f"{child} " for child in children))


@pytest.mark.parametrize("name", ["fw", "web server", "odd) S 9 9", "((("])
def test_cpu_ticks_are_found_whatever_the_process_is_called(name: str) -> None:
    stat = f"4711 ({name}) S 1 4711 4711 0 -1 4194560 2165 36092 0 27 100 20 3 4 20 0 1 0 73583"

    ticks = parse_cpu_ticks(stat)

    assert ticks == 100 + 20 + 3 + 4


def test_memory_is_given_in_bytes() -> None:
    status = "Name:\tpython: fw\nVmHWM:\t   22988 kB\nVmRSS:\t   20000 kB\nThreads:\t1\n"

    assert parse_memory(status) == (20_000 * 1024, 22_988 * 1024)


def test_process_tree_holds_grandchildren(tmp_path: Path) -> None:
    write_process(tmp_path, 10, ticks=0, children=(11, 12))
    write_process(tmp_path, 11, ticks=0, children=(13,))
    write_process(tmp_path, 12, ticks=0)
    write_process(tmp_path, 13, ticks=0)

    assert set(find_process_tree(10, tmp_path)) == {10, 11, 12, 13}


def test_usage_adds_up_the_process_tree(tmp_path: Path) -> None:
    write_process(tmp_path, 10, ticks=TICKS_PER_SECOND, children=(11,))
    write_process(tmp_path, 11, ticks=2 * TICKS_PER_SECOND)

    usage = read_usage(10, tmp_path)

    assert usage == Usage(cpu_seconds=3.0, resident_bytes=40 * 1024, peak_bytes=60 * 1024)


def test_process_that_has_ended_is_an_answer_error(tmp_path: Path) -> None:
    write_process(tmp_path, 10, ticks=0, children=(11,))

    with pytest.raises(AnswerError, match="ended under load"):
        read_usage(10, tmp_path)
