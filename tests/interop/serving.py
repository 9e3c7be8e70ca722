"""The programs of `programs/`, served in processes of their own as users would."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.server_process import HANG_LIMIT, get_stream, killing_after, wait_line

PROGRAMS = Path(__file__).with_name("programs")
FW = (str(Path(sys.executable).with_name("fw")), "run")
MODULE = (sys.executable, "-m", "fireweed_server")


@dataclass(frozen=True, slots=True)
class Site:
    """A program that is served, over HTTP unless it was given certificates."""

    port: int
    scheme: str = "http"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.address}"

    @property
    def websocket_url(self) -> str:
        return self.url.replace("http", "ws", 1)


@contextmanager
def serving(
    program: str,
    *options: str,
    folder: Path,
    command: Sequence[str] = FW,
    variables: Mapping[str, str] | None = None,
    may_fail: bool = False,
) -> Iterator[Site]:
    """Serve a program with `folder` as its directory; then stop it, which has to go well and without an error.

    `may_fail` allows errors of the program in the log.
    """
    arguments = (program, "--app-dir", str(PROGRAMS), "--host", "127.0.0.1", "--no-access-log", *options)
    if not {"--uds", "--port"} & {*options}:
        arguments = (*arguments, "--port", "0")
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **(variables or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with killing_after(HANG_LIMIT, [process]):
            port = int(wait_line(get_stream(process.stderr), r"Serving .* on \S+?(?::(\d+))? ").group(1) or 0)
        yield Site(port, "https" if "--ssl-certfile" in options else "http")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=HANG_LIMIT)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, errors
    assert may_fail or " error " not in errors, errors
