"""Who is compared, as data. A new peer is one more record; a package that it needs goes into `PEER_PACKAGES`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PEER_PACKAGES = ("fastapi", "python-multipart", "uvicorn")
SHARED_SERVER_PACKAGES = ("uvloop", "httptools")
SHARED_PACKAGES = ("pydantic", "pydantic-core", *SHARED_SERVER_PACKAGES)

STARLETTE_PACKAGES = ("starlette>=1.10,<1.11", "python-multipart", "httpx2")
STARLETTE_SHARED_PACKAGES = ("uvloop",)

SERVED = "benchmarks.compare.served:app"


@dataclass(frozen=True, slots=True)
class Peer:
    """A server process to measure.

    `command` starts it from the repository root; `{bin}` (the programs of its environment) and `{port}` are filled in.
    """

    name: str
    environment: Literal["fireweed", "peers"]
    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def fireweed_server(application: str) -> tuple[str, ...]:
    """The command that serves an import string with our server."""
    return ("{bin}/fw", "run", application, "--host", "127.0.0.1", "--port", "{port}", "--no-access-log")


def uvicorn_server(application: str) -> tuple[str, ...]:
    """The command that serves an import string with Uvicorn, set as fast as it goes."""
    options = ("--port", "{port}", "--no-access-log", "--loop", "uvloop", "--http", "httptools")
    return ("{bin}/uvicorn", application, *options)


ECHO = Peer("echo", "fireweed", ("{bin}/python", "benchmarks/floor/echo.py", "{port}"))
ASGI = Peer("asgi", "fireweed", fireweed_server("benchmarks.floor.asgi:app"))
FIREWEED = Peer("fireweed", "fireweed", fireweed_server(SERVED), {"BENCH_FRAMEWORK": "fireweed"})
FASTAPI = Peer("fastapi", "peers", uvicorn_server(SERVED), {"BENCH_FRAMEWORK": "fastapi"})
