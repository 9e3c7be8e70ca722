"""The network without a network: a transport that records, a clock that is set by hand, raw requests."""

import asyncio
from collections.abc import Callable, Iterable

from fireweed_server.clock import Clock


class FakeTransport(asyncio.Transport):
    """Keeps what is written in `written` and tells its protocol what asyncio would tell it.

    `stall()` makes it as full as a transport whose client reads nothing, until `unstall()`.
    """

    def __init__(
        self,
        protocol: asyncio.Protocol,
        *,
        peername: object = ("192.0.2.7", 54321),
        sockname: object = ("192.0.2.1", 8000),
        ssl_object: object = None,
    ) -> None:
        super().__init__({"peername": peername, "sockname": sockname, "ssl_object": ssl_object})
        self.written = b""
        self.writes = 0
        self.unsent = 0
        self.is_aborted = False
        self._protocol = protocol
        self._is_closing = False
        self._is_reading = True
        self._has_written_eof = False
        self._is_stalled = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self._has_written_eof, "written after write_eof()"
        if not self._is_closing:
            self.written += bytes(data)
            self.writes += 1
            if self._is_stalled:
                self.unsent += len(data)

    def write_eof(self) -> None:
        assert not self._has_written_eof, "write_eof() called twice"
        self._has_written_eof = True

    def has_written_eof(self) -> bool:
        """Whether the server has closed its side."""
        return self._has_written_eof

    def can_write_eof(self) -> bool:
        return self.get_extra_info("ssl_object") is None

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self._protocol = protocol

    def get_protocol(self) -> asyncio.Protocol:
        return self._protocol

    def is_closing(self) -> bool:
        return self._is_closing

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.is_aborted = True
        self.close()

    def pause_reading(self) -> None:
        assert self._is_reading, "reading was paused already"
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True

    def is_reading(self) -> bool:
        return self._is_reading

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high is not None

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def stall(self) -> None:
        """From here on the client takes nothing."""
        self._is_stalled = True
        self._protocol.pause_writing()

    def unstall(self) -> None:
        """The client takes everything again."""
        self._is_stalled = False
        self.unsent = 0
        self._protocol.resume_writing()


class FakeClock(Clock):
    """A clock that ticks only when `advance` is called."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.date = b"Sat, 21 Nov 2026 12:00:00 GMT"
        self._ticks: list[Callable[[float], None]] = []

    def start(self, loop: asyncio.AbstractEventLoop, on_tick: Callable[[float], None]) -> None:
        self._ticks.append(on_tick)
        on_tick(self.now)

    def stop(self) -> None:
        self._ticks.clear()

    def advance(self, seconds: float) -> None:
        """Let so much time pass, then tick."""
        self.now += seconds
        for tick in self._ticks:
            tick(self.now)


def build_request(
    method: str = "GET",
    target: str = "/",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    version: str = "1.1",
) -> bytes:
    """A request as bytes, with a Host, and with a content-length if there is a body and nothing else frames it."""
    lines = [("Host", "a.example"), *headers]
    if body and not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in lines):
        lines.append(("Content-Length", str(len(body))))
    fields = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return f"{method} {target} HTTP/{version}\r\n{fields}\r\n".encode("latin-1") + body


def build_chunks(*chunks: bytes) -> bytes:
    """A body in chunks, with the last one (RFC 9112 §7.1)."""
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
