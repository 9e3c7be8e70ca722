"""Which workers the pool starts, renews and ends: with processes that only note their orders, on a clock of its own."""

import itertools
import logging
from dataclasses import dataclass, field

import pytest

from fireweed_server.supervisor.messages import News, Report
from fireweed_server.supervisor.pool import Pool

_pids = itertools.count(1)


@dataclass(eq=False)
class FakeProcess:
    """Notes what it is asked for in `orders`."""

    pid: int = field(default_factory=lambda: next(_pids))
    orders: list[str] = field(default_factory=list)
    exit_code: int = 1
    stack: str = ""

    def describe_end(self) -> str:
        return f"ended with status {self.exit_code}"

    def stop(self) -> None:
        self.orders.append("stop")

    def retire(self) -> None:
        self.orders.append("retire")

    def ask(self) -> None:
        self.orders.append("ask")

    def dump_and_abort(self) -> None:
        self.orders.append("dump")

    def kill(self) -> None:
        self.orders.append("kill")


class Scene:
    """A pool on a clock that only `pass_time` moves."""

    def __init__(self, size: int = 2, *, start_timeout: float = 600) -> None:
        self.now = 0.0
        self.processes: list[FakeProcess] = []
        self.announcements = 0
        self.pool = Pool(
            size,
            self._start,
            health_timeout=30,
            stop_timeout=20,
            on_full=self._announce,
            start_timeout=start_timeout,
        )
        self.pool.tick(self.now)

    def _start(self) -> FakeProcess:
        self.processes.append(FakeProcess())
        return self.processes[-1]

    def _announce(self) -> None:
        self.announcements += 1

    def report(self, process: FakeProcess, news: News, text: str = "", status: int = 0) -> None:
        self.pool.note_report(process, Report(news, text, status), self.now)
        self.pool.tick(self.now)

    def end(self, process: FakeProcess, status: int = 0) -> None:
        process.exit_code = status
        self.pool.note_exit(process, self.now)
        self.pool.tick(self.now)

    def renew(self) -> None:
        self.pool.renew(self.now)
        self.pool.tick(self.now)

    def pass_time(self, seconds: int, *, silent: tuple[FakeProcess, ...] = ()) -> None:
        """Let every process but the silent ones beat, once a second."""
        for _ in range(seconds):
            self.now += 1
            for worker in tuple(self.pool.workers):
                if worker.process not in silent:
                    self.pool.note_report(worker.process, Report(News.BEAT), self.now)
            self.pool.tick(self.now)


@pytest.fixture
def scene() -> Scene:
    """Two workers that serve."""
    scene = Scene()
    for process in tuple(scene.processes):
        scene.report(process, News.READY)
    return scene


# Starting...


def test_starts_all_at_once_and_announces_when_all_serve() -> None:
    scene = Scene(size=2)
    first, second = scene.processes

    scene.report(first, News.READY)
    before = scene.announcements
    scene.report(second, News.READY)

    assert (before, scene.announcements) == (0, 1)


def test_first_failure_to_start_is_the_end() -> None:
    scene = Scene(size=2)
    first, second = scene.processes

    scene.report(first, News.FAILED, "Error: no database\n", 3)
    scene.end(first, 3)
    scene.report(second, News.FAILED, "Error: no database, too\n", 3)
    scene.end(second, 3)

    assert scene.pool.is_over
    assert scene.pool.failure == Report(News.FAILED, "Error: no database\n", 3)
    assert len(scene.processes) == 2


def test_failure_to_start_that_nobody_told_of_names_the_status() -> None:
    scene = Scene(size=1)

    scene.end(scene.processes[0], 7)

    assert scene.pool.failure is not None
    assert scene.pool.failure.status == 7
    assert "ended with status 7 before it served" in scene.pool.failure.text


def test_worker_that_starts_slowly_is_left_alone() -> None:
    scene = Scene(size=1)

    scene.pass_time(600, silent=(scene.processes[0],))

    assert scene.processes[0].orders == []


# Replacing...


def test_worker_that_hangs_while_it_starts_is_an_error_that_names_the_option() -> None:
    scene = Scene(size=1, start_timeout=50)

    scene.pass_time(51)
    scene.end(scene.processes[0], status=134)

    assert scene.processes[0].orders == ["dump"]
    assert scene.pool.failure is not None
    assert "50 seconds" in scene.pool.failure.text
    assert "timeout_worker_startup" in scene.pool.failure.text
    assert scene.pool.failure.status == 3
    assert scene.pool.is_over


def test_worker_that_hangs_while_it_starts_and_does_not_even_abort_is_killed() -> None:
    scene = Scene(size=1, start_timeout=50)

    scene.pass_time(54)

    assert scene.processes[0].orders == ["dump", "kill"]


def test_successor_that_hangs_while_it_starts_leaves_the_workers_as_they_are(scene: Scene) -> None:
    scene.renew()
    scene.pass_time(601)
    successor = scene.processes[2]

    scene.end(successor, status=134)

    assert successor.orders[0] == "dump"
    assert [process.orders for process in scene.processes[:2]] == [[], []]
    assert not scene.pool.is_renewing
    assert not scene.pool.is_stopping


def test_worker_may_start_for_ever_if_asked_for() -> None:
    scene = Scene(size=1, start_timeout=0)

    scene.pass_time(10_000)

    assert scene.processes[0].orders == []


def test_lost_worker_is_replaced_at_once(scene: Scene) -> None:
    scene.end(scene.processes[0], -9)

    assert len(scene.processes) == 3


