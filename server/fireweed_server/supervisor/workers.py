"""The supervisor of worker processes: it owns the sockets and serves nothing itself. `Pool` says what to do."""

import asyncio
import functools
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

from fireweed_server.logs.messages import configure_logging, log_answer, tell_failure
from fireweed_server.metrics.process import read_process
from fireweed_server.metrics.snapshot import Snapshot, Totals
from fireweed_server.server import start_exporter
from fireweed_server.settings import Settings
from fireweed_server.sockets import Listener, bound_listeners
from fireweed_server.supervisor.control import check_supervising, collect_orphans, end_by_signal, handling_signals
from fireweed_server.supervisor.messages import Assignment, Report
from fireweed_server.supervisor.pool import TICK, Pool
from fireweed_server.supervisor.worker_process import WorkerProcess
from fireweed_server.systemd import ServiceNotifier
from fireweed_server.trust import describe_trust

logger = logging.getLogger("fireweed.server")


def run_workers(
    app: object, settings: Settings, on_start: Callable[[Any], None] | None = None, preload: Sequence[str] = ()
) -> int:
    """Serve with worker processes until told to stop; returns the exit status.

    `on_start` is called in the first worker; `preload` are modules that every worker imports first.
    Raises BindError, or OptionError if `app` is not a name.
    """
    name = check_supervising(app, "workers")
    configure_logging(settings.log_level, settings.log_format)
    with bound_listeners(settings) as listeners, asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(WorkerSupervisor(name, settings, listeners, on_start, preload).run())


def count_workers(settings: Settings) -> int:
    """How many workers `settings` ask for; "auto" means one for each core that this process may use."""
    if isinstance(settings.workers, int):
        return settings.workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerSupervisor:
    """Runs the processes of a pool, and tells the pool what happens to them and which signals arrive."""

    def __init__(
        self,
        app: str,
        settings: Settings,
        listeners: tuple[Listener, ...],
        on_start: Callable[[Any], None] | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        self._preload = preload
        self._app = app
        self._settings = settings
        self._listeners = listeners
        self._on_start = on_start
        self._wake = asyncio.Event()
        self._totals = Totals()
        self._ended = 0
        self._pool = Pool(
            size=count_workers(settings),
            start=self._start,
            health_timeout=settings.timeout_worker_healthcheck,
            stop_timeout=settings.graceful_shutdown_timeout,
            on_full=self._announce,
            start_timeout=settings.timeout_worker_startup,
        )
        self._notifier = ServiceNotifier(os.environ)
        self._is_reloading = False

    async def run(self) -> int:
        """Keep the workers until told to stop, or until none can serve; returns the exit status."""
        self._time = asyncio.get_running_loop().time
        pool = self._pool
        handlers: dict[signal.Signals, Callable[[], None]] = {
            signal.SIGTERM: functools.partial(self._stop, signal.SIGTERM),
            signal.SIGINT: functools.partial(self._stop, signal.SIGINT),
            signal.SIGHUP: self._renew,
            signal.SIGTTIN: pool.grow,
            signal.SIGTTOU: lambda: pool.shrink(self._time()),
            signal.SIGUSR1: self._answer,
            signal.SIGCHLD: self._collect,
        }
        async with AsyncExitStack() as undo:
            if self._settings.metrics is not None:
                await start_exporter(undo, self._settings, self._read_metrics, lambda: pool.count_serving() > 0)
            undo.enter_context(
                handling_signals({number: self._waking(handler) for number, handler in handlers.items()})
            )
            while not pool.is_over:
                self._wake.clear()
                pool.tick(self._time())
                self._note_reloaded()
                await self._wait()
        self._notifier.stop_watchdog()
        if pool.failure is not None:
            tell_failure(pool.failure.text, self._settings.log_format)
            return pool.failure.status
        return 0

    def _read_metrics(self) -> Snapshot:
        own = Snapshot({"fireweed_workers_ended_total": self._ended}, {"fireweed_workers": self._pool.count_serving()})
        return self._totals.add_up() + read_process() + own

    async def _wait(self) -> None:
        """Until something happens, or for the next tick."""
        timer = asyncio.get_running_loop().call_later(TICK, self._wake.set)
        await self._wake.wait()
        timer.cancel()

    def _waking(self, handler: Callable[[], None]) -> Callable[[], None]:
        def handle() -> None:
            handler()
            self._wake.set()

        return handle

    # Processes...

    def _start(self) -> WorkerProcess:
        sockets = tuple(listener.socket.fileno() for listener in self._listeners)
        process = WorkerProcess(sockets, on_report=self._note_report, on_exit=self._note_exit, preload=self._preload)
        on_start, self._on_start = self._on_start, None
        arguments = tuple(sys.argv)
        process.assign(
            Assignment(app=self._app, settings=self._settings, sockets=sockets, arguments=arguments, on_start=on_start)
        )
        return process

    def _collect(self) -> None:
        for worker in tuple(self._pool.workers):
            if isinstance(worker.process, WorkerProcess):
                worker.process.collect()
        collect_orphans([worker.process.pid for worker in self._pool.workers])

    def _note_report(self, process: WorkerProcess, report: Report) -> None:
        if report.metrics is not None:
            self._totals.note(process, report.metrics)
        self._pool.note_report(process, report, self._time())
        self._wake.set()

    def _note_exit(self, process: WorkerProcess) -> None:
        self._totals.end(process)
        self._ended += 1
        self._pool.note_exit(process, self._time())
        self._wake.set()

    # What the service manager sees...

    def _tell_ready(self) -> None:
        self._notifier.ready(f"Serving {self._app}, workers: {self._pool.size}")

    def _renew(self) -> None:
        if not self._pool.is_stopping:
            self._notifier.reloading()
            self._is_reloading = True
            self._pool.renew(self._time())

    def _note_reloaded(self) -> None:
        """Once all are new, or the attempt was given up: either way the service is as it is going to be."""
        if self._is_reloading and not self._pool.is_renewing and not self._pool.is_stopping:
            self._is_reloading = False
            self._tell_ready()

    # What people see...

    def _announce(self) -> None:
        self._tell_ready()
        # The supervisor watches the loops of the workers; the service manager watches the supervisor's.
        self._notifier.start_watchdog(asyncio.get_running_loop())
        if trust := describe_trust(self._settings):
            logger.info(trust)
        addresses = " and ".join(listener.name for listener in self._listeners)
        text = "Serving %s on %s (process %d, workers: %d). Ctrl+C stops it."
        logger.info(text, self._app, addresses, os.getpid(), self._pool.size)

    def _answer(self) -> None:
        log_answer(f"Process {os.getpid()} supervises. {self._pool.describe(self._time())}")
        self._pool.ask()

    def _stop(self, number: signal.Signals) -> None:
        if self._pool.is_stopping:
            self._pool.kill()
            end_by_signal(number)
            return
        logger.info("Stopping on %s, once requests have finished; a second signal ends it at once.", number.name)
        self._notifier.stopping()
        for listener in self._listeners:  # else clients would queue for workers that accept no more
            listener.socket.close()
        self._pool.stop(self._time())
