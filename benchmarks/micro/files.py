"""What it costs to send files: small, of a megabyte, in part, and not at all because the client has them already.

    python benchmarks/micro/files.py [--loop asyncio|uvloop] [--peer PYTHON]

Prints CPU microseconds per request, worker threads included, the best of several rounds, for requests one after the
other and for many at the same time. What is sent is recorded and checked. `--peer` names an interpreter that has
Starlette, which then runs in a process of its own.
"""

import argparse
import asyncio
import importlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 5
REQUESTS = 320
CALLERS = (1, 32)
SMALL = b"x" * 1000
LARGE = bytes(range(256)) * 4096


class Recorder:
    """The `receive` and `send` of one request; `send` takes whole responses too, as Fireweed's server does."""

    def __init__(self) -> None:
        self.status = 0
        self.size = 0
        self.headers: dict[bytes, bytes] = {}

    async def receive(self) -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("Nothing is ever received.")

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        self.size += len(message.get("body", b""))

    def send_response(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.size = status, dict(headers), len(body)


class Case:
    """A request, and what has to come back."""

    def __init__(self, build_app: Callable[[], Any], status: int, size: int, **headers: bytes) -> None:
        self.build_app = build_app
        self.expected = status, size
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.5"},
            "method": "GET",
            "path": "/small.txt",
            "root_path": "",
            "headers": [(name.replace("_", "-").encode(), value) for name, value in headers.items()],
        }

    async def ask(self) -> Recorder:
        recorder = Recorder()
        await self.build_app()(dict(self.scope), recorder.receive, recorder)
        if (recorder.status, recorder.size) != self.expected:
            raise AssertionError(f"Expected {self.expected}, got {recorder.status, recorder.size}.")
        return recorder


async def measure(case: Case, callers: int) -> float:
    """Return CPU microseconds per request."""

    async def ask_many() -> None:
        for _ in range(REQUESTS // callers):
            await case.ask()

    begin = time.process_time()
    await asyncio.gather(*(ask_many() for _ in range(callers)))
    return (time.process_time() - begin) / (REQUESTS // callers * callers) * 1e6


async def run(library: str, directory: Path) -> None:
    """Print a line for each case."""
    FileResponse = importlib.import_module(f"{library}.responses").FileResponse
    static = importlib.import_module(f"{library}.staticfiles").StaticFiles(directory=directory)
    small, large = directory / "small.txt", directory / "large.bin"
    etag = (await Case(lambda: static, 200, len(SMALL)).ask()).headers[b"etag"]
    cases = {
        "FileResponse, 1 kB": Case(lambda: FileResponse(small), 200, len(SMALL)),
        "FileResponse, 1 MB": Case(lambda: FileResponse(large), 200, len(LARGE)),
        "FileResponse, range": Case(lambda: FileResponse(large), 206, 1000, range=b"bytes=5000-5999"),
        "StaticFiles, 1 kB": Case(lambda: static, 200, len(SMALL)),
        "StaticFiles, 304": Case(lambda: static, 304, 0, if_none_match=etag),
    }
    for label, case in cases.items():
        cells = []
        for callers in CALLERS:
            await measure(case, callers)  # starts the threads
            cells.append(f"{min([await measure(case, callers) for _ in range(ROUNDS)]):8.1f}")
        print(f"{library:12}{label:22}" + "".join(cells), flush=True)


def build_loop(name: str) -> asyncio.AbstractEventLoop:
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="uvloop")
    parser.add_argument("--peer", help="an interpreter that has Starlette")
    parser.add_argument("--library", default="fireweed", help=argparse.SUPPRESS)
    arguments: Any = parser.parse_args()
    if arguments.library == "fireweed":
        print(f"{f'us, {arguments.loop}':34}" + "".join(f"{f'c={callers}':>8}" for callers in CALLERS), flush=True)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "small.txt").write_bytes(SMALL)
        (directory / "large.bin").write_bytes(LARGE)
        with asyncio.Runner(loop_factory=lambda: build_loop(arguments.loop)) as runner:
            runner.run(run(arguments.library, directory))
    if arguments.peer:
        subprocess.run([arguments.peer, __file__, "--library", "starlette", "--loop", arguments.loop], check=True)


if __name__ == "__main__":
    main()
