"""Worker threads that start on demand, wake each other and end when idle. Knows nothing of event loops.

Theory of operation. Jobs wait in one deque, parked threads in another. `submit` appends the job and wakes at most one
thread; a woken thread takes a job and, while more are waiting, wakes the next before it runs its own. So quick jobs are
run in a row by one or two threads without a context switch each, and jobs that block spread over as many threads as
there are jobs.

`_waking` says that a woken thread has not looked into the queue yet: whoever appends meanwhile need not wake another.
Whoever removes a thread from `_parked` owns it, and alone may wake it; a thread tired of waiting removes itself. A
thread looks into the queue once more after it has parked, and starting and ending a thread are decided under one lock,
so no job is left behind.
"""

import itertools
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Job = TypeVar("Job")

_numbers = itertools.count(1)


class _Worker(threading.Thread):
    def __init__(self, work: Callable[["_Worker"], None]) -> None:
        super().__init__(name=f"fireweed-worker-{next(_numbers)}", daemon=True)
        self._work = work
        self.wake = threading.Lock()
        self.wake.acquire()

    def run(self) -> None:
        self._work(self)


class Crew(Generic[Job]):
    """At most `size` daemon threads that call `run(job)` for each job, first in, first out.

    `run` must not raise. A thread without work ends after `idle_timeout` seconds.
    """

    def __init__(self, run: Callable[[Job], None], *, size: int, idle_timeout: float) -> None:
        self._run = run
        self._size = size
        self._idle_timeout = idle_timeout
        self._jobs: deque[Job] = deque()
        self._parked: deque[_Worker] = deque()
        self._threads = 0
        self._waking = False
        self._dismissed = False
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many threads there may be. Made smaller, it holds once surplus threads have finished their jobs."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        self._size = size
        if self._jobs:
            self._wake_one()

    @property
    def threads(self) -> int:
        """How many threads there are, at work or parked."""
        return self._threads

    @property
    def parked(self) -> int:
        """How many threads wait for work."""
        return len(self._parked)

    @property
    def queued(self) -> int:
        """How many jobs no thread has taken yet."""
        return len(self._jobs)

    def has_room(self) -> bool:
        """Whether a job submitted now would run without waiting for another one to end."""
        return not self._jobs and (bool(self._parked) or self._threads < self._size)

    def submit(self, job: Job) -> None:
        """Queue a job. Raises RuntimeError if no thread is there to run it and the system refuses to start one."""
        self._jobs.append(job)
        if not self._waking:
            self._wake_one()

    def dismiss(self) -> list[threading.Thread]:
        """Let the threads end once they have emptied the queue. Returns those that had nothing to do."""
        self._dismissed = True
        idle: list[threading.Thread] = []
        while (worker := self._take_parked()) is not None:
            worker.wake.release()
            idle.append(worker)
        return idle

    def _wake_one(self) -> None:
        worker = self._take_parked()
        if worker is not None:
            self._waking = True
            worker.wake.release()
        elif self._threads < self._size:
            self._start_one()

    def _take_parked(self) -> _Worker | None:
        try:
            return self._parked.pop()
        except IndexError:
            return None

    def _start_one(self) -> None:
        with self._lock:
            if self._threads >= self._size:
                return
            self._threads += 1
        self._waking = True
        try:
            _Worker(self._work).start()
        except RuntimeError:
            self._waking = False
            with self._lock:
                self._threads -= 1
                if self._threads:
                    return
            self._jobs.clear()
            raise

    # In the threads...

    def _work(self, worker: _Worker) -> None:
        self._waking = False
        while not (self._threads > self._size and self._retire_surplus()):
            try:
                job = self._jobs.popleft()
            except IndexError:
                if self._park(worker):
                    continue
                return
            if self._jobs and not self._waking:
                self._wake_one()
            self._run(job)
            del job

    def _park(self, worker: _Worker) -> bool:
        """Wait for work; false if the thread has to end instead."""
        self._parked.append(worker)
        if (self._jobs or self._dismissed) and self._leave_parked(worker):
            return not (self._dismissed and self._retire_idle())
        if not worker.wake.acquire(timeout=self._idle_timeout):
            if self._leave_parked(worker):
                return not self._retire_idle()
            worker.wake.acquire()
        self._waking = False
        return True

    def _leave_parked(self, worker: _Worker) -> bool:
        try:
            self._parked.remove(worker)
        except ValueError:
            return False
        return True

    def _retire_idle(self) -> bool:
        with self._lock:
            if self._jobs:
                return False
            self._threads -= 1
        return True

    def _retire_surplus(self) -> bool:
        with self._lock:
            if self._threads <= self._size:
                return False
            self._threads -= 1
        if self._jobs:
            self._wake_one()  # in its stead: it may have been woken for them
        return True
