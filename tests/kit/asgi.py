"""Plays the server for an ASGI application: builds scopes, feeds messages, records what the application sends.

`recorder = await call(app, http_scope("POST", "/items"), body=b"{}")`, then `recorder.status`, `recorder.body`, ...
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fireweed.types import ASGIApp, Message, Scope, Send

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 10.0

HeaderItems = Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]]


def http_scope(
    method: str = "GET",
    path: str = "/",
    *,
    query: bytes | str = b"",
    headers: HeaderItems = (),
    root_path: str = "",
    scheme: str = "http",
    **more: Any,
) -> Scope:
    """Build the scope of an HTTP request as a server would; `more` adds or replaces keys such as `client`."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": path,
        "raw_path": path.encode(),
        "query_string": _encode(query),
        "root_path": root_path,
        "headers": encode_headers(headers),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
        "state": {},
        "extensions": {},
    }
    scope.update(more)
    return scope


def websocket_scope(
    path: str = "/",
    *,
    query: bytes | str = b"",
    headers: HeaderItems = (),
    subprotocols: Sequence[str] = (),
    root_path: str = "",
    scheme: str = "ws",
    **more: Any,
) -> Scope:
    """Build the scope of a WebSocket handshake as a server would; `more` adds or replaces keys."""
    scope = http_scope("GET", path, query=query, headers=headers, root_path=root_path, scheme=scheme)
    del scope["method"]
    scope.update(type="websocket", subprotocols=list(subprotocols), extensions={"websocket.http.response": {}})
    scope.update(more)
    return scope


def encode_headers(headers: HeaderItems) -> list[tuple[bytes, bytes]]:
    """Turn a mapping or pairs, text or bytes, into ASGI's header list with lower-case names."""
    items = headers.items() if isinstance(headers, Mapping) else headers
    return [(_encode(name).lower(), _encode(value)) for name, value in items]


def _encode(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value


class AsgiRecorder:
    """One call of an ASGI application, with `sent` holding the messages it sent, in order.

    `receive` gives what was fed; when nothing is left it waits for more, but after the last message of an HTTP response
    it gives `http.disconnect`, as servers do. `send` is a plain function of ASGI, or with `direct` an object that also
    has `send_response` and `response_started`, as the server of Fireweed offers it; what arrives through
    `send_response` is recorded as the two messages it stands for, and counted in `direct_responses`.
    """

    def __init__(self, app: ASGIApp, scope: Scope, *, direct: bool = False) -> None:
        self.app = app
        self.scope = scope
        self.sent: list[Message] = []
        self.direct_responses = 0
        self.send: Send = DirectSend(self) if direct else self.record
        self._fed: deque[Message] = deque()
        self._changed = asyncio.Event()

    # Feeding...

    def feed(self, *messages: Message) -> None:
        """Give the application `messages` to receive, after those fed before."""
        self._fed.extend(messages)
        self._changed.set()

    def feed_body(self, body: bytes = b"", *, more_body: bool = False) -> None:
        """Feed a piece of the request body; the last one unless `more_body`."""
        self.feed({"type": "http.request", "body": body, "more_body": more_body})

    def disconnect(self) -> None:
        """Feed the message which says that the client went away."""
        if self.scope["type"] == "websocket":
            self.feed({"type": "websocket.disconnect", "code": 1005, "reason": ""})
        else:
            self.feed({"type": "http.disconnect"})

    async def run(self) -> "AsgiRecorder":
        """Call the application and wait until it returns; its exception comes through, TimeoutError if it hangs."""
        async with asyncio.timeout(HANG_LIMIT):
            await self.app(self.scope, self.receive, self.send)
        return self

    # The application's side...

    async def receive(self) -> Message:
        while not self._fed:
            if self.is_complete:
                return {"type": "http.disconnect"}
            self._changed.clear()
            await self._changed.wait()
        return self._fed.popleft()

    async def record(self, message: Message) -> None:
        self.sent.append(message)
        self._changed.set()

    # Reading...

    async def wait_sent(self, count: int = 1) -> None:
        """Wait until at least `count` messages were sent; TimeoutError if that never comes."""
        async with asyncio.timeout(HANG_LIMIT):
            while len(self.sent) < count:
                self._changed.clear()
                await self._changed.wait()

    @property
    def response_started(self) -> bool:
        return self._find_start() is not None

    @property
    def is_complete(self) -> bool:
        """Whether the last message of an HTTP response was sent."""
        return any(message["type"] == "http.response.body" and not message.get("more_body") for message in self.sent)

    @property
    def status(self) -> int:
        status: int = self._get_start()["status"]
        return status

    @property
    def headers(self) -> dict[str, str]:
        """The response's headers by lower-case name; the last one wins where a name is repeated."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self.raw_headers}

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        return list(self._get_start().get("headers", ()))

    @property
    def body_chunks(self) -> list[bytes]:
        return [message.get("body", b"") for message in self.sent if message["type"] == "http.response.body"]

    @property
    def body(self) -> bytes:
        return b"".join(self.body_chunks)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def types(self) -> list[str]:
        """The types of the messages sent, in order."""
        return [message["type"] for message in self.sent]

    def _find_start(self) -> Message | None:
        return next((message for message in self.sent if message["type"] == "http.response.start"), None)

    def _get_start(self) -> Message:
        start = self._find_start()
        assert start is not None, f"no response was started; sent were {self.types}"
        return start


class DirectSend:
    """The `send` that the server of Fireweed hands to applications, recording."""

    def __init__(self, recorder: AsgiRecorder) -> None:
        self._recorder = recorder

    async def __call__(self, message: Message) -> None:
        await self._recorder.record(message)

    @property
    def response_started(self) -> bool:
        return self._recorder.response_started

    def send_response(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        recorder = self._recorder
        recorder.direct_responses += 1
        recorder.sent.append({"type": "http.response.start", "status": status, "headers": list(headers)})
        recorder.sent.append({"type": "http.response.body", "body": body, "more_body": False})
        recorder.feed()


async def call(app: ASGIApp, scope: Scope, *, body: bytes = b"", direct: bool = False) -> AsgiRecorder:
    """Call `app` once with an HTTP scope and a whole request body, until it returns."""
    recorder = AsgiRecorder(app, scope, direct=direct)
    recorder.feed_body(body)
    return await recorder.run()
