"""Finding changed files by looking at them."""

import asyncio
import os
from pathlib import Path

import pytest

from fireweed_server.supervisor.polling import PollingWatcher, choose_wait, find_changes, take_snapshot
from fireweed_server.supervisor.watch_filter import WatchFilter


@pytest.mark.parametrize(
    ("duration", "wait"), [pytest.param(0.001, 0.1, id="small-tree"), pytest.param(0.05, 1.0, id="large-tree")]
)
def test_waits_longer_the_longer_a_look_takes(duration: float, wait: float) -> None:
    assert choose_wait(duration) == pytest.approx(wait)


def test_tells_changed_made_and_removed_files() -> None:
    same, changed, made, removed = map(Path, ("same", "changed", "made", "removed"))

    found = find_changes(
        {same: (1, 1, 1), changed: (1, 1, 1), removed: (1, 1, 1)},
        {same: (1, 1, 1), changed: (2, 1, 1), made: (1, 1, 1)},
    )

    assert found == {changed, made, removed}


def test_looks_into_directories_but_not_into_environments(tmp_path: Path) -> None:
    for file in ("app.py", "package/module.py", "package/page.html", "env/pyvenv.cfg", "env/lib/module.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    (tmp_path / "dangling.py").symlink_to("absent")

    found = take_snapshot(tmp_path, WatchFilter())

    assert set(found) == {tmp_path / "app.py", tmp_path / "package/module.py"}


def test_finds_nothing_where_there_is_no_directory(tmp_path: Path) -> None:
    assert take_snapshot(tmp_path / "absent", WatchFilter()) == {}


async def test_misses_no_change_between_two_waits(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.touch()
    watcher = PollingWatcher([tmp_path], WatchFilter())

    os.utime(file, (1, 1))
    first = await asyncio.wait_for(watcher.wait(), 10)
    os.utime(file, (2, 2))
    second = await asyncio.wait_for(watcher.wait(), 10)

    assert first == second == {file}
