"""Finding changed files without a library: look at all of them, now and then."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final

from fireweed_server.supervisor.watch_filter import WatchFilter

Snapshot = Mapping[Path, tuple[int, int, int]]

_SHORTEST_WAIT: Final = 0.1

# Looking takes one part of the time, waiting so many.
_IDLE_SHARE: Final = 20

# An environment of Python, in whichever directory.
_ENVIRONMENT_FILE: Final = "pyvenv.cfg"


class PollingWatcher:
    """Looks at every file below `directories` that `watch_filter` takes; changes since it was made are not missed."""

    def __init__(self, directories: Sequence[Path], watch_filter: WatchFilter) -> None:
        self._directories = directories
        self._filter = watch_filter
        self._wait = _SHORTEST_WAIT
        self._snapshot = self._look()

    async def wait(self) -> set[Path]:
        """The files that were changed, made or removed, once there are some."""
        while True:
            await asyncio.sleep(self._wait)
            before, self._snapshot = self._snapshot, self._look()
            if changed := find_changes(before, self._snapshot):
                return changed

    def close(self) -> None:
        """Nothing is held."""

    def _look(self) -> Snapshot:
        started = time.perf_counter()
        snapshot = {
            path: mark
            for directory in self._directories
            for path, mark in take_snapshot(directory, self._filter).items()
        }
        self._wait = choose_wait(time.perf_counter() - started)
        return snapshot


def choose_wait(duration: float) -> float:
    """The time until the next look, in seconds, after one that took `duration`: a large tree must not eat a core."""
    return max(_SHORTEST_WAIT, duration * _IDLE_SHARE)


def find_changes(before: Snapshot, after: Snapshot) -> set[Path]:
    """The files that differ."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def take_snapshot(directory: Path, watch_filter: WatchFilter) -> Snapshot:
    """What tells one state of each file from the next: time of change, size and inode."""
    found: dict[Path, tuple[int, int, int]] = {}
    pending = [PurePath()]
    while pending:
        inner = pending.pop()
        try:
            with os.scandir(directory / inner) as scan:
                entries = list(scan)
        except OSError:  # it was removed, or is not ours to read
            continue
        if inner.parts and any(entry.name == _ENVIRONMENT_FILE for entry in entries):
            continue
        for entry in entries:
            path = inner / entry.name
            if entry.is_dir(follow_symlinks=False):
                pending += [path] if watch_filter.enters(path) else []
            elif watch_filter.takes_file(path) and (mark := _find_mark(entry)):
                found[directory / path] = mark
    return found


def _find_mark(entry: "os.DirEntry[str]") -> tuple[int, int, int] | None:
    try:
        status = entry.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
