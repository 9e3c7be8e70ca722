"""The PROXY protocol, versions 1 and 2 (haproxy.org, doc/proxy-protocol.txt): who connected to the proxy in front.

Theory of operation. A preface stands in front of everything else on a connection and says itself where it ends.
`count_missing` tells how many bytes can be read without reading past that end, so what follows, HTTP or TLS, stays in
the socket for whoever speaks it.
"""

import re
import struct
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final, NamedTuple

from fireweed_server.asgi import Address
from fireweed_server.errors import ServerError

MAX_SIZE_V1: Final = 107
"""The longest line of version 1."""

MAX_SIZE_V2: Final = 16 + 2048
"""The longest preface of version 2 taken; addresses are 216 bytes at most, the rest are extensions (TLVs)."""

_SIGNATURE_V2: Final = b"\r\n\r\n\x00\r\nQUIT\n"
_SIGNATURE_V1: Final = b"PROXY "
_HEAD: Final = struct.Struct("!12sBBH")
_LINE: Final = re.compile(
    r"PROXY (?P<family>TCP4|TCP6) (?P<source>\S+) (?P<destination>\S+) "
    r"(?P<ports>(?:0|[1-9]\d{0,4}) (?:0|[1-9]\d{0,4}))",
    re.ASCII,
)
_MAX_PORT: Final = 65535
_LOCAL, _PROXY = 0x20, 0x21
# The families of version 2 over a stream; those over datagrams cannot be here.
_TCP4, _TCP6, _UNIX, _UNSPECIFIED = 0x11, 0x21, 0x31, 0x00
_INET: Final = struct.Struct("!4s4sHH")
_INET6: Final = struct.Struct("!16s16sHH")
_PATH_SIZE: Final = 108


class PrefaceError(ServerError):
    """What a connection begins with is no preface, or one too long."""


class Preface(NamedTuple):
    """Who connected to whom, as the proxy saw it; None for the nameless clients of Unix domain sockets."""

    client: Address | None
    server: Address | None


def count_missing(data: bytes) -> int:
    """How many bytes more certainly belong to the preface that begins with `data`; 0 if it is complete.

    Raises PrefaceError as soon as `data` cannot become one.
    """
    if len(data) < len(_SIGNATURE_V2):
        if not (_SIGNATURE_V2.startswith(data) or _begins_line(data)):
            raise PrefaceError("The connection does not begin with the PROXY protocol.")
        return len(_SIGNATURE_V2) - len(data)
    return _count_missing_v1(data) if data.startswith(_SIGNATURE_V1) else _count_missing_v2(data)


def parse_preface(data: bytes) -> Preface | None:
    """Read a complete preface; None if it leaves the connection's own ends to count, as health checks do.

    Raises PrefaceError if it is malformed.
    """
    return _parse_v1(data) if data.startswith(_SIGNATURE_V1) else _parse_v2(data)


def _begins_line(data: bytes) -> bool:
    return data.startswith(_SIGNATURE_V1) or _SIGNATURE_V1.startswith(data)


# Version 1


def _count_missing_v1(data: bytes) -> int:
    if data.endswith(b"\r\n"):
        return 0
    if len(data) >= MAX_SIZE_V1:
        raise PrefaceError("The line of the PROXY protocol is too long.")
    # A line end is two bytes, and nothing tells how far it is.
    return 1 if data.endswith(b"\r") else min(2, MAX_SIZE_V1 - len(data))


def _parse_v1(data: bytes) -> Preface | None:
    line = data[:-2].decode("latin-1")
    if line == "PROXY UNKNOWN" or line.startswith("PROXY UNKNOWN "):
        return None
    match = _LINE.fullmatch(line)
    if match is None:
        raise PrefaceError("The line of the PROXY protocol is malformed.")
    make = IPv4Address if match["family"] == "TCP4" else IPv6Address
    try:
        source, destination = str(make(match["source"])), str(make(match["destination"]))
    except AddressValueError as error:
        raise PrefaceError("The line of the PROXY protocol has an invalid address.") from error
    source_port, destination_port = map(int, match["ports"].split(" "))
    if max(source_port, destination_port) > _MAX_PORT or "%" in source + destination:
        raise PrefaceError("The line of the PROXY protocol has an invalid address.")
    return Preface((source, source_port), (destination, destination_port))


# Version 2


def _count_missing_v2(data: bytes) -> int:
    if not data.startswith(_SIGNATURE_V2):
        raise PrefaceError("The connection does not begin with the PROXY protocol.")
    if len(data) < _HEAD.size:
        return _HEAD.size - len(data)
    _, _, _, length = _HEAD.unpack_from(data)
    if _HEAD.size + length > MAX_SIZE_V2:
        raise PrefaceError("The preface of the PROXY protocol is too long.")
    missing: int = _HEAD.size + length - len(data)
    return missing


def _parse_v2(data: bytes) -> Preface | None:
    _, command, family, _ = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    if command == _LOCAL:  # the proxy itself, asking whether we live
        return None
    if command != _PROXY:
        raise PrefaceError("The PROXY protocol has another version or command than is known here.")
    try:
        return _parse_addresses(family, body)
    except struct.error as error:
        raise PrefaceError("The preface of the PROXY protocol is too short for its addresses.") from error


def _parse_addresses(family: int, body: bytes) -> Preface | None:
    if family == _UNSPECIFIED:
        return None
    if family == _TCP4:
        source, destination, source_port, destination_port = _INET.unpack_from(body)
        return Preface((str(IPv4Address(source)), source_port), (str(IPv4Address(destination)), destination_port))
    if family == _TCP6:
        source, destination, source_port, destination_port = _INET6.unpack_from(body)
        return Preface((str(IPv6Address(source)), source_port), (str(IPv6Address(destination)), destination_port))
    if family == _UNIX:
        if len(body) < 2 * _PATH_SIZE:
            raise PrefaceError("The preface of the PROXY protocol is too short for its addresses.")
        return Preface(None, _parse_path(body[_PATH_SIZE : 2 * _PATH_SIZE]))
    raise PrefaceError("The PROXY protocol has a family of addresses that is not one of streams.")


def _parse_path(field: bytes) -> Address | None:
    path = field.partition(b"\x00")[0].decode("utf-8", "surrogateescape")
    return (path, None) if path else None
