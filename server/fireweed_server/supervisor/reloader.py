"""Starting the application anew, in a process of its own, whenever one of its files changes.

The sockets stay open and listening in this process all the time, so a request that comes meanwhile waits. The next
process is there before it is needed, with the server and the framework imported; only the application is read then.
"""

import asyncio
import contextlib
import dataclasses
import functools
import importlib.util
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from fireweed_server.errors import BindError
from fireweed_server.logs.messages import configure_logging, tell_failure
from fireweed_server.metrics.process import read_process
from fireweed_server.metrics.snapshot import Snapshot, Totals
from fireweed_server.server import start_exporter
from fireweed_server.settings import Settings
from fireweed_server.sockets import Listener, bound_listeners, describe_bind_failure
from fireweed_server.supervisor.control import check_supervising, collect_orphans, end_by_signal, handling_signals
from fireweed_server.supervisor.messages import Assignment, News, Report
from fireweed_server.supervisor.watching import Watcher, build_watcher
from fireweed_server.supervisor.worker_process import WorkerProcess

logger = logging.getLogger("fireweed.server")

# Seconds for running requests when a file has changed, and for the process to have ended: who saves wants to see it.
_DRAIN_TIME: Final = 0.5
_END_TIME: Final = 1.0

_MOST_NAMED = 3


def run_reloading(
    app: object, settings: Settings, on_start: Callable[[Any], None] | None, preload: Sequence[str] = ()
) -> int:
    """Serve, and start anew when a file changes, until told to stop; returns the exit status.

    `on_start` is called in the first process that serves; `preload` are modules that every process imports first.
    Raises BindError, or OptionError if `app` is not a name.
    """
    name = check_supervising(app, "reload")
    configure_logging(settings.log_level, settings.log_format)
    if settings.workers is not None:
        logger.warning("Option 'workers' has no effect: with 'reload' there is one process that serves.")
    settings = dataclasses.replace(
        settings, graceful_shutdown_timeout=min(settings.graceful_shutdown_timeout, _DRAIN_TIME)
    )
    with bound_listeners(settings) as listeners, asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        _listen(listeners, settings.backlog)
        assignment = Assignment(
            app=name,
            settings=settings,
            sockets=tuple(listener.socket.fileno() for listener in listeners),
            arguments=tuple(sys.argv),
            on_start=on_start,
            role="reload",
            is_first=True,
        )
        with contextlib.closing(build_watcher(name, settings)) as watcher:
            return runner.run(Reloader(assignment, watcher, preload).run())


def _listen(listeners: Iterable[Listener], backlog: int) -> None:
    for listener in listeners:
        try:
            listener.socket.listen(backlog)
        except OSError as error:
            raise BindError(describe_bind_failure(listener.name, error)) from error


