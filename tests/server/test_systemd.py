"""What a service manager hands over and is told."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireweed_server.errors import BindError
from fireweed_server.systemd import ServiceNotifier, find_activated_descriptors

ME = str(os.getpid())


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(10)
        yield manager


@pytest.mark.parametrize(
    ("environ", "name", "descriptors"),
    [
        pytest.param({}, None, (), id="without-systemd"),
        pytest.param({"LISTEN_PID": ME, "LISTEN_FDS": "2"}, None, (3, 4), id="all"),
        pytest.param({"LISTEN_PID": "1", "LISTEN_FDS": "2"}, None, (), id="of-another-process"),
        pytest.param({"LISTEN_FDS": "2"}, None, (), id="of-nobody"),
        pytest.param({"LISTEN_PID": ME, "LISTEN_FDS": "3", "LISTEN_FDNAMES": "a:b:a"}, "a", (3, 5), id="by-name"),
        pytest.param({"LISTEN_PID": ME, "LISTEN_FDS": "1"}, "a", (), id="without-names"),
    ],
)
def test_finds_the_sockets_opened_for_this_process(
    environ: dict[str, str], name: str | None, descriptors: tuple[int, ...]
) -> None:
    assert find_activated_descriptors(environ, name) == descriptors


def test_number_of_sockets_that_is_none_is_an_error() -> None:
    with pytest.raises(BindError, match="LISTEN_FDS is no number"):
        find_activated_descriptors({"LISTEN_PID": ME, "LISTEN_FDS": "x"})


def test_tells_the_manager_how_the_service_is(manager: socket.socket) -> None:
    notifier = ServiceNotifier({"NOTIFY_SOCKET": manager.getsockname()})

    notifier.ready("Serving app")
    notifier.reloading()
    notifier.stopping()

    messages = [manager.recv(1000).decode().split("\n") for _ in range(3)]
    assert messages[0] == ["READY=1", "STATUS=Serving app", f"MAINPID={ME}"]
    assert messages[1][0] == "RELOADING=1"
    assert messages[1][1].startswith("MONOTONIC_USEC=")
    assert messages[2][0] == "STOPPING=1"


def test_speaks_to_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0fireweed-{ME}")
        manager.settimeout(10)

        ServiceNotifier({"NOTIFY_SOCKET": f"@fireweed-{ME}"}).stopping()

        assert manager.recv(1000).startswith(b"STOPPING=1")


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/absent/notify"}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_without_a_manager_nothing_happens(environ: dict[str, str]) -> None:
    ServiceNotifier(environ).ready("Serving app")


async def test_shows_that_the_loop_runs_as_often_as_is_asked_for(manager: socket.socket) -> None:
    manager.setblocking(False)
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "1000", "WATCHDOG_PID": ME}
    notifier, loop = ServiceNotifier(environ), asyncio.get_running_loop()

    notifier.start_watchdog(loop)
    messages = [await loop.sock_recv(manager, 1000) for _ in range(3)]
    notifier.stop_watchdog()

    assert messages == [b"WATCHDOG=1"] * 3


@pytest.mark.parametrize(
    "environ",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}],
    ids=["absent", "zero", "no-number", "of-another-process"],
)
async def test_watchdog_that_nobody_asked_for_is_not_fed(manager: socket.socket, environ: dict[str, str]) -> None:
    notifier = ServiceNotifier({"NOTIFY_SOCKET": manager.getsockname(), **environ})

    notifier.start_watchdog(asyncio.get_running_loop())

    manager.setblocking(False)
    with pytest.raises(BlockingIOError):
        manager.recv(1000)
