"""Which directories are watched, and by what."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.settings import Settings, build_settings
from fireweed_server.supervisor.polling import PollingWatcher
from fireweed_server.supervisor.watch_filter import WatchFilter
from fireweed_server.supervisor.watching import LibraryWatcher, build_watcher, find_watched_directories


@pytest.mark.parametrize(
    ("app", "directories"),
    [
        pytest.param("service:app", ["project"], id="module"),
        pytest.param("inner/service.py", ["project"], id="file-inside"),
        pytest.param("../elsewhere/package/service.py:app", ["elsewhere", "project"], id="file-of-a-package-outside"),
    ],
)
def test_watches_where_the_application_comes_from(tmp_path: Path, app: str, directories: list[str]) -> None:
    (tmp_path / "elsewhere/package").mkdir(parents=True)
    (tmp_path / "elsewhere/package/__init__.py").touch()

    found = find_watched_directories(app, Settings(app_dir=str(tmp_path / "project")))

    assert found == [tmp_path / name for name in directories]


def test_watches_what_is_named_instead(tmp_path: Path) -> None:
    named = [str(tmp_path / "a"), str(tmp_path / "a/inner"), str(tmp_path / "b")]

    found = find_watched_directories("service:app", build_settings({"reload_dir": named}))

    assert found == [tmp_path / "a", tmp_path / "b"]


def test_looks_by_itself_where_the_library_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)

    assert isinstance(build_watcher("service:app", Settings(app_dir=str(tmp_path))), PollingWatcher)


class FakeWatch:
    """The function of watchfiles: applies the filter that it was given to the changes it was made with."""

    def __init__(self, *rounds: set[str]) -> None:
        self.rounds = rounds
        self.options: dict[str, Any] = {}

    def __call__(self, *directories: Path, **options: Any) -> Iterator[set[tuple[str, str]]]:
        self.options = options
        takes: Callable[[str, str], bool] = options["watch_filter"]
        for paths in self.rounds:
            yield {("modified", path) for path in paths if takes("modified", path)}


async def test_library_tells_of_files_that_the_filter_takes(tmp_path: Path) -> None:
    watch = FakeWatch({f"{tmp_path}/app.py", f"{tmp_path}/.git/hook.py", "/elsewhere/app.py"}, {f"{tmp_path}/b.py"})
    watcher = LibraryWatcher([tmp_path], WatchFilter(), watch)

    assert [await watcher.wait(), await watcher.wait()] == [{tmp_path / "app.py"}, {tmp_path / "b.py"}]


async def test_library_that_was_closed_tells_nothing(tmp_path: Path) -> None:
    watch = FakeWatch(set())
    watcher = LibraryWatcher([tmp_path], WatchFilter(), watch)
    await watcher.wait()

    watcher.close()

    assert watch.options["stop_event"].is_set()
    assert await watcher.wait() == set()
