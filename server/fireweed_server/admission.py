"""Connections on their way in: handed to a protocol at once, or after the PROXY protocol and TLS."""

import asyncio
import contextlib
import logging
import socket
import ssl
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Protocol

from fireweed_server.errors import BindError
from fireweed_server.proxy.peers import TrustedPeers
from fireweed_server.proxy.preface import Preface, PrefaceError, count_missing, parse_preface
from fireweed_server.sockets import Listener, describe_bind_failure

logger = logging.getLogger("fireweed.server")

# Seconds that a client has to answer the end of TLS; asyncio's own 30 would hold up a server that stops.
_TLS_SHUTDOWN_TIMEOUT: Final = 2.0

# Where descriptors or memory run out, other connections have to end first.
_PAUSE: Final = 1.0

Connect = Callable[[Preface | None], asyncio.BaseProtocol]
"""Makes the protocol of a new connection."""


class Closable(Protocol):
    """What accepts, until it is closed."""

    def close(self) -> None:
        """Accept no more."""


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


async def listen(listener: Listener, admission: Admission) -> Closable:
    """Accept connections on `listener` from now on. Raises BindError."""
    try:
        if admission.preface_from is not None:
            return PrefacedListener(listener.socket, admission, admission.preface_from)
        return await _listen(listener, admission)
    except OSError as error:
        raise BindError(describe_bind_failure(listener.name, error)) from error


async def _listen(listener: Listener, admission: Admission) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    is_unix = listener.socket.family == getattr(socket, "AF_UNIX", None)
    create_server: Any = loop.create_unix_server if is_unix else loop.create_server
    options = admission.tls_arguments
    if is_unix and sys.version_info >= (3, 13):
        # Who has bound the socket removes its file; other processes may still serve on it.
        options["cleanup_socket"] = False
    server: asyncio.Server = await create_server(
        lambda: admission.connect(None), sock=listener.socket, backlog=admission.backlog, **options
    )
    return server


class PrefacedListener:
    """Accepts connections that begin with the PROXY protocol.

    Bytes are taken from the socket itself, and no more of them than belong to the preface: whatever follows, TLS or
    HTTP, begins with a socket as fresh as any.
    """

    def __init__(self, listening: socket.socket, admission: Admission, trusted: TrustedPeers) -> None:
        self._socket = listening
        self._admission = admission
        self._trusted = trusted
        self._tasks: set[asyncio.Task[None]] = set()
        listening.settimeout(0)
        listening.listen(admission.backlog)
        self._start(self._accept())

    def close(self) -> None:
        """Accept no more, and drop connections that are not in yet."""
        for task in self._tasks:
            task.cancel()

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        # Closed here, when the loop watches it no more: its number may be another file's soon.
        with self._socket:
            while True:
                try:
                    client, address = await loop.sock_accept(self._socket)
                except ConnectionAbortedError:  # the client has gone already
                    continue
                except OSError as error:
                    logger.error("Cannot accept connections: %s.", error.strerror)
                    await asyncio.sleep(_PAUSE)
                    continue
                self._start(self._admit(client, address))

    async def _admit(self, client: socket.socket, address: Any) -> None:
        """Read the preface and hand the connection over; what goes wrong is the client's affair."""
        admission = self._admission
        with contextlib.ExitStack() as stack:
            stack.callback(client.close)
            client.settimeout(0)
            try:
                self._check_peer(client, address)
                async with asyncio.timeout(admission.preface_timeout):
                    preface = await _read_preface(client)
            except (PrefaceError, OSError) as error:  # TimeoutError is one, too
                logger.debug("Dropped a connection: %s", str(error) or type(error).__name__)
                return
            stack.pop_all()
        with contextlib.suppress(OSError):  # as with any connection whose TLS fails
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: admission.connect(preface), client, **admission.tls_arguments
            )

    def _check_peer(self, client: socket.socket, address: Any) -> None:
        is_trusted = self._trusted.trusts(address[0]) if isinstance(address, tuple) else self._trusted.trusts_unix
        if not is_trusted:
            raise PrefaceError(f"It comes from {address!r}, which is no trusted proxy (forwarded_allow_ips).")


async def _read_preface(client: socket.socket) -> Preface | None:
    loop = asyncio.get_running_loop()
    data = b""
    while missing := count_missing(data):
        part = await loop.sock_recv(client, missing)
        if not part:
            raise PrefaceError("It was closed before its preface was complete.")
        data += part
    return parse_preface(data)
