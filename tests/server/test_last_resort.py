"""Processes that do not end by themselves, each a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireweed_server import last_resort
from kit.server_process import HANG_LIMIT, ServerProcess, Start, starting_servers, wait_line

# The server, with less time to leave.
HASTY = """
import sys
from fireweed_server import last_resort
last_resort.LEAVE_TIME = 0.2
from fireweed_server.__main__ import main
sys.exit(main())
"""

BLOCKED = """
import threading
from fireweed_server.last_resort import end_after
end_after(0.1)
threading.Event().wait()
"""

APPLICATION = """
import asyncio, time


async def stubborn(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.complete"})
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass


async def blocking(scope, receive, send):
    print("blocking", flush=True)
    time.sleep(3600)
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


def run_script(text: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=HANG_LIMIT, check=False)


def serve_hastily(start: Start, app: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HASTY]
    return start(app, "--port", "0", "--graceful-shutdown-timeout", "0", command=command)


def test_a_blocked_process_tells_where_it_is_and_ends() -> None:
    script = (
        "import threading; from fireweed_server.last_resort import end_after; end_after(0.1); threading.Event().wait()"
    )

    ended = run_script(script)

    assert ended.returncode == 1
    assert "threading.py" in ended.stderr


def test_it_can_be_called_off_and_be_far_away() -> None:
    last_resort.end_after(float("inf"))
    last_resort.end_after(3600)

    last_resort.call_off()


def test_an_application_that_will_not_shut_down_does_not_keep_the_process(start: Start) -> None:
    server = ServerProcess(serve_hastily(start, "service:stubborn"))

    server.signal(signal.SIGTERM)

    assert server.process.wait(HANG_LIMIT) == 1
    assert "Timeout" in server.errors.read()


def test_an_application_that_blocks_its_start_does_not_keep_the_process(start: Start) -> None:
    process = serve_hastily(start, "service:blocking")
    assert process.stdout is not None
    assert process.stderr is not None
    wait_line(process.stdout, "blocking")

    process.send_signal(signal.SIGTERM)

    assert process.wait(HANG_LIMIT) == 1
    assert 'service.py", line' in process.stderr.read()
