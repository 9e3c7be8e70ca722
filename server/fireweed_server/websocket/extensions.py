"""How large a message may become, and its compression, as extensions of wsproto: it asks them about every frame.

wsproto may show the header of a frame several times, while the frame's key has not arrived: nothing is counted there.
"""

import zlib
from typing import Final

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

from fireweed_server.websocket.deflate import DeflateParameters

_NO_BITS: Final = RsvBits(rsv1=False, rsv2=False, rsv3=False)
_COMPRESSED_BIT: Final = RsvBits(rsv1=True, rsv2=False, rsv3=False)
_TAIL: Final = b"\x00\x00\xff\xff"
"""What ends every deflated message and is not sent (RFC 7692 §7.2.1)."""

_LEAST_INFLATE_BITS: Final = 9
_MEMORY_LEVEL: Final = 5


class MessageLimit(Extension):
    """Fails the connection with 1009 where a frame's header announces more than `max_size` bytes for its message."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._decoder: FrameDecoder | FrameProtocol | None = None
        self._is_data = self._is_mid_message = False
        # Bytes of the message: those of its frame that is arriving, and those before it.
        self._frame_size = self._size = 0

    @property
    def is_idle(self) -> bool:
        """Whether wsproto holds nothing: no part of a frame, and no part of a message."""
        decoder = self._decoder
        if not isinstance(decoder, FrameDecoder) or self._is_mid_message:
            return False
        return decoder.header is None and len(decoder.buffer) == 0

    def enabled(self) -> bool:
        return True

    def offer(self) -> bool:
        return False

    def frame_inbound_header(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, payload_length: int
    ) -> CloseReason | RsvBits:
        self._decoder = proto
        self._is_data = not opcode.iscontrol()
        self._frame_size = payload_length if self._is_data else 0
        return CloseReason.MESSAGE_TOO_BIG if self._size + self._frame_size > self._max_size else _NO_BITS

    def frame_inbound_complete(self, proto: FrameDecoder | FrameProtocol, fin: bool) -> bytes | CloseReason | None:  # noqa: FBT001 (wsproto's)
        if self._is_data:
            self._is_mid_message = not fin
            self._size = 0 if fin else self._size + self._frame_size
        return None


class PerMessageDeflate(MessageLimit):
    """Compression of messages (RFC 7692). What it inflates is limited too, and never made only to be thrown away."""

    def __init__(self, parameters: DeflateParameters, max_size: int) -> None:
        super().__init__(max_size)
        self._parameters = parameters
        self._is_compressed = False
        self._inflater = self._build_inflater()
        self._deflater = self._build_deflater()

    def frame_inbound_header(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, payload_length: int
    ) -> CloseReason | RsvBits:
        bits = _NO_BITS
        if opcode in (Opcode.TEXT, Opcode.BINARY):
            self._is_compressed = rsv.rsv1
            bits = _COMPRESSED_BIT
        # Of a compressed frame the length says little: what it inflates to is counted instead.
        length = 0 if self._is_compressed else payload_length
        refusal = super().frame_inbound_header(proto, opcode, rsv, length)
        return refusal if isinstance(refusal, CloseReason) else bits

    def frame_inbound_payload_data(self, proto: FrameDecoder | FrameProtocol, data: bytes) -> bytes | CloseReason:
        return self._inflate(data) if self._is_compressed and self._is_data else data

    def frame_inbound_complete(self, proto: FrameDecoder | FrameProtocol, fin: bool) -> bytes | CloseReason | None:  # noqa: FBT001 (wsproto's)
        rest = self._inflate(_TAIL) if fin and self._is_compressed and self._is_data else None
        super().frame_inbound_complete(proto, fin)
        if rest is not None and self._parameters.client_no_context_takeover:
            self._inflater = self._build_inflater()
        return rest

    def deflate(self, data: bytes) -> bytes:
        """The payload of a compressed frame with the whole message."""
        deflater = self._deflater
        deflated = deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH)
        if self._parameters.server_no_context_takeover:
            self._deflater = self._build_deflater()
        return deflated.removesuffix(_TAIL)

    def _inflate(self, data: bytes) -> bytes | CloseReason:
        parts = []
        try:
            while data:
                inflater = self._inflater
                # One byte more than there may be shows that there are too many; 0 would mean that there is no limit.
                part = inflater.decompress(data, self._max_size - self._size + 1)
                self._size += len(part)
                if self._size > self._max_size:
                    return CloseReason.MESSAGE_TOO_BIG
                parts.append(part)
                # RFC 7692 §7.2.3.4: a final block ends zlib's stream, but not the client's.
                data = inflater.unused_data
                if inflater.eof:
                    self._inflater = self._build_inflater()
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        return b"".join(parts)

    def _build_inflater(self) -> "zlib._Decompress":
        return zlib.decompressobj(-max(self._parameters.client_max_window_bits, _LEAST_INFLATE_BITS))

    def _build_deflater(self) -> "zlib._Compress":
        bits = self._parameters.server_max_window_bits
        return zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -bits, _MEMORY_LEVEL)