class Reloader:
    """Runs one serving process after another, each as `assignment` says and with the modules `preload` imported."""

    def __init__(self, assignment: Assignment, watcher: Watcher, preload: Sequence[str] = ()) -> None:
        self._assignment = assignment
        self._watcher = watcher
        self._preload = preload
        self._libraries = _find_directories([*preload, "fireweed_server"])
        self._processes: set[WorkerProcess] = set()
        self._standby: WorkerProcess | None = None
        # What answers: something, and the application rather than a page about its failure.
        self._serves = self._serves_app = False
        self._totals = Totals()
        self._ended = 0
        self._failure: Report | None = None
        self._began_at = 0.0
        self._stopping = asyncio.Event()
        self._renewing = asyncio.Event()

    async def run(self) -> int:
        """Serve until told to stop; returns the exit status."""
        handlers: dict[signal.Signals, Callable[[], None]] = {
            signal.SIGTERM: functools.partial(self._stop, signal.SIGTERM),
            signal.SIGINT: functools.partial(self._stop, signal.SIGINT),
            signal.SIGHUP: self._renewing.set,
            signal.SIGUSR1: self._ask,
            signal.SIGCHLD: self._collect,
        }
        async with AsyncExitStack() as undo:
            if self._assignment.settings.metrics is not None:
                await start_exporter(undo, self._assignment.settings, self._read_metrics, lambda: self._serves_app)
            undo.enter_context(handling_signals(handlers))
            changing = asyncio.create_task(self._watch())
            try:
                return await self._run()
            finally:
                self._watcher.close()
                changing.cancel()
                for process in tuple(self._processes):
                    process.kill()
                    await process.ended.wait()

    async def _run(self) -> int:
        while not self._stopping.is_set():
            process = self._begin()
            await _wait_any(self._stopping.wait(), self._renewing.wait(), process.ended.wait())
            if process.ended.is_set() and not self._stopping.is_set() and not self._renewing.is_set():
                failure = self._failure or Report(News.FAILED, _describe_loss(process), process.exit_code or 1)
                if not self._can_show(failure):
                    tell_failure(failure.text, self._assignment.settings.log_format)
                    return failure.status
                self._assignment = dataclasses.replace(self._assignment, failure=failure.text)
                continue
            await _end(process)
            self._assignment = dataclasses.replace(self._assignment, failure="")
        return 0

    def _can_show(self, failure: Report) -> bool:
        """Whether a process that ended by itself is to be followed by one that serves a page about it."""
        assignment = self._assignment
        is_unknown = assignment.is_first and failure is self._failure
        return not is_unknown and (self._serves or not assignment.failure)

    # Processes...

    def _begin(self) -> WorkerProcess:
        """Have the process that stands by, or a new one, serve."""
        self._renewing.clear()
        self._serves, self._serves_app, self._failure = False, False, None
        self._began_at = time.monotonic()
        process, self._standby = self._standby or self._start(), None
        process.assign(self._assignment)
        return process

    def _start(self) -> WorkerProcess:
        process = WorkerProcess(
            self._assignment.sockets,
            on_report=self._note_report,
            on_exit=self._note_exit,
            preload=self._preload,
            has_input=True,
        )
        self._processes.add(process)
        return process

    def _ask(self) -> None:
        if self._serves:
            for process in self._processes:
                process.ask()

    def _collect(self) -> None:
        for process in tuple(self._processes):
            process.collect()
        collect_orphans([process.pid for process in self._processes])

    def _note_exit(self, process: WorkerProcess) -> None:
        self._processes.discard(process)
        self._totals.end(process)
        self._ended += 1
        if process is self._standby:
            self._standby = None

    def _note_report(self, process: WorkerProcess, report: Report) -> None:
        if report.metrics is not None:
            self._totals.note(process, report.metrics)
        if report.news is News.FAILED:
            self._failure = report
        elif report.news in (News.READY, News.BROKEN) and not self._serves:
            self._serves, self._serves_app = True, report.news is News.READY
            self._announce(report.news)
            if self._standby is None:
                self._standby = self._start()

    def _read_metrics(self) -> Snapshot:
        own = Snapshot({"fireweed_workers_ended_total": self._ended}, {"fireweed_workers": int(self._serves_app)})
        return self._totals.add_up() + read_process() + own

    # What happens...

    async def _watch(self) -> None:
        while True:
            changed = await self._watcher.wait()
            if not changed:
                return
            logger.info("Reloading: %s.", describe_changes(changed))
            _forget_bytecode(changed)
            if self._standby is not None and any(
                path.is_relative_to(directory) for path in changed for directory in self._libraries
            ):
                self._standby.kill()
                self._standby = None
            self._renewing.set()

    def _announce(self, news: News) -> None:
        if news is News.READY and not self._assignment.is_first:
            logger.info("Reloaded in %.0f ms.", (time.monotonic() - self._began_at) * 1000)
        elif news is News.BROKEN:
            logger.warning("Every request is answered with this failure until a file is saved.")
        is_served = news is News.READY
        on_start = None if is_served else self._assignment.on_start
        self._assignment = dataclasses.replace(self._assignment, is_first=False, on_start=on_start)

    def _stop(self, number: signal.Signals) -> None:
        if self._stopping.is_set():
            for process in self._processes:
                process.kill()
            end_by_signal(number)
            return
        logger.info("Stopping on %s; a second signal ends it at once.", number.name)
        self._stopping.set()


async def _end(process: WorkerProcess) -> None:
    """Ask it to end, insist soon, and let nothing that it has started live on."""
    process.stop()
    try:
        async with asyncio.timeout(_END_TIME):
            await process.ended.wait()
    except TimeoutError:
        process.kill()
        await process.ended.wait()
    process.kill()


async def _wait_any(*coroutines: Coroutine[Any, Any, Any]) -> None:
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def describe_changes(changed: Iterable[Path]) -> str:
    """Which files have changed, for the log: "app.py changed", "a.py, b.py, c.py and 4 more changed"."""
    names = sorted(os.path.relpath(path) for path in changed)
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more} changed"


def _forget_bytecode(changed: Iterable[Path]) -> None:
    """Bytecode counts as that of a file of its size and second: two quick saves would be one to the import."""
    for path in changed:
        if path.suffix == ".py":
            with contextlib.suppress(OSError):
                os.unlink(importlib.util.cache_from_source(str(path)))


def _describe_loss(process: WorkerProcess) -> str:
    return f"{process.stack}\nError: The application's process {process.describe_end()}.\n".lstrip()


def _find_directories(modules: Iterable[str]) -> list[Path]:
    """Where the packages of these modules are."""
    specs = [importlib.util.find_spec(name.partition(".")[0]) for name in modules]
    return [Path(place).resolve() for spec in specs if spec for place in spec.submodule_search_locations or ()]
