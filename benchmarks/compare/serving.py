"""Starts a peer's server on a CPU of its own, waits until it listens, and ends it. Knows nothing of load or figures."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from benchmarks.compare.affinity import pinned
from benchmarks.compare.environments import REPOSITORY, Environment
from benchmarks.compare.errors import AnswerError
from benchmarks.compare.peers import Peer

START_SECONDS = 30.0
STOP_SECONDS = 10.0
LOG_LINES = 10


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that accepts connections."""

    pid: int
    port: int


@contextlib.contextmanager
def serve(peer: Peer, scenario: str, environment: Environment, cpu: int) -> Iterator[RunningServer]:
    """Run `peer` with the application of `scenario` for the length of the block.

    AnswerError if it does not start; to one that is raised in the block, the end of what the server printed is added.
    """
    port = _find_free_port()
    command = [part.format(bin=environment.bin, port=port) for part in peer.command]
    variables = {**os.environ, **peer.variables, "BENCH_SCENARIO": scenario, "PYTHONPATH": str(REPOSITORY)}
    with tempfile.TemporaryFile() as log:
        with pinned(cpu):
            process = _start(command, variables, log)
        try:
            _wait_until_listening(process, port)
            yield RunningServer(process.pid, port)
        except AnswerError as error:
            raise AnswerError(f"{error}\n{_read_end(log)}") from error
        finally:
            _stop(process)


def _start(command: list[str], variables: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, env=variables, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
    except FileNotFoundError as error:
        raise AnswerError(f"{command[0]} is not there: is its environment complete?") from error


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise AnswerError(f"it does not listen on port {port} (exit code {process.poll()})")


def _read_end(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-LOG_LINES:]) or "(its server printed nothing)"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
