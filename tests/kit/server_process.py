"""The server as a process of its own: started, read from until it says something, asked over HTTP, signalled."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

# Generous: they only turn a test that would hang into one that fails.
HANG_LIMIT = 30.0
# The same for all that a server does: it may live as long as the tests of a module, on a machine that is busy.
LIFE_LIMIT = 300.0

_POLL_INTERVAL = 0.01

Start = Callable[..., "subprocess.Popen[str]"]


class ServerProcess:
    """A server in a process of its own, which has printed where it listens."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.errors, self.output = get_stream(process.stderr), get_stream(process.stdout)
        self.port = int(self.wait_error(r"Serving .* on \S+?(?::(\d+))? ").group(1) or 0)

    def wait_error(self, pattern: str) -> re.Match[str]:
        """Read standard error up to a line that has `pattern`."""
        return wait_line(self.errors, pattern)

    def wait_output(self, pattern: str) -> re.Match[str]:
        """Read standard output up to a line that has `pattern`."""
        return wait_line(self.output, pattern)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=HANG_LIMIT)

    def get(self, path: str) -> bytes:
        connection = self.connect()
        connection.request("GET", path)
        body = connection.getresponse().read()
        connection.close()
        return body


def get_stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def wait_line(stream: IO[str], pattern: str) -> re.Match[str]:
    seen = []
    for line in stream:
        seen.append(line)
        found = re.search(pattern, line)
        if found:
            return found
    raise AssertionError(f"the process ended without a line that has {pattern!r}; it wrote:\n{''.join(seen)}")


@contextmanager
def starting_servers(directory: Path, limit: float = LIFE_LIMIT) -> Iterator[Start]:
    """Gives what starts `python -m fireweed_server` in `directory`; ends those that a test does not.

    They are killed after `limit` seconds, as `killing_after` does.
    """
    processes: list[subprocess.Popen[str]] = []

    def start(
        *arguments: str, pass_fds: tuple[int, ...] = (), command: Sequence[str] = (), **variables: str
    ) -> "subprocess.Popen[str]":
        command = [*(command or (sys.executable, "-m", "fireweed_server")), *arguments]
        pipe, environment = subprocess.PIPE, {**os.environ, "NO_COLOR": "1", **variables}
        process = subprocess.Popen(
            command, cwd=directory, env=environment, stdout=pipe, stderr=pipe, text=True, pass_fds=pass_fds
        )
        processes.append(process)
        return process

    try:
        with killing_after(limit, processes):
            yield start
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@contextmanager
def killing_after(seconds: float, processes: "list[subprocess.Popen[str]]") -> Iterator[None]:
    """Kill the processes if the block takes longer; AssertionError then, for whatever else failed did because of it."""
    is_killed = threading.Event()

    def kill() -> None:
        is_killed.set()
        for process in processes:
            process.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        assert not is_killed.is_set(), f"the test took longer than {seconds:g} seconds: its processes were killed"


def wait_for(condition: Callable[[], bool]) -> None:
    """Return once `condition` is true; AssertionError if HANG_LIMIT passes before."""
    deadline = time.monotonic() + HANG_LIMIT
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        pause.wait(_POLL_INTERVAL)


def is_running(pid: int) -> bool:
    """Whether there is such a process. One that has ended and that nobody collects, for want of an init, is none."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it has ended just now, or the system tells no states
        return not Path("/proc/self/stat").exists()
    return not state.lstrip().startswith("Z")
