"""The example of several processes, the way its readers run it."""

import json
import signal
import urllib.request
from collections.abc import Iterator

import pytest

from kit.server_process import is_running, wait_for
from kit.service import Service, run_service

EXAMPLE = "docs/examples/several_processes.py"


@pytest.fixture
def service() -> Iterator[Service]:
    with run_service(["run", EXAMPLE, "--host", "127.0.0.1", "--workers", "2", "--no-access-log"], {}) as service:
        yield service


def read_process(service: Service) -> int:
    with urllib.request.urlopen(f"{service.url}/process") as answer:
        process: int = json.load(answer)["process"]
        return process


def test_is_renewed_and_stopped(service: Service) -> None:
    before = read_process(service)

    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: not is_running(before))
    after = read_process(service)
    status = service.stop()

    assert (status, before != after) == (0, True)
    assert not is_running(after)
