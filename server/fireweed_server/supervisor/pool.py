"""Which workers there are, and which should be: the decisions of the supervisor, without processes, signals or time.

A worker is STARTING until it reports that it accepts, then SERVING, and ENDING once it was asked to end. A serving
worker that shall be renewed goes on until its successor serves. `tick` starts what is due, so it follows every event.
"""

import enum
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from fireweed_server.errors import LifespanError
from fireweed_server.last_resort import LEAVE_TIME
from fireweed_server.supervisor.backoff import Backoff
from fireweed_server.supervisor.messages import News, Report

logger = logging.getLogger("fireweed.server")

TICK: Final = 1.0
"""Seconds between two ticks."""

# A worker that is asked to end before it serves has nobody to answer; it may be importing for a long time yet.
_GIVE_UP_TIME: Final = 3.0

# What a process ends with whose application does not start, as in `errors`.
_START_FAILURE: Final = LifespanError.exit_code

# Seconds for telling the stacks of a blocked worker.
_DUMP_TIME: Final = 2.0

# A tick that is so many times late was held up, as by a debugger or a suspended machine, and so were the workers.
_LATE: Final = 3.0


class Process(Protocol):
    """What the pool needs of a worker's process."""

    @property
    def pid(self) -> int: ...

    @property
    def exit_code(self) -> int: ...

    @property
    def stack(self) -> str: ...

    def describe_end(self) -> str: ...

    def stop(self) -> None: ...

    def retire(self) -> None: ...

    def ask(self) -> None: ...

    def dump_and_abort(self) -> None: ...

    def kill(self) -> None: ...


class Phase(enum.Enum):
    """How far a worker has come."""

    STARTING = enum.auto()
    SERVING = enum.auto()
    ENDING = enum.auto()


@dataclass(slots=True, eq=False)
class Worker:
    """One process and what is known of it. Times are those given to the pool; `predecessor` ends when it serves."""

    process: Process
    since: float
    phase: Phase = Phase.STARTING
    beat: float = 0.0
    kill_at: float = math.inf
    failure: Report | None = None
    predecessor: "Worker | None" = None


