"""A request: the connection's view of the scope, and the body as it arrives."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any, NoReturn

from fireweed.connection import HTTPConnection, StateT
from fireweed.exceptions import BaseHTTPException, ClientDisconnect
from fireweed.forms import FormData, FormLimits, MultiPartException, PendingForm, build_parser, get_whole_max_size
from fireweed.http.cookies import parse_cookies as cookie_parser
from fireweed.http.headers import encode_field
from fireweed.http.json import parse_json
from fireweed.types import Message, Receive, Scope, Send

__all__ = ["ClientDisconnect", "HTTPConnection", "Request", "cookie_parser"]

REQUEST_KEY = "fireweed.request"
"""Where in the scope the request is that an endpoint got."""

BODY_KEY = "fireweed.body"
"""Where in the scope the body is that was read for an endpoint without a request."""

PUSHED_HEADERS = ("accept", "accept-encoding", "accept-language", "cache-control", "user-agent")
"""The headers of a request that a pushed one repeats."""


async def empty_receive() -> NoReturn:
    """Stand for the receive channel of a request that was made without one."""
    raise RuntimeError("This request was made without `receive`: it has no body. Pass it as the second argument.")


async def empty_send(message: Message) -> NoReturn:
    """Stand for the send channel of a request that was made without one."""
    raise RuntimeError("This request was made without `send`. Pass it as the third argument.")


class Request(HTTPConnection[StateT]):
    """One HTTP request. Raises ValueError for a scope that is not of type "http"."""

    scope_types = ("http",)

    # Set once known and absent before: subclasses that decode the body ask `hasattr(self, "_body")`.
    _body: bytes
    _json: Any

    _stream_consumed = False
    _is_disconnected = False
    # Messages of the body that came while looking for a disconnect.
    _unread: deque[Message] | None = None
    _form: FormData | None = None

    def __init__(self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send) -> None:
        super().__init__(scope)
        self._receive = receive
        self._send = send

    @property
    def method(self) -> str:
        """The method, in upper case."""
        method: str = self.scope["method"]
        return method

    @property
    def receive(self) -> Receive:
        """The ASGI receive channel."""
        return self._receive

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the body in chunks as they arrive, and b"" at the end; a body that was read whole, again.

        Raises RuntimeError when it was streamed before, and ClientDisconnect when it will not arrive whole.
        """
        if hasattr(self, "_body"):
            yield self._body
            yield b""
            return
        if self._stream_consumed:
            raise RuntimeError("Stream consumed")
        more_body = True
        while more_body:
            message = await self._next_message()
            more_body = message.get("more_body", False)
            self._stream_consumed = not more_body
            if message.get("body"):
                yield message["body"]
        yield b""

    async def body(self) -> bytes:
        """Read the whole body; it is kept. Raises as `stream`."""
        if not hasattr(self, "_body"):
            # PERF: a generator takes nearly half of what reading a small body does (benchmarks/micro/paired, `body`).
            is_plain = type(self).stream is Request.stream and not self._stream_consumed
            chunks = await self._read_rest() if is_plain else [chunk async for chunk in self.stream()]
            self._body = b"".join(chunks)
        return self._body

    async def json(self) -> Any:
        """Read the body as JSON (RFC 8259); the value is kept.

        Raises ValueError when it is not JSON: json.JSONDecodeError, or UnicodeDecodeError.
        """
        if not hasattr(self, "_json"):
            self._json = parse_json(await self.body())
        return self._json

    @property
    def has_own_json(self) -> bool:
        """Whether `json` may give something else than what the body says: it is overridden, or was called already."""
        return type(self).json is not Request.json or hasattr(self, "_json")

    def form(
        self, *, max_files: float = 1000, max_fields: float = 1000, max_part_size: int = 1024 * 1024
    ) -> PendingForm:
        """Read the body as a form: await this, or enter it with `async with`, which closes the files at the end.

        The form is kept, and is empty if the content-type is not that of a form. `max_files` and `max_fields` are
        numbers of parts, `max_part_size` is the size of a field in bytes; they hold for the first call.

        Raises MultiPartException when the form is malformed or exceeds a limit, inside an application BaseHTTPException
        with status 400; and as `stream`. No file is left behind then.
        """
        return PendingForm(self.read_form(FormLimits(max_files, max_fields, max_part_size)))

    async def read_form(self, limits: FormLimits) -> FormData:
        """Read the body as a form, as `form` does, within limits that are there already."""
        if self._form is None:
            try:
                self._form = await self._parse_form(limits)
            except MultiPartException as error:
                if "app" in self.scope:
                    raise BaseHTTPException(400, error.message) from error
                raise
        return self._form

    async def close(self) -> None:
        """Close what reading the body has opened: the uploads of a form."""
        if self._form is not None:
            await self._form.close()

    async def is_disconnected(self) -> bool:
        """Tell whether the client has gone, without waiting for it to do so. Nothing of the body is lost."""
        while not self._is_disconnected:
            message = await self._poll_message()
            if message is None:
                break
            if message["type"] == "http.disconnect":
                self._is_disconnected = True
                break
            self._keep_unread(message)
            if message.get("more_body", False):  # the rest is left to the flow control of who reads it
                break
        return self._is_disconnected

    async def send_push_promise(self, path: str) -> None:
        """Push `path` to the client, where the server can (ASGI extension `http.response.push`)."""
        if self._has_extension("http.response.push"):
            headers = [encode_field(name, value) for name in PUSHED_HEADERS for value in self.headers.getlist(name)]
            await self._send({"type": "http.response.push", "path": path, "headers": headers})

    async def send_early_hints(self, link: str, /, *additional_links: str) -> None:
        """Send values of `link` headers ahead, where the server can (RFC 8297, extension `http.response.early_hint`).

        They go to browsers that navigate (`Sec-Fetch-Mode: navigate`), which is when browsers use them. Other clients,
        Python's own among them, may take the first response they get for the last one (RFC 8297 §3).

        Raises ValueError for a link that cannot be the value of a header.
        """
        links = [encode_field("link", value)[1] for value in (link, *additional_links)]
        is_navigation = self.headers.get("sec-fetch-mode") == "navigate"
        if is_navigation and self._has_extension("http.response.early_hint"):
            await self._send({"type": "http.response.early_hint", "links": links})

    def _has_extension(self, name: str) -> bool:
        return name in (self.scope.get("extensions") or {})

    async def _parse_form(self, limits: FormLimits) -> FormData:
        parser = build_parser(self.headers, self.stream(), limits)
        if parser is None:
            return FormData()
        # PERF: a small form comes in one message, and needs no stream then (benchmarks/micro/forms.py).
        body = await self._receive_whole(get_whole_max_size())
        return await parser.parse() if body is None else parser.parse_whole(body)

    # Receiving

    async def _read_rest(self) -> list[bytes]:
        chunks: list[bytes] = []
        more_body = True
        while more_body:
            message = await self._next_message()
            chunks.append(message.get("body", b""))
            more_body = message.get("more_body", False)
        self._stream_consumed = True
        return chunks

    async def _receive_whole(self, max_size: int) -> bytes | None:
        """Receive the body if one message of at most so many bytes holds it; otherwise leave it to the stream."""
        if self._stream_consumed or hasattr(self, "_body"):
            return None
        message = await self._next_message()
        body: bytes = message.get("body", b"")
        if message.get("more_body", False) or len(body) > max_size:
            self._unread = deque([message, *(self._unread or ())])
            return None
        self._stream_consumed = True
        return body

    async def _next_message(self) -> Message:
        message = self._unread.popleft() if self._unread else await self._receive()
        if message["type"] == "http.disconnect":
            self._is_disconnected = True
            raise ClientDisconnect
        return message

    def _keep_unread(self, message: Message) -> None:
        if self._unread is None:
            self._unread = deque()
        self._unread.append(message)

    async def _poll_message(self) -> Message | None:
        """Return the message that is there already, if any."""
        receiving = asyncio.ensure_future(self._receive())
        try:
            await asyncio.sleep(0)  # its first step, which gets all that needs no waiting
        finally:
            receiving.cancel()
        await asyncio.wait([receiving])
        return None if receiving.cancelled() else receiving.result()


def recall_request(scope: Scope, receive: Receive, send: Send) -> Request:
    """Return the request that an endpoint got; if it got none, one that knows the body that was read for it."""
    request: Request | None = scope.get(REQUEST_KEY)
    if request is None:
        request = Request(scope, receive, send)
        if BODY_KEY in scope:
            request._body = scope[BODY_KEY]
    return request