def test_workers_lost_in_a_row_are_replaced_ever_more_slowly(scene: Scene) -> None:
    scene.end(scene.processes[0], -9)
    scene.report(scene.processes[2], News.READY)
    scene.end(scene.processes[2], -9)
    at_once = len(scene.processes)
    scene.pass_time(1)

    assert (at_once, len(scene.processes)) == (3, 4)


def test_replacement_that_fails_to_start_is_tried_again_while_others_serve(scene: Scene) -> None:
    scene.end(scene.processes[0], -9)

    scene.end(scene.processes[2], 3)
    scene.pass_time(1)

    assert len(scene.processes) == 4
    assert not scene.pool.is_stopping


def test_replacement_that_fails_to_start_is_the_end_when_nobody_serves() -> None:
    scene = Scene(size=1)
    scene.report(scene.processes[0], News.READY)
    scene.end(scene.processes[0], -9)

    scene.end(scene.processes[1], 3)

    assert scene.pool.is_over
    assert scene.pool.failure is not None


def test_blocked_worker_tells_its_stack_and_is_replaced(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    blocked, other = scene.processes

    with caplog.at_level(logging.ERROR, "fireweed.server"):
        scene.pass_time(31, silent=(blocked,))
        blocked.stack = "File app.py, line 8"
        scene.end(blocked, -6)

    assert (blocked.orders, other.orders) == (["dump"], [])
    assert len(scene.processes) == 3
    assert "has been blocked for 30 seconds" in caplog.text
    assert "File app.py, line 8" in caplog.text


def test_blocked_worker_that_does_not_even_abort_is_killed(scene: Scene) -> None:
    blocked, _ = scene.processes

    scene.pass_time(33, silent=(blocked,))

    assert blocked.orders == ["dump", "kill"]


def test_supervisor_that_was_held_up_itself_blames_nobody(scene: Scene) -> None:
    scene.now += 3600
    scene.pool.tick(scene.now)

    assert [process.orders for process in scene.processes] == [[], []]


# Renewing...


def test_renews_one_by_one_and_each_only_once_its_successor_serves(scene: Scene) -> None:
    first, second = scene.processes

    scene.renew()
    before = [*first.orders, *second.orders]
    scene.report(scene.processes[2], News.READY)
    between = (first.orders, [*second.orders])
    scene.report(scene.processes[3], News.READY)

    assert (before, between) == ([], (["retire"], []))
    assert second.orders == ["retire"]
    assert len(scene.processes) == 4


def test_successor_that_fails_leaves_the_workers_as_they_are(scene: Scene) -> None:
    scene.renew()

    scene.report(scene.processes[2], News.FAILED, "Error: no database\n", 3)
    scene.end(scene.processes[2], 3)
    scene.pass_time(120)

    assert len(scene.processes) == 3
    assert [process.orders for process in scene.processes] == [[], [], []]


def test_renewing_again_begins_again(scene: Scene) -> None:
    scene.renew()

    scene.renew()

    assert scene.processes[2].orders == ["kill"]
    assert len(scene.processes) == 4


def test_worker_lost_while_its_successor_starts_is_not_replaced_twice(scene: Scene) -> None:
    scene.renew()

    scene.end(scene.processes[0], -9)
    scene.report(scene.processes[2], News.READY)

    assert len(scene.processes) == 4  # the fourth one follows the second


def test_worker_that_is_used_up_is_renewed_once(scene: Scene) -> None:
    used_up, other = scene.processes

    for _ in range(3):
        scene.report(used_up, News.USED_UP)
    scene.report(scene.processes[2], News.READY)

    assert (used_up.orders, other.orders, len(scene.processes)) == (["retire"], [], 3)


# Growing and shrinking...


def test_grows_and_shrinks_by_the_last_one(scene: Scene) -> None:
    scene.pool.grow()
    scene.pool.tick(scene.now)
    scene.report(scene.processes[2], News.READY)

    scene.pool.shrink(scene.now)

    assert [process.orders for process in scene.processes] == [[], [], ["retire"]]


def test_last_worker_stays() -> None:
    scene = Scene(size=1)

    scene.pool.shrink(scene.now)

    assert (scene.pool.size, scene.processes[0].orders) == (1, [])


# Stopping...


def test_stops_all_and_starts_none(scene: Scene) -> None:
    scene.pool.stop(scene.now)

    scene.end(scene.processes[0])
    scene.renew()
    scene.end(scene.processes[1])

    assert [process.orders for process in scene.processes] == [["stop"], ["stop"]]
    assert scene.pool.is_over
    assert scene.pool.failure is None


def test_worker_that_does_not_end_in_time_is_killed(scene: Scene) -> None:
    scene.pool.stop(scene.now)

    scene.pass_time(29)
    before = [*scene.processes[0].orders]
    scene.pass_time(1)

    assert (before, scene.processes[0].orders) == (["stop"], ["stop", "kill"])


def test_all_are_killed_on_demand(scene: Scene) -> None:
    scene.pool.kill()

    assert [process.orders for process in scene.processes] == [["kill"], ["kill"]]


def test_only_workers_that_serve_are_asked_what_they_do() -> None:
    scene = Scene()
    scene.report(scene.processes[0], News.READY)

    scene.pool.ask()

    assert [process.orders for process in scene.processes] == [["ask"], []]


def test_describes_its_workers() -> None:
    scene = Scene(size=1)
    scene.report(scene.processes[0], News.READY)
    scene.pass_time(5)
    scene.renew()

    text = scene.pool.describe(scene.now + 2)

    first, second = (process.pid for process in scene.processes)
    assert text.splitlines() == [
        "Workers: 2; there shall be 1.",
        f"  worker {first}: serving for 7 s, heard 2 s ago",
        f"  worker {second}: starting for 2 s, to take over from {first}",
    ]
