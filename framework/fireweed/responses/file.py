"""The response that sends a file from disk, whole or in ranges. The disk is touched in worker threads only."""

import os
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from mimetypes import guess_type
from typing import TypeVar

from fireweed.background import BackgroundTask
from fireweed.concurrency import run_in_threadpool
from fireweed.exceptions import FireweedError
from fireweed.files.reading import (
    FilePath,
    FileReading,
    NotRegularFileError,
    ShorterFileError,
    get_regular_status,
    read_if_small,
)
from fireweed.http.content_disposition import format_content_disposition
from fireweed.http.dates import format_http_date
from fireweed.http.etag import build_etag
from fireweed.http.headers import encode_field
from fireweed.responses.base import Response
from fireweed.responses.disconnect import send_until_disconnect
from fireweed.responses.selection import Selection, has_range, select_requested, select_whole
from fireweed.responses.sending import has_content_length, send_denial, send_whole, wait_sent
from fireweed.types import RawHeaders, Receive, Scope, Send

Answer = TypeVar("Answer")

OWN_SEND = "fireweed.send_response"
"""The extension by which a server tells that its `send` has a method `send_response`."""


class FileResponse(Response):
    """A response whose body is a file.

    The media type is guessed from `filename`, or else `path`; `filename` is also the one that the client is told to
    save it under (`content_disposition_type`: "attachment" or "inline"). `stat_result` is what is known of the file;
    otherwise that is asked when the response is sent. `etag` and `last-modified` are added, and Range is understood
    (RFC 9110 §14) by responses with status 200.

    Sending it raises:
        RuntimeError: there is no such file, it is no regular file, or it ends before it should.
        ClientDisconnect: the client is gone.
    """

    chunk_size = 64 * 1024

    def __init__(  # noqa: PLR0913 - the signature is the one that users know
        self,
        path: FilePath,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
        filename: str | None = None,
        stat_result: os.stat_result | None = None,
        content_disposition_type: str = "attachment",
    ) -> None:
        self.path = path
        self.status_code = status_code
        self.background = background
        self.filename = filename
        self.content_disposition_type = content_disposition_type
        self.stat_result = stat_result
        self.media_type = media_type or self.media_type or guess_media_type(filename or os.fspath(path))
        self.init_headers(headers)
        if stat_result is not None:
            self.set_stat_headers(stat_result)

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Begin with these headers, and those that describe the content but for what only the disk knows."""
        super().init_headers(headers)
        fields = [(b"accept-ranges", b"bytes")]
        if self.filename is not None:
            disposition = format_content_disposition(self.content_disposition_type, self.filename)
            fields.append(encode_field("content-disposition", disposition))
        add_missing(self.raw_headers, fields)

    def _content_length(self) -> None:
        """Not known yet."""

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """Add what the disk knows of the file: its length, when it was modified, and a tag made of both."""
        add_missing(self.raw_headers, describe_file(stat_result))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "HEAD" or not has_content_length(self.status_code):
            selection = await self._select_unread(scope)
            await send_whole(send, selection.status, build_headers(selection), b"")
        elif can_send_path(scope, send) and not has_range(scope["headers"]):
            await self._send_path(scope, receive, send)
        else:
            await self._send_content(scope, receive, send)
        if self.background is not None:
            await wait_sent(send)
            await self.background()

    async def _send_path(self, scope: Scope, receive: Receive, send: Send) -> None:
        if OWN_SEND not in scope["extensions"]:
            selection = await self._select_unread(scope)
        else:
            # Fireweed's server takes a small file with its head, in one write.
            read = partial(read_if_small, self.path, partial(self._select, scope), self.chunk_size)
            selection, content = await self._from_disk(run_in_threadpool(read))
            if content is not None:
                await send_whole(send, selection.status, build_headers(selection), content)
                return
        path = os.path.abspath(self.path)  # noqa: ASYNC240 - asks for nothing but the working directory

        async def send_path(send: Send) -> None:
            await send({"type": "http.response.start", "status": selection.status, "headers": build_headers(selection)})
            await send({"type": "http.response.pathsend", "path": path})

        await send_until_disconnect(send_path, scope, receive, send)

    async def _send_content(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_denial = scope["type"] == "websocket"
        async with FileReading(self.path, self.chunk_size) as reading:
            selection, chunk = await self._from_disk(reading.start(partial(self._select, scope)))
            headers = build_headers(selection)
            if not reading.remaining:
                await (send_denial if is_denial else send_whole)(send, selection.status, headers, chunk)
                return

            async def send_chunks(send: Send) -> None:
                prefix = "websocket.http.response" if is_denial else "http.response"
                await send({"type": f"{prefix}.start", "status": selection.status, "headers": headers})
                await send({"type": f"{prefix}.body", "body": chunk, "more_body": True})
                while reading.remaining:
                    body = await self._from_disk(reading.read())
                    await send({"type": f"{prefix}.body", "body": body, "more_body": bool(reading.remaining)})

            await send_until_disconnect(send_chunks, scope, receive, send)

    async def _select_unread(self, scope: Scope) -> Selection:
        """What would be sent, without opening the file."""
        if self.stat_result is not None:
            return self._select(scope, self.stat_result)
        return self._select(scope, await self._from_disk(run_in_threadpool(get_regular_status, self.path)))

    def _select(self, scope: Scope, found: os.stat_result) -> Selection:
        """What to send of a file that was found with this status."""
        size = (self.stat_result or found).st_size
        headers = [field for field in self.raw_headers if field[0] != b"content-length"]
        if self.stat_result is None:
            add_missing(headers, describe_file(found)[1:])
        if self.status_code == 200 and scope.get("method") in ("GET", "HEAD"):
            return select_requested(scope["headers"], headers, size)
        return select_whole(self.status_code, headers, size)

    async def _from_disk(self, asked: Awaitable[Answer]) -> Answer:
        try:
            return await asked
        except OSError as error:
            raise self._explain(error) from error

    def _explain(self, error: OSError) -> Exception:
        """The error to raise for one of the file system."""
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return FireweedError(f"File at path {self.path} does not exist.")
        if isinstance(error, NotRegularFileError):
            return FireweedError(f"File at path {self.path} is not a file.")
        if isinstance(error, ShorterFileError):
            return FireweedError(f"File at path {self.path} is shorter than expected.")
        return error


def can_send_path(scope: Scope, send: Send) -> bool:
    """Whether a path can be sent in place of a body (ASGI extension `http.response.pathsend`).

    Middleware that has wrapped `send` need not know of paths, and may want to see the body. It shows on servers whose
    own `send` would have `send_response`.
    """
    extensions = scope.get("extensions") or ()
    if "http.response.pathsend" not in extensions:
        return False
    return hasattr(send, "send_response") or OWN_SEND not in extensions


def describe_file(stat_result: os.stat_result) -> Sequence[tuple[bytes, bytes]]:
    """Return content-length, last-modified and etag of a file."""
    return _describe(stat_result.st_mtime, stat_result.st_size)


# PERF: the same files are asked for again; this is half of what a response costs to build (benchmarks/micro/files.py).
@lru_cache(maxsize=1024)
def _describe(modified: float, size: int) -> Sequence[tuple[bytes, bytes]]:
    return (
        (b"content-length", b"%d" % size),
        (b"last-modified", format_http_date(modified).encode()),
        (b"etag", build_etag(modified, size).encode()),
    )


def add_missing(headers: RawHeaders, fields: Iterable[tuple[bytes, bytes]]) -> None:
    """Add those of `fields` whose name is not among `headers`."""
    names = {name for name, _ in headers}
    headers.extend(field for field in fields if field[0] not in names)


def build_headers(selection: Selection) -> RawHeaders:
    """Return all headers of an answer, its length among them."""
    if not has_content_length(selection.status):
        return selection.headers
    return [*selection.headers, (b"content-length", b"%d" % selection.length)]


def guess_media_type(name: str) -> str:
    """Return the media type that the extension of a file name stands for."""
    return guess_type(name)[0] or "application/octet-stream"