@dataclass(slots=True)
class Pool:
    """Keeps `size` workers serving. `start` starts a process; `on_full` is called once all of the first ones serve.

    `health_timeout` is how long a serving worker may be silent (0: for ever), `stop_timeout` how long one that was
    asked to end may finish its requests, `start_timeout` how long one may start (0: for ever), in seconds. When nobody
    serves and nobody can, `failure` is the report of the worker that could not start.
    """

    size: int
    start: Callable[[], Process]
    health_timeout: float
    stop_timeout: float
    on_full: Callable[[], None]
    start_timeout: float = 0.0
    workers: list[Worker] = field(default_factory=list)
    failure: Report | None = None
    is_stopping: bool = False
    _renewals: list[Worker] = field(default_factory=list)
    _backoff: Backoff = field(default_factory=Backoff)
    _start_at: float = -math.inf
    _renew_at: float = -math.inf
    _ticked_at: float = math.inf
    _has_been_full: bool = False

    @property
    def is_renewing(self) -> bool:
        """Whether there are workers that shall be replaced, and are not yet."""
        return bool(self._renewals)

    @property
    def is_over(self) -> bool:
        """Whether it was stopped, or has failed, and the last worker has ended."""
        return self.is_stopping and not self.workers

    def count_serving(self) -> int:
        """How many workers accept requests."""
        return sum(worker.phase is Phase.SERVING for worker in self.workers)

    def describe(self, now: float) -> str:
        """A line for each worker, for people."""
        lines = [f"  worker {worker.process.pid}: {_describe(worker, now)}" for worker in self.workers]
        return "\n".join([f"Workers: {len(self.workers)}; there shall be {self.size}.", *lines])

    # What is asked of it...

    def ask(self) -> None:
        """Have the workers that serve log what they are doing."""
        for worker in self.workers:
            if worker.phase is Phase.SERVING:
                worker.process.ask()

    def renew(self, now: float) -> None:
        """Replace every worker, one by one. Whoever is starting may have read the old code, so it begins again."""
        if self.is_stopping:
            return
        self._drop_successors()
        self._renewals = [worker for worker in self.workers if worker.phase is not Phase.ENDING]
        self._renew_at = now
        logger.info("Renewing %d workers, one by one.", len(self._renewals))

    def grow(self) -> None:
        """Have one worker more."""
        self.size += 1
        logger.info("There shall be %d workers.", self.size)

    def shrink(self, now: float) -> None:
        """Have one worker less; the last one stays."""
        if self.size == 1:
            logger.warning("There is one worker only; it stays.")
            return
        self.size -= 1
        logger.info("There shall be %d workers.", self.size)
        surplus = [worker for worker in self._own_workers() if worker not in self._renewals]
        if len(self._own_workers()) > self.size:
            self._retire((surplus or self._own_workers())[-1], now)

    def stop(self, now: float) -> None:
        """Let all workers finish and end."""
        self.is_stopping = True
        self._renewals.clear()
        for worker in self.workers:
            worker.process.stop()
            self._note_ending(worker, now)

    def kill(self) -> None:
        """End all workers at once."""
        for worker in self.workers:
            worker.process.kill()

    # What happens...

    def note_report(self, process: Process, report: Report, now: float) -> None:
        """A worker has reported."""
        worker = self._find(process)
        worker.beat = now
        if report.news is News.READY and worker.phase is Phase.STARTING:
            self._note_serving(worker, now)
        elif report.news is News.FAILED:
            worker.failure = report
        elif report.news is News.USED_UP and worker.phase is Phase.SERVING and worker not in self._renewals:
            self._renewals.append(worker)

    def note_exit(self, process: Process, now: float) -> None:
        """A worker has ended."""
        worker = self._find(process)
        self._forget(worker)
        if process.stack:
            logger.error("Worker %d was here when it ended:\n%s", process.pid, process.stack)
        if worker.phase is Phase.ENDING or self.is_stopping:
            logger.debug("Worker %d %s.", process.pid, process.describe_end())
        elif worker.phase is Phase.STARTING:
            self._note_failed_start(worker, now)
        else:
            logger.error("Worker %d %s; another one takes its place.", process.pid, process.describe_end())
            self._note_loss(worker, now)

    def tick(self, now: float) -> None:
        """Start, end and kill whom it is time for."""
        self._judge(now)
        if self.is_stopping:
            return
        missing = self.size - len(self._own_workers())
        if missing > 0 and now >= self._start_at:
            for _ in range(missing):
                self.workers.append(Worker(self.start(), now))
        if self._renewals and now >= self._renew_at and not any(worker.predecessor for worker in self.workers):
            self.workers.append(Worker(self.start(), now, predecessor=self._renewals[0]))

    # Starting...

    def _note_serving(self, worker: Worker, now: float) -> None:
        worker.phase, worker.since = Phase.SERVING, now
        logger.debug("Worker %d serves.", worker.process.pid)
        predecessor, worker.predecessor = worker.predecessor, None
        if predecessor is not None:
            logger.info("Worker %d takes over from %d.", worker.process.pid, predecessor.process.pid)
            self._retire(predecessor, now)
        if not self._has_been_full and self.count_serving() >= self.size:
            self._has_been_full = True
            self.on_full()

    def _note_failed_start(self, worker: Worker, now: float) -> None:
        process = worker.process
        what = f"Worker {process.pid} {process.describe_end()} before it served."
        failure = worker.failure or Report(News.FAILED, f"Error: {what}\n", process.exit_code or 1)
        if not self._has_been_full or not any(other.phase is Phase.SERVING for other in self.workers):
            self.failure = failure
            self.stop(now)
            return
        wait = self._backoff.note_end(0.0)
        if worker.predecessor is not None:
            self._renewals.clear()
            self._renew_at = now + wait
            logger.error("%s The workers there are go on.\n%s", what, failure.text.rstrip())
        else:
            self._start_at = now + wait
            logger.error("%s Trying again in %g seconds.\n%s", what, wait, failure.text.rstrip())

    def _own_workers(self) -> list[Worker]:
        """Those that count: not on their way out, and not there in addition to their predecessor."""
        return [worker for worker in self.workers if worker.phase is not Phase.ENDING and worker.predecessor is None]

    # Ending...

    def _retire(self, worker: Worker, now: float) -> None:
        worker.process.retire()
        self._note_ending(worker, now)
        self._detach(worker)

    def _note_ending(self, worker: Worker, now: float) -> None:
        if worker.phase is not Phase.ENDING:
            is_serving = worker.phase is Phase.SERVING
            worker.kill_at = now + (self.stop_timeout + LEAVE_TIME if is_serving else _GIVE_UP_TIME)
            worker.phase = Phase.ENDING

    def _note_loss(self, worker: Worker, now: float) -> None:
        self._start_at = now + self._backoff.note_end(now - worker.since)

    def _drop_successors(self) -> None:
        for worker in self.workers:
            if worker.predecessor is not None:
                worker.predecessor = None
                worker.phase = Phase.ENDING
                worker.process.kill()

    def _forget(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self._detach(worker)

    def _detach(self, worker: Worker) -> None:
        """A worker that ends need not be renewed; who was to follow it takes its place."""
        if worker in self._renewals:
            self._renewals.remove(worker)
        for other in self.workers:
            if other.predecessor is worker:
                other.predecessor = None

    # Watching...

    def _judge(self, now: float) -> None:
        """Kill those whose time is over, and end those that are blocked."""
        is_late = now - self._ticked_at > TICK * _LATE
        self._ticked_at = now
        for worker in list(self.workers):
            if is_late:
                worker.beat = now
                worker.since = now if worker.phase is Phase.STARTING else worker.since
            if now >= worker.kill_at:
                logger.error("Worker %d did not end in time; killing it.", worker.process.pid)
                worker.kill_at = math.inf
                worker.process.kill()
            elif self.health_timeout and worker.phase is Phase.SERVING and now - worker.beat > self.health_timeout:
                self._end_blocked(worker, now)
            elif self.start_timeout and worker.phase is Phase.STARTING and now - worker.since > self.start_timeout:
                self._end_stuck_start(worker, now)

    def _end_blocked(self, worker: Worker, now: float) -> None:
        text = "The event loop of worker %d has been blocked for %g seconds; another one takes its place."
        logger.error(text, worker.process.pid, self.health_timeout)
        worker.phase = Phase.ENDING
        worker.kill_at = now + _DUMP_TIME
        worker.process.dump_and_abort()
        self._detach(worker)
        self._note_loss(worker, now)

    def _end_stuck_start(self, worker: Worker, now: float) -> None:
        """It counts as one that failed to start, and tells where it hangs."""
        if worker.failure is None:
            text = (
                f"Error: Worker {worker.process.pid} has not served after {self.start_timeout:g} seconds. If the "
                "application needs longer to start, raise the option 'timeout_worker_startup' "
                "(--timeout-worker-startup).\n"
            )
            worker.failure = Report(News.FAILED, text, _START_FAILURE)
            worker.kill_at = now + _DUMP_TIME
            worker.process.dump_and_abort()

    def _find(self, process: Process) -> Worker:
        return next(worker for worker in self.workers if worker.process is process)


def _describe(worker: Worker, now: float) -> str:
    text = f"{worker.phase.name.lower()} for {now - worker.since:.0f} s"
    if worker.phase is not Phase.STARTING:
        text += f", heard {now - worker.beat:.0f} s ago"
    return text if worker.predecessor is None else f"{text}, to take over from {worker.predecessor.process.pid}"
