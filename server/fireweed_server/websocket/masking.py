"""The masking of a client's frames, undone: by C code if `websockets` is installed (the extra `speed`)."""

from collections.abc import Callable
from typing import Final

# From this size on a table for each byte of the key is faster than one large number.
_LEAST_TRANSLATED: Final = 4096
_BYTES: Final = bytes(range(256))


def unmask(payload: bytes, key: bytes) -> bytes:
    """The payload with the masking key applied (RFC 6455 §5.3), in Python alone."""
    if len(payload) < _LEAST_TRANSLATED:
        return _apply(payload, key)
    # PERF: as one large number it takes up to five times as long (benchmarks/micro/masking.py).
    plain = bytearray(len(payload))
    for index in range(4):
        plain[index::4] = payload[index::4].translate(_apply(_BYTES, key[index : index + 1] * 4))
    return bytes(plain)


def _apply(data: bytes, key: bytes) -> bytes:
    size = len(data)
    mask = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")


def choose_unmask() -> Callable[[bytes, bytes], bytes]:
    """The fastest `unmask` there is."""
    try:
        # PERF: a twentieth of the time for 64 kB (benchmarks/micro/masking.py).
        from websockets.speedups import apply_mask
    except ImportError:
        return unmask
    return apply_mask
