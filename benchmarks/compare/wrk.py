"""Runs wrk, the load generator, and reads the report that `load.lua` prints."""

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.affinity import pinned
from benchmarks.compare.errors import AnswerError, SetupError
from benchmarks.compare.scenarios import Request

SCRIPT = Path(__file__).with_name("load.lua")
MARK = "REPORT "

# Seconds until wrk counts a missing answer as an error; a large one may be slow without being wrong.
SLOWEST_ANSWER = 10


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What wrk saw. Latencies are those of a closed loop: a client sends its next request when it has its answer."""

    requests: int
    seconds: float
    p50_milliseconds: float
    p99_milliseconds: float
    status_errors: int
    """Answers with a status of 400 and above."""
    socket_errors: int


def ensure_wrk() -> None:
    """Raise SetupError where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SetupError("wrk, the load generator, is not installed: apt-get install wrk")


def parse_report(output: str) -> LoadReport:
    """Read the line of `load.lua` in what wrk printed; AnswerError if there is none."""
    line = next((line for line in output.splitlines() if line.startswith(MARK)), None)
    if line is None:
        raise AnswerError(f"wrk ended without a report: {output.strip() or 'it printed nothing'}")
    figures = json.loads(line.removeprefix(MARK))
    return LoadReport(
        requests=figures["requests"],
        seconds=figures["microseconds"] / 1e6,
        p50_milliseconds=figures["p50"] / 1e3,
        p99_milliseconds=figures["p99"] / 1e3,
        status_errors=figures["status_errors"],
        socket_errors=figures["socket_errors"],
    )


def run_wrk(  # noqa: PLR0913
    port: int,
    request: Request,
    *,
    connections: int,
    seconds: int,
    cpu: int,
    scheme: str = "http",
    pipelined: int = 1,
) -> LoadReport:
    """Load the server on `port` from one thread on `cpu`; a connection sends `pipelined` requests at once."""
    with tempfile.NamedTemporaryFile() as body:
        body.write(request.body)
        body.flush()
        headers = [part for header in request.headers for part in header]
        script = [
            "-s",
            str(SCRIPT),
            f"{scheme}://127.0.0.1:{port}{request.target}",
            "--",
            str(pipelined),
            request.method,
            body.name,
            *headers,
        ]
        with pinned(cpu):
            process = subprocess.run(
                ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={SLOWEST_ANSWER}s", *script],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
    return parse_report(process.stdout)
