import threading
from collections.abc import Callable, Iterator

import pytest

from fireweed.concurrency.crew import Crew
from kit.threads import HANG_LIMIT, Blockade, wait_until

Call = Callable[[], None]
BuildCrew = Callable[..., Crew[Call]]


@pytest.fixture
def build_crew() -> Iterator[BuildCrew]:
    """Builds crews whose jobs are functions; ends their threads after the test."""
    crews: list[Crew[Call]] = []

    def build(*, size: int = 4, idle_timeout: float = 60) -> Crew[Call]:
        crew: Crew[Call] = Crew(lambda job: job(), size=size, idle_timeout=idle_timeout)
        crews.append(crew)
        return crew

    yield build
    for crew in crews:
        for thread in crew.dismiss():
            thread.join(HANG_LIMIT)


def run_and_wait(crew: Crew[Call], job: Call) -> threading.Thread:
    """Run a job and return the thread that ran it."""
    threads: list[threading.Thread] = []
    done = threading.Event()

    def run() -> None:
        job()
        threads.append(threading.current_thread())
        done.set()

    crew.submit(run)
    assert done.wait(HANG_LIMIT)
    return threads[0]


def test_starts_no_thread_before_the_first_job(build_crew: BuildCrew) -> None:
    crew = build_crew()

    assert crew.threads == 0


def test_runs_jobs_in_the_order_they_came(build_crew: BuildCrew) -> None:
    crew = build_crew(size=1)
    order: list[int] = []

    for number in range(100):
        crew.submit(lambda number=number: order.append(number))  # type: ignore[misc]  # a default, not a parameter
    run_and_wait(crew, lambda: None)

    assert order == list(range(100))


def test_reuses_a_parked_thread(build_crew: BuildCrew) -> None:
    crew = build_crew()
    first = run_and_wait(crew, lambda: None)
    wait_until(lambda: crew.parked == 1)

    second = run_and_wait(crew, lambda: None)

    assert first is second


def test_spreads_blocking_jobs_over_as_many_threads(build_crew: BuildCrew) -> None:
    crew = build_crew(size=4)
    blockade = Blockade()

    for _ in range(4):
        crew.submit(blockade)
    blockade.wait_begun(4)
    threads = crew.threads
    blockade.release()

    assert threads == 4


def test_wakes_parked_threads_one_after_the_other_for_blocking_jobs(build_crew: BuildCrew) -> None:
    crew = build_crew(size=3)
    warm_up = Blockade()
    for _ in range(3):
        crew.submit(warm_up)
    warm_up.wait_begun(3)
    warm_up.release()
    wait_until(lambda: crew.parked == 3)
    blockade = Blockade()

    for _ in range(3):
        crew.submit(blockade)
    blockade.wait_begun(3)
    parked = crew.parked
    blockade.release()

    assert parked == 0


def test_queues_what_exceeds_its_size(build_crew: BuildCrew) -> None:
    crew = build_crew(size=2)
    blockade = Blockade()

    for _ in range(5):
        crew.submit(blockade)
    blockade.wait_begun(2)
    threads, queued = crew.threads, crew.queued
    blockade.release()
    blockade.wait_begun(3)

    assert (threads, queued) == (2, 3)


def test_has_no_room_while_all_threads_are_at_work(build_crew: BuildCrew) -> None:
    crew = build_crew(size=1)
    blockade = Blockade()
    before = crew.has_room()

    crew.submit(blockade)
    blockade.wait_begun()
    meanwhile = crew.has_room()
    blockade.release()
    wait_until(lambda: crew.parked == 1)

    assert (before, meanwhile, crew.has_room()) == (True, False, True)


def test_ends_a_thread_that_has_been_idle_too_long(build_crew: BuildCrew) -> None:
    crew = build_crew(idle_timeout=0.001)

    thread = run_and_wait(crew, lambda: None)
    thread.join(HANG_LIMIT)

    assert not thread.is_alive()
    assert crew.threads == 0


def test_runs_jobs_again_after_its_threads_have_ended(build_crew: BuildCrew) -> None:
    crew = build_crew(idle_timeout=0.001)
    first = run_and_wait(crew, lambda: None)
    first.join(HANG_LIMIT)

    second = run_and_wait(crew, lambda: None)

    assert second is not first


def test_loses_no_job_while_threads_tire_and_return(build_crew: BuildCrew) -> None:
    crew = build_crew(size=3, idle_timeout=0)
    done = threading.Semaphore(0)

    for _ in range(2000):
        crew.submit(done.release)

    assert all(done.acquire(timeout=HANG_LIMIT) for _ in range(2000))


def test_dismissed_ends_idle_threads(build_crew: BuildCrew) -> None:
    crew = build_crew()
    thread = run_and_wait(crew, lambda: None)
    wait_until(lambda: crew.parked == 1)

    dismissed = crew.dismiss()
    thread.join(HANG_LIMIT)

    assert dismissed == [thread]
    assert not thread.is_alive()


def test_dismissed_runs_what_is_queued_before_its_threads_end(build_crew: BuildCrew) -> None:
    crew = build_crew(size=1)
    blockade = Blockade()
    threads: list[threading.Thread] = []
    crew.submit(blockade)
    blockade.wait_begun()
    crew.submit(lambda: threads.append(threading.current_thread()))

    crew.dismiss()
    blockade.release()
    wait_until(lambda: crew.threads == 0)

    assert len(threads) == 1


def test_grown_starts_threads_for_what_is_queued(build_crew: BuildCrew) -> None:
    crew = build_crew(size=1)
    blockade = Blockade()
    for _ in range(3):
        crew.submit(blockade)
    blockade.wait_begun()

    crew.size = 3
    blockade.wait_begun(2)
    threads = crew.threads
    blockade.release()

    assert threads == 3


def test_shrunk_ends_surplus_threads_after_their_jobs(build_crew: BuildCrew) -> None:
    crew = build_crew(size=3)
    blockade = Blockade()
    for _ in range(3):
        crew.submit(blockade)
    blockade.wait_begun(3)

    crew.size = 1
    blockade.release()
    wait_until(lambda: crew.threads == 1)

    assert run_and_wait(crew, lambda: None).is_alive()


def test_shrunk_while_parked_still_runs_every_job(build_crew: BuildCrew) -> None:
    crew = build_crew(size=3)
    blockade = Blockade()
    for _ in range(3):
        crew.submit(blockade)
    blockade.wait_begun(3)
    blockade.release()
    wait_until(lambda: crew.parked == 3)

    crew.size = 1

    for _ in range(3):
        run_and_wait(crew, lambda: None)


def test_raises_if_the_first_thread_cannot_start(build_crew: BuildCrew, monkeypatch: pytest.MonkeyPatch) -> None:
    crew = build_crew()

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse_to_start)
        with pytest.raises(RuntimeError, match="no thread left"):
            crew.submit(lambda: None)

    assert (crew.threads, crew.queued) == (0, 0)
    assert run_and_wait(crew, lambda: None).is_alive()


def test_makes_do_with_its_threads_if_no_more_can_start(build_crew: BuildCrew, monkeypatch: pytest.MonkeyPatch) -> None:
    crew = build_crew(size=2)
    blockade = Blockade()
    crew.submit(blockade)
    blockade.wait_begun()

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse_to_start)
        crew.submit(blockade)
    blockade.release()
    blockade.wait_begun()

    assert crew.threads == 1


def refuse_to_start(thread: threading.Thread) -> None:
    raise RuntimeError("no thread left")
