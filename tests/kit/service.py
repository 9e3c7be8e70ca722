"""Runs an application the way its users do: `fw run` as a process of its own on a free port."""

import os
import signal
import socket
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Generous: they only turn a test that would hang into one that fails.
START_LIMIT = 60.0
STOP_LIMIT = 60.0
_POLL_INTERVAL = 0.05


@dataclass(frozen=True, slots=True)
class Service:
    """A process that accepts connections at `url`."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, signal_number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit status."""
        self.process.send_signal(signal_number)
        return self.process.wait(STOP_LIMIT)


@contextmanager
def run_service(
    arguments: Sequence[str], environment: Mapping[str, str], errors: IO[bytes] | None = None
) -> Iterator[Service]:
    """Run `fw` with `arguments` and a free port until the block ends; `environment` is added to ours.

    What it writes to standard error goes to `errors`, or where ours goes.
    """
    port = find_free_port()
    command = [str(Path(sysconfig.get_path("scripts"), "fw")), *arguments, "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=errors)
    try:
        wait_until_listening(process, port)
        yield Service(process, port)
    finally:
        process.kill()
        process.wait()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens on `port`; AssertionError when `process` ends first or START_LIMIT passes."""
    for _ in range(int(START_LIMIT / _POLL_INTERVAL)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            status = process.wait(_POLL_INTERVAL)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"the service ended with status {status} instead of listening on port {port}")
    raise AssertionError(f"the service did not listen on port {port} within {START_LIMIT:.0f} seconds")
