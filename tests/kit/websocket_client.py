"""A WebSocket client in memory and over a socket. Frames are built and read by hand, so right and wrong ones alike."""

import asyncio
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from kit.http_client import FakeClient, ReceivedResponse, parse_response
from kit.raw_client import LIMIT
from kit.transport import build_request

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT_KEY: Final = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
DEFLATE: Final = ("Sec-WebSocket-Extensions", "permessage-deflate")
_MASK: Final = b"\x11\x22\x33\x44"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as the server sent it."""

    opcode: int
    payload: bytes = b""
    is_last: bool = True
    is_compressed: bool = False


def build_handshake(*headers: tuple[str, str], method: str = "GET", target: str = "/", version: str = "1.1") -> bytes:
    """A good handshake; a header among `headers` takes the place of its own of that name, "" leaves it out."""
    own = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
    }
    for name, _ in headers:
        own.pop(name, None)
    lines = [*own.items(), *((name, value) for name, value in headers if value)]
    return build_request(method, target, lines, version=version)


def build_frame(
    opcode: int, payload: bytes = b"", *, is_last: bool = True, bits: int = 0, masked: bool = True
) -> bytes:
    """A frame as a client sends it; `bits` are the reserved ones."""
    size = len(payload)
    if size < 126:
        short, extended = size, b""
    elif size < 65536:
        short, extended = 126, struct.pack("!H", size)
    else:
        short, extended = 127, struct.pack("!Q", size)
    head = bytes((is_last << 7 | bits << 4 | opcode, masked << 7 | short)) + extended
    if not masked:
        return head + payload
    key = (_MASK * (size // 4 + 1))[:size]
    unmasked = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return head + _MASK + unmasked.to_bytes(size, "big")


def build_close(code: int, reason: str = "") -> bytes:
    """A close frame."""
    return build_frame(CLOSE, struct.pack("!H", code) + reason.encode())


def close_frame(code: int, reason: str = "") -> Frame:
    """A close frame as the server sends it."""
    return Frame(CLOSE, struct.pack("!H", code) + reason.encode())


def parse_frame(data: bytes) -> tuple[Frame, bytes]:
    """The first frame in `data` and what follows it; IndexError or struct.error if it is not complete."""
    first, size, start = data[0], data[1], 2
    assert size < 128, "a server must not mask"
    if size == 126:
        (size,), start = struct.unpack("!H", data[2:4]), 4
    elif size == 127:
        (size,), start = struct.unpack("!Q", data[2:10]), 10
    if len(data) < start + size:
        raise IndexError(f"{start + size - len(data)} bytes are missing")
    frame = Frame(first & 15, data[start : start + size], bool(first & 128), bool(first & 64))
    return frame, data[start + size :]


class FakeWebSocketClient(FakeClient):
    """One connection in memory."""

    async def open(self, *headers: tuple[str, str], target: str = "/") -> ReceivedResponse:
        """Send a handshake and take the answer to it."""
        self.feed(build_handshake(*headers, target=target))
        await self.settle()
        response, self.transport.written = parse_response(self.transport.written)
        return response

    async def send(self, *frames: bytes, size: int | None = None) -> list[Frame]:
        """Send frames, in packets of `size` if that is given, and take what came back."""
        self.feed(b"".join(frames), size=size)
        await self.settle()
        return self.take_frames()

    def take_frames(self) -> list[Frame]:
        """What the server has sent since the last time."""
        data, self.transport.written = self.transport.written, b""
        frames = []
        while data:
            frame, data = parse_frame(data)
            frames.append(frame)
        return frames

    @property
    def is_closed(self) -> bool:
        """Whether the server has closed the connection, or its side of it."""
        return self.transport.is_closing() or self.transport.has_written_eof()

    async def leave(self) -> None:
        """Drop the connection without a word."""
        self.transport.close()
        await self.settle()


class SocketWebSocketClient:
    """One connection over a socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self._received = b""

    async def read_frame(self) -> Frame:
        """The next frame."""
        async with asyncio.timeout(LIMIT):
            while True:
                try:
                    frame, self._received = parse_frame(self._received)
                except (IndexError, struct.error):
                    data = await self._reader.read(65536)
                    assert data, "the server closed the connection"
                    self._received += data
                else:
                    return frame

    async def read_to_end(self) -> bytes:
        """Whatever comes until the server closes."""
        async with asyncio.timeout(LIMIT):
            return self._received + await self._reader.read()


@asynccontextmanager
async def connected(
    host: str, port: int, headers: Iterable[tuple[str, str]] = (), **options: Any
) -> AsyncIterator[SocketWebSocketClient]:
    """A WebSocket to a server that listens there, open while the block runs."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(build_handshake(*headers, **options))
        async with asyncio.timeout(LIMIT):
            head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        yield SocketWebSocketClient(reader, writer)
    finally:
        writer.close()
