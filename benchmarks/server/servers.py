"""The servers that are compared, and the words in which each is told the same thing. Data only.

All run one process on uvloop, without an access log unless a scenario is about it.
"""

from dataclasses import dataclass
from typing import Final

from benchmarks.compare.peers import Peer

PACKAGES: Final = ("uvicorn", "httptools", "h11", "websockets", "granian", "hypercorn", "uvloop")

APPLICATION: Final = "benchmarks.server.application:app"


@dataclass(frozen=True, slots=True)
class Server:
    """A server's command line, and what is added to it: for TLS, for a log of requests, or to keep it from logging."""

    peer: Peer
    tls: tuple[str, ...]
    logging: tuple[str, ...]
    silent: tuple[str, ...] = ()

    def build_peer(self, *, logs: bool, certificate: str | None) -> Peer:
        """The peer to measure; with a certificate (a PEM file that has the key, too) it serves TLS."""
        tls = tuple(part.replace("PEM", certificate) for part in self.tls) if certificate else ()
        command = (*self.peer.command, *(self.logging if logs else self.silent), *tls)
        return Peer(self.peer.name, self.peer.environment, command)


_SSL: Final = ("--ssl-certfile", "PEM", "--ssl-keyfile", "PEM")
_PORT: Final = ("--host", "127.0.0.1", "--port", "{port}")
_UVICORN: Final = ("{bin}/uvicorn", APPLICATION, *_PORT, "--loop", "uvloop")

FIREWEED: Final = Server(
    Peer("fireweed", "fireweed", ("{bin}/fw", "run", APPLICATION, *_PORT, "--loop", "uvloop")),
    _SSL,
    ("--access-log",),
    ("--no-access-log",),
)
UVICORN: Final = Server(
    Peer("uvicorn", "peers", (*_UVICORN, "--http", "httptools")), _SSL, ("--access-log",), ("--no-access-log",)
)
GRANIAN: Final = Server(
    Peer("granian", "peers", ("{bin}/granian", APPLICATION, *_PORT, "--interface", "asgi", "--loop", "uvloop")),
    ("--ssl-certificate", "PEM", "--ssl-keyfile", "PEM"),
    ("--access-log",),
    ("--no-access-log",),
)
HYPERCORN: Final = Server(
    Peer("hypercorn", "peers", ("{bin}/hypercorn", APPLICATION, "--bind", "127.0.0.1:{port}", "-k", "uvloop")),
    ("--certfile", "PEM", "--keyfile", "PEM"),
    ("--access-logfile", "-"),
)

FIREWEED_H11: Final = Server(
    Peer("fireweed", "fireweed", (*FIREWEED.peer.command, "--http", "h11")), _SSL, FIREWEED.logging, FIREWEED.silent
)
UVICORN_H11: Final = Server(
    Peer("uvicorn", "peers", (*_UVICORN, "--http", "h11")), _SSL, UVICORN.logging, UVICORN.silent
)

SERVERS: Final = (FIREWEED, UVICORN, GRANIAN, HYPERCORN)
