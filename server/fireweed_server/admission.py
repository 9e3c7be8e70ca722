"""Connections on their way in: handed to a protocol at once, or after the PROXY protocol and TLS."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from fireweed_server.accepting import Acceptor
from fireweed_server.errors import BindError
from fireweed_server.proxy.peers import TrustedPeers
from fireweed_server.proxy.preface import Preface, PrefaceError, count_missing, parse_preface
from fireweed_server.sockets import Listener, describe_bind_failure

logger = logging.getLogger("fireweed.server")

# Seconds that a client has to answer the end of TLS; asyncio's own 30 would hold up a server that stops.
_TLS_SHUTDOWN_TIMEOUT: Final = 2.0

Connect = Callable[[Preface | None], asyncio.BaseProtocol]
"""Makes the protocol of a new connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """How connections are let in. `preface_from` are the proxies that begin with the PROXY protocol, if any do."""

    connect: Connect
    backlog: int
    tls: ssl.SSLContext | None = None
    handshake_timeout: float = 10
    preface_from: TrustedPeers | None = None
    preface_timeout: float = 10

    @property
    def tls_arguments(self) -> dict[str, Any]:
        """Keywords of the loop's methods that make connections."""
        if self.tls is None:
            return {}
        return {
            "ssl": self.tls,
            "ssl_handshake_timeout": self.handshake_timeout,
            "ssl_shutdown_timeout": _TLS_SHUTDOWN_TIMEOUT,
        }


def listen(listener: Listener, admission: Admission) -> "PlainListener":
    """Accept connections on `listener` from now on, in the running loop. Raises BindError."""
    try:
        if admission.preface_from is not None:
            return PrefacedListener(listener.socket, admission, admission.preface_from)
        return PlainListener(listener.socket, admission)
    except OSError as error:
        raise BindError(describe_bind_failure(listener.name, error)) from error


class PlainListener:
    """Accepts connections that begin with TLS or HTTP."""

    def __init__(self, listening: socket.socket, admission: Admission) -> None:
        self._admission = admission
        self._tasks: set[asyncio.Task[None]] = set()
        self._acceptor = Acceptor(listening, admission.backlog, self._take)

    def close(self) -> None:
        """Accept no more. Those who are on their way in still get in."""
        self._acceptor.close()

    async def settle(self, seconds: float) -> None:
        """Wait until nobody is on the way in any more; drop those who take longer than that."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    def _take(self, client: socket.socket, address: Any) -> None:
        task = asyncio.get_running_loop().create_task(self._admit(client, address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _admit(self, client: socket.socket, address: Any) -> Coroutine[Any, Any, None]:
        return _connect(client, self._admission, None)


class PrefacedListener(PlainListener):
    """Accepts connections that begin with the PROXY protocol.

    Bytes are taken from the socket itself, and no more of them than belong to the preface: whatever follows, TLS or
    HTTP, begins with a socket as fresh as any.
    """

    def __init__(self, listening: socket.socket, admission: Admission, trusted: TrustedPeers) -> None:
        self._trusted = trusted
        super().__init__(listening, admission)

    async def _admit(self, client: socket.socket, address: Any) -> None:
        """Read the preface and hand the connection over; what goes wrong is the client's affair."""
        admission = self._admission
        with contextlib.ExitStack() as stack:
            stack.callback(client.close)
            try:
                self._check_peer(client, address)
                async with asyncio.timeout(admission.preface_timeout):
                    preface = await _read_preface(client)
            except (PrefaceError, OSError) as error:  # TimeoutError is one, too
                logger.debug("Dropped a connection: %s", str(error) or type(error).__name__)
                return
            stack.pop_all()
        await _connect(client, admission, preface)

    def _check_peer(self, client: socket.socket, address: Any) -> None:
        is_trusted = self._trusted.trusts(address[0]) if isinstance(address, tuple) else self._trusted.trusts_unix
        if not is_trusted:
            raise PrefaceError(f"It comes from {address!r}, which is no trusted proxy (forwarded_allow_ips).")


async def _connect(client: socket.socket, admission: Admission, preface: Preface | None) -> None:
    """Make it a connection of the loop; a TLS handshake that fails is the client's affair."""
    with contextlib.suppress(OSError):
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: admission.connect(preface), client, **admission.tls_arguments
        )


async def _read_preface(client: socket.socket) -> Preface | None:
    loop = asyncio.get_running_loop()
    data = b""
    while missing := count_missing(data):
        part = await loop.sock_recv(client, missing)
        if not part:
            raise PrefaceError("It was closed before its preface was complete.")
        data += part
    return parse_preface(data)
