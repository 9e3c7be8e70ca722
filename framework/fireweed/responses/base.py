"""The response whose whole body is known: status, headers and bytes, and how it answers an ASGI call."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from fireweed.background import BackgroundTask
from fireweed.http.cookies import format_set_cookie
from fireweed.http.headers import MutableHeaders, encode_field
from fireweed.responses.sending import Headers, has_content_length, send_denial, send_whole, wait_sent
from fireweed.types import RawHeaders, Receive, Scope, Send

Content = str | bytes | memoryview


class Response:
    """An answer with a status, headers and a body; as an ASGI application it sends itself, then runs `background`.

    `content-length` and `content-type` are added unless `headers` has them. Subclasses set `media_type` and override
    `render` to turn other content into bytes.

    Raises:
        ValueError: a header, or the media type, holds CR, LF or NUL.
    """

    media_type: str | None = None
    charset = "utf-8"

    body: bytes
    _content_headers: Headers = ()
    _raw_headers: RawHeaders | None = None

    def __init__(
        self,
        content: Any = None,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.status_code = status_code
        if media_type is not None:
            self.media_type = media_type
        self.background = background
        self.body = self.render(content)
        self.init_headers(headers)

    def render(self, content: Any) -> bytes:
        """Return the body for `content`: text encoded with `charset`, bytes as they are, nothing for None."""
        return b"" if content is None else encode_content(content, self.charset)

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Begin with these headers, and those that describe the content."""
        # PERF: without headers of its own a response keeps to a constant tuple, and makes a list of its own only when
        # `headers` or `raw_headers` is asked for (benchmarks/micro/responses.py).
        self._content_headers = _build_content_headers(self.media_type, self.charset)
        self._raw_headers = (
            None if headers is None else self._complete([encode_field(name, headers[name]) for name in headers])
        )

    @property
    def raw_headers(self) -> RawHeaders:
        """The headers as ASGI carries them: latin-1 bytes, names in lower case."""
        if self._raw_headers is None:
            self._raw_headers = self._complete([])
        return self._raw_headers

    @raw_headers.setter
    def raw_headers(self, raw_headers: RawHeaders) -> None:
        self._raw_headers = raw_headers

    @property
    def headers(self) -> MutableHeaders:
        """The headers as a case-insensitive mapping that can be changed."""
        return MutableHeaders(raw=self.raw_headers)

    def set_cookie(  # noqa: PLR0913 (the attributes of a cookie, under the names that users know)
        self,
        key: str,
        value: str = "",
        max_age: int | None = None,
        expires: datetime | str | int | None = None,
        path: str | None = "/",
        domain: str | None = None,
        *,
        secure: bool = False,
        httponly: bool = False,
        samesite: Literal["lax", "strict", "none"] | None = "lax",
        partitioned: bool = False,
    ) -> None:
        """Add a `set-cookie` header (RFC 6265 §4.1).

        `max_age` is in seconds; `expires` is a moment, a number of seconds from now, or ready-made text.

        Raises:
            AssertionError: an unknown `samesite`.
            ValueError: a value that would not stay in its place in the header.
        """
        cookie = format_set_cookie(
            key,
            str(value),  # numbers, too: programs give them
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )
        self.raw_headers.append(encode_field("set-cookie", cookie))

    def delete_cookie(  # noqa: PLR0913 (as set_cookie)
        self,
        key: str,
        path: str | None = "/",
        domain: str | None = None,
        *,
        secure: bool = False,
        httponly: bool = False,
        samesite: Literal["lax", "strict", "none"] | None = "lax",
        partitioned: bool = False,
    ) -> None:
        """Tell the client to forget a cookie; `path` and `domain` have to be those that it was set with."""
        self.set_cookie(
            key,
            max_age=0,
            expires=0,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send_denial(send, self.status_code, self._headers_to_send(), self.body)
        else:
            await send_whole(send, self.status_code, self._headers_to_send(), self.body)
        if self.background is not None:
            await wait_sent(send)
            await self.background()

    def _headers_to_send(self) -> Headers:
        return self._content_headers if self._raw_headers is None else self._raw_headers

    def _content_length(self) -> int | None:
        # Subclasses of programs that stream have no body.
        return len(self.body) if hasattr(self, "body") else None

    def _complete(self, raw_headers: RawHeaders) -> RawHeaders:
        """Add what describes the content, unless it is there already."""
        names = {name for name, _ in raw_headers}
        length = self._content_length()
        if length is not None and b"content-length" not in names and has_content_length(self.status_code):
            raw_headers.append((b"content-length", b"%d" % length))
        if b"content-type" not in names:
            raw_headers.extend(self._content_headers)
        return raw_headers


def encode_content(content: Content, charset: str) -> bytes:
    """Return text encoded, bytes as they are, the memory of a view whatever its format."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode(charset)
    if isinstance(content, memoryview | bytearray):
        return bytes(content)
    raise TypeError(
        f"A response body is made of str, bytes or memoryview, not {type(content).__name__}; "
        "return a JSONResponse, or override render()."
    )


@lru_cache(maxsize=256)
def _build_content_headers(media_type: str | None, charset: str) -> tuple[tuple[bytes, bytes], ...]:
    if media_type is None:
        return ()
    if media_type.startswith("text/") and "charset=" not in media_type.lower():
        media_type = f"{media_type}; charset={charset}"
    return (encode_field("content-type", media_type),)
