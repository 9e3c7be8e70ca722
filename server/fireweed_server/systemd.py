"""What a service manager hands over and wants to be told: systemd's socket activation and `sd_notify`.

See sd_listen_fds(3) and sd_notify(3). Without systemd, or something that speaks like it, all of this does nothing.
"""

import os
import socket
import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Mapping
from typing import Final

from fireweed_server.errors import BindError

_FIRST_DESCRIPTOR: Final = 3


def find_activated_descriptors(environ: Mapping[str, str], name: str | None = None) -> tuple[int, ...]:
    """The sockets that were opened for this process; with `name` those called so (LISTEN_FDNAMES).

    None where the variables are meant for another process (LISTEN_PID). Raises BindError if they make no sense.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return ()
    try:
        count = int(environ.get("LISTEN_FDS", "0"))
    except ValueError as error:
        raise BindError("The variable LISTEN_FDS is no number. Check what starts the server.") from error
    descriptors = tuple(range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + count))
    if name is None:
        return descriptors
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    return tuple(number for number, own_name in zip(descriptors, names, strict=False) if own_name == name)


class ServiceNotifier:
    """Tells the service manager how the service is (Type=notify, WatchdogSec=)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = _parse_address(environ.get("NOTIFY_SOCKET", ""))
        self._interval = _parse_watchdog_interval(environ) if self._address else 0.0
        self._timer: TimerHandle | None = None

    def ready(self, status: str) -> None:
        """The service is up; `status` is a line for people."""
        self._send(f"READY=1\nSTATUS={status}\nMAINPID={os.getpid()}")

    def reloading(self) -> None:
        """The service reads its configuration anew; `ready` says when it has."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        """The service has begun to stop."""
        self._send("STOPPING=1\nSTATUS=Stopping, requests are being finished")

    def start_watchdog(self, loop: AbstractEventLoop) -> None:
        """Say that `loop` runs, as often as is asked for (WATCHDOG_USEC): a loop that is blocked stays silent."""
        if self._interval:
            self._send("WATCHDOG=1")
            self._timer = loop.call_later(self._interval, self.start_watchdog, loop)

    def stop_watchdog(self) -> None:
        """Say it no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        # The manager may be gone or slow; it is not for the service to wait for it.
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.settimeout(0)
                manager.sendto(message.encode(), self._address)
        except OSError:
            return


def _parse_address(text: str) -> str | None:
    if text.startswith("@"):
        return "\0" + text[1:]
    return text if text.startswith("/") else None


def _parse_watchdog_interval(environ: Mapping[str, str]) -> float:
    """Seconds between two signs of life: half of what the manager waits for; 0 if it waits for none."""
    microseconds, process = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID")
    if not microseconds.isdigit() or process not in (None, str(os.getpid())):
        return 0.0
    return int(microseconds) / 2_000_000
