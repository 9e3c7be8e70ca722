"""What is measured, as data: a load, the answer it must get, and how far behind us the others should be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from benchmarks.compare.measurements import Comparison
from benchmarks.compare.scenarios import Answer, Request, Scenario
from benchmarks.compare.targets import Target
from benchmarks.server.application import CHUNK, CHUNKS, TEN_KILOBYTES
from benchmarks.server.servers import FIREWEED_H11, SERVERS, UVICORN_H11, Server

SMALL_ROW: Final = {"uvicorn": 1 / 0.6, "granian": 1.0}
"""At most 0.6 of Uvicorn's CPU, and not behind Granian's."""
LARGE_ROW: Final = {"granian": 1.0}


SMALL_REQUEST: Final = Request()


@dataclass(frozen=True, slots=True)
class Load:
    """One comparison. `pipelined` requests are sent at once; `message` is the bytes of a WebSocket message, 0 for HTTP.

    `targets` says how many times less CPU per request than each of these servers Fireweed shall need.
    """

    name: str
    summary: str
    answer: Answer
    request: Request = SMALL_REQUEST
    targets: Mapping[str, float] = field(default_factory=dict)
    scheme: Literal["http", "https"] = "http"
    pipelined: int = 1
    message: int = 0
    logs: bool = False
    servers: tuple[Server, ...] = SERVERS

    def build_scenario(self, certificate: str) -> Scenario:
        """This load with the servers that take it; TLS is served with `certificate`."""
        used = certificate if self.scheme == "https" else None
        peers = tuple(server.build_peer(logs=self.logs, certificate=used) for server in self.servers)
        return Scenario(self.name, self.summary, self.answer, self.request, peers, ratio=None)

    def build_targets(self) -> Iterator[Target]:
        """A target for each server that has one."""
        for reference, ratio in self.targets.items():
            yield _build_target(self.name, reference, ratio)


def _build_target(name: str, reference: str, ratio: float) -> Target:
    def find_ratio(comparison: Comparison) -> float | None:
        return comparison.find_ratio(name, SERVERS[0].peer.name, reference)

    return Target(f"{name}: times less CPU than {reference}", find_ratio, ">=", round(ratio, 2))


HELLO: Final = Answer({"message": "Hello, World!"})
MEGABYTE: Final = b"x" * 1_000_000

LOADS: Final = (
    Load("small", "27 bytes of JSON", HELLO, targets=SMALL_ROW),
    Load(
        "h11",
        "27 bytes of JSON, with h11 as the parser",
        HELLO,
        targets={"uvicorn": 1 / 0.7},
        servers=(FIREWEED_H11, UVICORN_H11),
    ),
    Load("10k", "10 kB in one piece", Answer(TEN_KILOBYTES), Request("/10k"), SMALL_ROW),
    Load("stream", "1 MB in 20 chunks", Answer(CHUNK * CHUNKS), Request("/stream"), LARGE_ROW),
    Load(
        "upload",
        "1 MB from the client",
        Answer({"length": len(MEGABYTE)}),
        Request("/upload", "POST", body=MEGABYTE),
        LARGE_ROW,
    ),
    Load("pipelined", "sixteen requests at once", HELLO, targets=SMALL_ROW, pipelined=16),
    Load("closed", "a connection for each request", HELLO, Request(headers=(("connection", "close"),)), SMALL_ROW),
    Load("tls", "27 bytes over TLS", HELLO, targets=SMALL_ROW, scheme="https"),
    Load("logged", "27 bytes and a line in the access log", HELLO, targets=SMALL_ROW, logs=True),
    Load("echo-64", "WebSocket messages of 64 bytes", HELLO, targets=SMALL_ROW, message=64),
    Load("echo-64k", "WebSocket messages of 64 kB", HELLO, targets=LARGE_ROW, message=65536),
)
