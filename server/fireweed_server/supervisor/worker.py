"""What runs in a worker process: it serves the application on inherited sockets and shows its supervisor that it lives.

Ends when told to, by order or by signal, and when the supervisor is gone.
"""

import asyncio
import contextlib
import faulthandler
import importlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from fireweed_server import last_resort
from fireweed_server.asgi import ASGIApp
from fireweed_server.errors import AppImportError, ServerError
from fireweed_server.importer import describe_error
from fireweed_server.loading import load_app
from fireweed_server.logs.messages import configure_logging, log_answer, tell_failure
from fireweed_server.loops import find_loop_factory
from fireweed_server.metrics.snapshot import Snapshot
from fireweed_server.server import Server
from fireweed_server.signals import answering_signal, stopping_on_signals
from fireweed_server.sockets import Listener, describe_address
from fireweed_server.supervisor.failure_page import build_failure_app
from fireweed_server.supervisor.messages import Assignment, News, Order, Report, encode_report, read_assignment

logger = logging.getLogger("fireweed.server")

# If its loop is blocked, it ends so many seconds after the supervisor should have ended it: then there is none.
_ORPHAN_TIME: Final = 3.0

# A supervisor that does not read for so many seconds is not told.
_TELL_TIMEOUT: Final = 5.0

# Seconds in which a request comes over a connection that was accepted just before, or that its client has thought to be
# open: where the next process is about to take over, and where it serves already.
_ARRIVAL_TIME: Final = 0.05
_FAREWELL_TIME: Final = 2.0

_READ_SIZE: Final = 4096


def main(arguments: Sequence[str]) -> int:
    """Do what the supervisor assigns; `arguments` are the two descriptors shared with it and modules to import first.

    Returns the exit status.
    """
    channel_fd, stack_fd, *preload = arguments
    channel = socket.socket(fileno=int(channel_fd))
    _keep_to_itself(channel.fileno(), int(stack_fd))
    faulthandler.enable(int(stack_fd))
    # Whoever asks what it does must not end it before it can answer, nor when it has served.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    for name in preload:
        with contextlib.suppress(Exception):  # whoever needs it will tell
            importlib.import_module(name)
    with channel:
        assignment = read_assignment(lambda size: channel.recv(size, socket.MSG_WAITALL))
        return 0 if assignment is None else Worker(assignment, channel).run()


