"""What a worker repeats and measures, and the server's side of an ASGI call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`act` is called again and again, and awaited unless `is_sync`; `check` raises AssertionError for a wrong answer.

    One call counts for `units`, such as the frames of a WebSocket.
    """

    act: Callable[[], Any]
    check: Callable[[Any], None]
    units: int = 1
    is_sync: bool = False


class Client:
    """The server's side of one request. What the application answers is kept, and has to be what was expected.

    As Fireweed's server does, it takes ASGI messages and, through `send_response`, whole responses: who does not know
    of that sends messages.
    """

    response_started = False
    status = 0

    def __init__(self, chunks: Iterable[bytes] = (b"",)) -> None:
        self._chunks = list(chunks)
        self._next = 0
        self.headers: Iterable[tuple[bytes, bytes]] = ()
        self._body: list[bytes] = []

    @property
    def body(self) -> bytes:
        return b"".join(self._body)

    async def receive(self) -> Message:
        if self._next == len(self._chunks):
            return {"type": "http.disconnect"}
        chunk = self._chunks[self._next]
        self._next += 1
        return {"type": "http.request", "body": chunk, "more_body": self._next < len(self._chunks)}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.response_started = True
            self.status, self.headers = message["status"], message["headers"]
        else:
            self._body.append(message.get("body", b""))

    def send_response(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
        self.response_started = True
        self.status, self.headers = status, headers
        self._body.append(body)


def build_scope(path: str = "/", method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = ()) -> Scope:
    """The scope of an HTTP request; to be copied for each one, as applications write into it."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"example.com"), *headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


def ask(build_app: Callable[[], Any], scope: Scope, chunks: Iterable[bytes] = (b"",)) -> Callable[[], Any]:
    """What asks an application once, and gives the client that was answered. `build_app` is called each time."""

    async def act() -> Client:
        client = Client(chunks)
        await build_app()(dict(scope), client.receive, client)
        return client

    return act


def expect(status: int, body: bytes) -> Callable[[Client], None]:
    """What checks the client's answer."""

    def check(client: Client) -> None:
        assert (client.status, client.body) == (status, body), f"answered {client.status}, {client.body[:100]!r}"

    return check
