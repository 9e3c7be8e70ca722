"""A worker process as its supervisor sees it: started, told what to do, heard, and in the end collected.

Knows nothing of why it is started or ended.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from typing import Final

from fireweed_server.supervisor.interpreter import build_worker_command
from fireweed_server.supervisor.messages import Assignment, Order, Report, ReportReader, encode_assignment

_READ_SIZE: Final = 65536

# The stacks of a great many threads fit in; what is beyond is not kept.
_MAX_STACK: Final = 262144


class WorkerProcess:
    """A running process. `on_report` gets each of its reports, `on_exit` the process when it has ended.

    It is the leader of a session of its own: Ctrl+C in the terminal is for the supervisor alone, and what it starts
    itself can be ended with it. `status` is what it ended with, as in `subprocess`; `stack` is where it was when a
    fatal signal ended it, from `faulthandler`.
    """

    def __init__(
        self,
        sockets: Sequence[int],
        *,
        on_report: "Callable[[WorkerProcess, Report], None]",
        on_exit: "Callable[[WorkerProcess], None]",
        preload: Sequence[str] = (),
        has_input: bool = False,
    ) -> None:
        self._on_report = on_report
        self._on_exit = on_exit
        self._reports = ReportReader()
        self._stack = b""
        self.status: int | None = None
        self.ended = asyncio.Event()
        self._channel, channel = socket.socketpair()
        self._stack_fd, stack_fd = os.pipe()
        os.set_blocking(self._stack_fd, False)
        try:
            self._popen = subprocess.Popen(
                build_worker_command([str(channel.fileno()), str(stack_fd), *preload]),
                stdin=None if has_input else subprocess.DEVNULL,
                pass_fds=(channel.fileno(), stack_fd, *sockets),
                start_new_session=True,
            )
        except BaseException:
            self._channel.close()
            os.close(self._stack_fd)
            raise
        finally:
            channel.close()
            os.close(stack_fd)
        self.pid = self._popen.pid
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._channel, self._read_channel)
        self._loop.add_reader(self._stack_fd, self._read_stack)

    @property
    def stack(self) -> str:
        """What it told of its threads' stacks, usually nothing."""
        return self._stack.decode("utf-8", "replace").strip()

    @property
    def exit_code(self) -> int:
        """What a shell would show for its `status`."""
        assert self.status is not None
        return self.status if self.status >= 0 else 128 - self.status

    def describe_end(self) -> str:
        """How it ended: "ended with status 1", "was killed by SIGKILL"."""
        assert self.status is not None
        if self.status >= 0:
            return f"ended with status {self.status}"
        with contextlib.suppress(ValueError):
            return f"was killed by {signal.Signals(-self.status).name}"
        return f"was killed by signal {-self.status}"

    # Telling it...

    def assign(self, assignment: Assignment) -> None:
        """Tell it what to do, once."""
        self._send(encode_assignment(assignment))

    def stop(self) -> None:
        """Ask it to finish its requests and end."""
        self._send(Order.STOP.value)

    def retire(self) -> None:
        """Ask it to do so gently, because others serve on the same sockets."""
        self._send(Order.RETIRE.value)

    def ask(self) -> None:
        """Have it log what it is doing."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGUSR1)

    def dump_and_abort(self) -> None:
        """Have it tell its stacks and end; this works even if its loop is blocked."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGABRT)

    def kill(self) -> None:
        """End it now, and all it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it has ended, which `collect` will notice
            self._channel.sendall(data)

    # Hearing of it...

    def collect(self) -> None:
        """Look whether it has ended."""
        if self.status is not None or self._popen.poll() is None:
            return
        self.status = self._popen.returncode
        self._read_channel()
        self._read_stack()
        self._loop.remove_reader(self._channel)
        self._loop.remove_reader(self._stack_fd)
        self._channel.close()
        os.close(self._stack_fd)
        if self.status != 0:
            self.kill()  # what it has started and could not end any more
        self.ended.set()
        self._on_exit(self)

    def _read_channel(self) -> None:
        data = b""
        with contextlib.suppress(OSError):
            data = self._channel.recv(_READ_SIZE, socket.MSG_DONTWAIT)
        if not data:
            self._loop.remove_reader(self._channel)
        for report in self._reports.feed(data):
            self._on_report(self, report)

    def _read_stack(self) -> None:
        data = b""
        with contextlib.suppress(OSError):
            data = os.read(self._stack_fd, _READ_SIZE)
        if not data:
            self._loop.remove_reader(self._stack_fd)
        self._stack = (self._stack + data)[:_MAX_STACK]
