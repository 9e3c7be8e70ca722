"""CPU time and memory of a process and its descendants, as Linux keeps them in /proc (proc_pid_stat(5)).

Times are counted in clock ticks (10 ms), all threads together; a child that was waited for is in its parent's count.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.errors import AnswerError

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

_USER_TIME, _WAITED_SYSTEM_TIME = 14 - 3, 17 - 3  # field numbers of the manual; the third is the first after the name


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process tree has used: CPU seconds (user and system), resident bytes now and at their highest."""

    cpu_seconds: float
    resident_bytes: int
    peak_bytes: int


def parse_cpu_ticks(stat: str) -> int:
    """User and system time in ticks, waited-for children included, of the text of /proc/PID/stat."""
    after_name = stat.rpartition(")")[2]  # the name may hold spaces and parentheses of its own
    return sum(int(field) for field in after_name.split()[_USER_TIME : _WAITED_SYSTEM_TIME + 1])


def parse_memory(status: str) -> tuple[int, int]:
    """Resident and peak resident bytes (VmRSS, VmHWM) of the text of /proc/PID/status."""
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    resident, peak = (int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return resident, peak


def find_process_tree(pid: int, proc: Path = PROC) -> Iterator[int]:
    """`pid` and all its living descendants."""
    yield pid
    for children in (proc / str(pid) / "task").glob("*/children"):
        for child in children.read_text().split():
            yield from find_process_tree(int(child), proc)


def read_usage(pid: int, proc: Path = PROC) -> Usage:
    """Add up what the process tree under `pid` has used; AnswerError if one of it has ended meanwhile.

    Pages shared by several processes are counted in each.
    """
    try:
        members = [_read_process_usage(proc / str(member)) for member in find_process_tree(pid, proc)]
    except (FileNotFoundError, ProcessLookupError) as error:
        raise AnswerError(f"a server process ended under load: {error.filename} is gone") from error
    return Usage(
        cpu_seconds=sum(member.cpu_seconds for member in members),
        resident_bytes=sum(member.resident_bytes for member in members),
        peak_bytes=sum(member.peak_bytes for member in members),
    )


def _read_process_usage(directory: Path) -> Usage:
    ticks = parse_cpu_ticks((directory / "stat").read_text())
    return Usage(ticks / TICKS_PER_SECOND, *parse_memory((directory / "status").read_text()))
