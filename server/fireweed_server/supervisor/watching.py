"""Waiting for files to change: by the library watchfiles (the extra `dev`) where it is installed, else by looking."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from fireweed_server.importer import find_import_directory
from fireweed_server.settings import Settings
from fireweed_server.supervisor.polling import PollingWatcher
from fireweed_server.supervisor.watch_filter import WatchFilter

# Changes that follow each other within so many milliseconds are one: editors write, rename and remove.
_QUIET_TIME: Final = 20
_LONGEST_NOISE: Final = 200


class Watcher(Protocol):
    """Tells of changed files."""

    async def wait(self) -> set[Path]:
        """The files that were changed, made or removed, once there are some."""

    def close(self) -> None:
        """Watch no more."""


def build_watcher(app: str, settings: Settings) -> Watcher:
    """What watches the directories that `settings` name, or else those that the application is imported from."""
    directories = find_watched_directories(app, settings)
    watch_filter = WatchFilter(settings.reload_include, settings.reload_exclude)
    try:
        import watchfiles
    except ImportError:
        return PollingWatcher(directories, watch_filter)
    return LibraryWatcher(directories, watch_filter, watchfiles.watch)


def find_watched_directories(app: str, settings: Settings) -> list[Path]:
    """Absolute directories, none inside of another one."""
    named = settings.reload_dir or (settings.app_dir, str(find_import_directory(app, settings.app_dir)))
    found = {Path(name).resolve() for name in named}
    return sorted(path for path in found if found.isdisjoint(path.parents))


class LibraryWatcher:
    """Waits with `watch`, the function of watchfiles, which blocks a thread meanwhile."""

    def __init__(self, directories: Sequence[Path], watch_filter: WatchFilter, watch: Callable[..., Any]) -> None:
        self._directories = directories
        self._filter = watch_filter
        self._closing = threading.Event()
        self._changes: Iterator[set[tuple[Any, str]]] = watch(
            *directories,
            watch_filter=lambda _, path: self._takes(Path(path)),
            debounce=_LONGEST_NOISE,
            step=_QUIET_TIME,
            stop_event=self._closing,
            raise_interrupt=False,
        )

    async def wait(self) -> set[Path]:
        """The files that were changed, made or removed, once there are some."""
        changes = await asyncio.to_thread(self._wait)
        return {Path(path) for _, path in changes}

    def _wait(self) -> set[tuple[Any, str]]:
        return next(self._changes, set())

    def close(self) -> None:
        """End the thread."""
        self._closing.set()

    def _takes(self, path: Path) -> bool:
        return any(
            self._filter.takes_file(path.relative_to(directory))
            for directory in self._directories
            if path.is_relative_to(directory)
        )
