"""ASGI's types as the server speaks them (https://asgi.readthedocs.io): scopes, messages, callables.

The server owns them so that it needs no framework. Scopes and messages are plain dicts at run time.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final, Literal, NotRequired, TypedDict

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

RawHeaders = list[tuple[bytes, bytes]]
Address = tuple[str, int | None]


class ASGIVersions(TypedDict):
    """What `scope["asgi"]` says."""

    version: str
    spec_version: str


ASGI_VERSIONS: Final[ASGIVersions] = {"version": "3.0", "spec_version": "2.5"}
"""Version 2.5 of the HTTP and WebSocket message format: since 2.4 `send` raises OSError once the client has gone."""


class HTTPScope(TypedDict):
    """The scope of one HTTP request."""

    type: Literal["http"]
    asgi: ASGIVersions
    http_version: str
    method: str
    scheme: str
    path: str
    raw_path: bytes
    query_string: bytes
    root_path: str
    headers: RawHeaders
    client: Address | None
    server: Address | None
    state: dict[str, Any]
    extensions: dict[str, dict[str, Any]]


class WebSocketScope(TypedDict):
    """The scope of one WebSocket connection."""

    type: Literal["websocket"]
    asgi: ASGIVersions
    http_version: str
    scheme: str
    path: str
    raw_path: bytes
    query_string: bytes
    root_path: str
    headers: RawHeaders
    client: Address | None
    server: Address | None
    subprotocols: list[str]
    state: dict[str, Any]
    extensions: dict[str, dict[str, Any]]


class HTTPRequestEvent(TypedDict):
    """A part of the request's body, from `receive`."""

    type: Literal["http.request"]
    body: bytes
    more_body: bool


class HTTPDisconnectEvent(TypedDict):
    """The client has gone or the response is complete, from `receive`."""

    type: Literal["http.disconnect"]


class HTTPResponseStartEvent(TypedDict):
    """Status and headers of the response, to `send`."""

    type: Literal["http.response.start"]
    status: int
    headers: NotRequired[Iterable[tuple[bytes, bytes]]]
    trailers: NotRequired[bool]


class HTTPResponseBodyEvent(TypedDict):
    """A part of the response's body, to `send`; the last one unless `more_body` is true."""

    type: Literal["http.response.body"]
    body: NotRequired[bytes]
    more_body: NotRequired[bool]


# Extensions: https://asgi.readthedocs.io/en/latest/extensions.html


class HTTPResponseEarlyHintEvent(TypedDict):
    """Values of `link` that are told ahead of the response, to `send`; any number of times."""

    type: Literal["http.response.early_hint"]
    links: Iterable[bytes]


class HTTPResponsePathSendEvent(TypedDict):
    """The whole body as a file, to `send`."""

    type: Literal["http.response.pathsend"]
    path: str


class HTTPResponseZeroCopySendEvent(TypedDict):
    """A part of the body out of an open file, to `send`; from its position and to its end unless it says otherwise."""

    type: Literal["http.response.zerocopysend"]
    file: Any
    offset: NotRequired[int]
    count: NotRequired[int]
    more_body: NotRequired[bool]


class HTTPResponseTrailersEvent(TypedDict):
    """Fields after the body, to `send`; the last ones unless `more_trailers` is true."""

    type: Literal["http.response.trailers"]
    headers: Iterable[tuple[bytes, bytes]]
    more_trailers: NotRequired[bool]