class Worker:
    """Serves as assigned; `channel` is the socket that the supervisor has the other end of."""

    def __init__(self, assignment: Assignment, channel: socket.socket) -> None:
        self._assignment = assignment
        self._channel = channel
        self._server: Server | None = None
        self._unsent = b""
        self._is_stopping = False

    def run(self) -> int:
        """Serve until told to stop; returns the exit status. A failure is reported to the supervisor, nowhere else."""
        sys.argv[:] = self._assignment.arguments
        _keep_to_itself(*self._assignment.sockets)
        try:
            with asyncio.Runner(loop_factory=find_loop_factory(self._assignment.settings.loop)) as runner:
                runner.run(self._serve())
        except ServerError as error:
            self._report_failure(error)
            return error.exit_code
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
        return 0

    async def _serve(self) -> None:
        assignment = self._assignment
        if assignment.role == "worker":
            await self._serve_app(self._load(), News.READY)
            return
        failure = assignment.failure or await self._try_serving()
        if failure and not self._is_stopping:
            await self._serve_app(build_failure_app(failure), News.BROKEN)

    async def _try_serving(self) -> str:
        """Serve the application; what keeps it from starting, if something does, after it was told once."""
        try:
            await self._serve_app(self._load(), News.READY)
        except ServerError as error:
            if self._assignment.is_first and isinstance(error, AppImportError) and error.__cause__ is None:
                raise
            failure = describe_error(error)
            tell_failure(failure, self._assignment.settings.log_format)
            return failure
        return ""

    def _load(self) -> ASGIApp:
        assignment = self._assignment
        try:
            app = load_app(assignment.app, assignment.settings)
        except SystemExit as error:
            cause = error.with_traceback(None)
            if assignment.role == "worker":
                raise
            raise AppImportError(f"{assignment.app!r} exited with status {error.code} when imported.") from cause
        finally:
            # Only now: the application's module may have configured logging.
            configure_logging(assignment.settings.log_level, assignment.settings.log_format)
        return app

    async def _serve_app(self, app: ASGIApp, news: News) -> None:
        assignment, sockets = self._assignment, self._open_sockets()
        listeners = [Listener(inherited, describe_address(inherited)) for inherited in sockets]
        server = Server(assignment.settings, app, listeners=listeners, on_tick=self._beat, exports_metrics=False)
        self._server = server

        def on_start(server: Server) -> None:
            if assignment.role == "reload" and assignment.is_first:
                _announce(server, assignment.app)
            if assignment.on_start is not None and news is News.READY:
                assignment.on_start(server)
            self._report(Report(news))

        def stop(signal: signal.Signals) -> None:
            logger.debug("Worker %d stops on %s.", os.getpid(), signal.name)
            self._note_stopping()
            server.stop()

        with contextlib.ExitStack() as undo:
            for inherited in sockets:
                undo.enter_context(inherited)
            loop = asyncio.get_running_loop()
            undo.enter_context(stopping_on_signals(loop, stop))
            undo.enter_context(answering_signal(loop, server.describe, log_answer))
            undo.enter_context(self._obeying(server))
            await server.serve(on_start)
            self._report(Report(News.BEAT, metrics=self._read_metrics()))

    def _open_sockets(self) -> list[socket.socket]:
        """The sockets to serve on; the inherited descriptors stay open only where another application may follow."""
        is_last = self._assignment.role == "worker"
        return [socket.socket(fileno=number if is_last else os.dup(number)) for number in self._assignment.sockets]

    # What it hears...

    @contextlib.contextmanager
    def _obeying(self, server: Server) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        self._channel.settimeout(0)
        loop.add_reader(self._channel, self._obey, server)
        try:
            yield
        finally:
            loop.remove_reader(self._channel)

    def _obey(self, server: Server) -> None:
        try:
            data = self._channel.recv(_READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._note_stopping()
        if data.endswith(Order.RETIRE.value):
            server.stop(farewell=_FAREWELL_TIME)
            return
        if not data:
            asyncio.get_running_loop().remove_reader(self._channel)
            logger.error("The supervisor of worker %d is gone; stopping.", os.getpid())
            last_resort.end_after(server.settings.graceful_shutdown_timeout + last_resort.LEAVE_TIME)
        server.stop(farewell=_ARRIVAL_TIME if self._assignment.role == "reload" else 0.0)

    # What it tells...

    def _beat(self, is_used_up: bool) -> None:  # noqa: FBT001
        self._report(Report(News.USED_UP if is_used_up else News.BEAT, metrics=self._read_metrics()))
        limit = self._assignment.settings.timeout_worker_healthcheck
        if limit and self._assignment.role == "worker" and not self._is_stopping:
            last_resort.end_after(limit + _ORPHAN_TIME)

    def _note_stopping(self) -> None:
        self._is_stopping = True
        last_resort.call_off()

    def _read_metrics(self) -> Snapshot | None:
        return None if self._server is None or self._server.settings.metrics is None else self._server.read_metrics()

    def _report(self, report: Report) -> None:
        # A supervisor that is behind with reading, or gone, does not keep the loop. A report that went out in part is
        # completed before another one begins.
        with contextlib.suppress(OSError):
            data = self._unsent or encode_report(report)
            self._unsent = data[self._channel.send(data) :]

    def _report_failure(self, error: ServerError) -> None:
        with contextlib.suppress(OSError):
            self._channel.settimeout(_TELL_TIMEOUT)
            self._channel.sendall(
                self._unsent + encode_report(Report(News.FAILED, describe_error(error), error.exit_code))
            )


def _keep_to_itself(*descriptors: int) -> None:
    """Keep what the application starts from holding these open."""
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)  # noqa: FBT003  # it takes no keywords


def _announce(server: Server, name: str) -> None:
    addresses, supervisor = " and ".join(server.addresses), os.getppid()
    text = "Serving %s on %s (process %d, reloading when files change). Ctrl+C stops it."
    logger.info(text, name, addresses, supervisor)
