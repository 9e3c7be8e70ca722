"""How a request's body is delimited and whether its connection stays open (RFC 9112 §6, §9.3).

Every doubt about where a request ends is an error: two readings of one byte stream are how requests get smuggled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.memo import Memo

_MAX_LENGTH_DIGITS: Final = 18
_SINGLE_FIELDS: Final = frozenset((b"host", b"content-length"))
_BODY_FIELDS: Final = frozenset((b"content-length", b"expect", b"transfer-encoding"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFraming:
    """What the head says about the rest. `body_length` is None if only the chunks will tell; 0 is no body."""

    keep_alive: bool
    body_length: int | None = 0
    expects_continue: bool = False


_KEPT: Final = RequestFraming(keep_alive=True)
_CLOSED: Final = RequestFraming(keep_alive=False)


def combine_fields(headers: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The fields by name where a name occurs twice: values are joined by commas (RFC 9110 §5.3).

    Raises ProtocolError (400) if a field that must be single is not.
    """
    fields: dict[bytes, bytes] = {}
    for name, value in headers:
        if name not in fields:
            fields[name] = value
        elif name in _SINGLE_FIELDS:
            raise ProtocolError(400, f"there is more than one {name.decode('ascii').title()} header")
        else:
            fields[name] += b", " + value
    return fields


def parse_framing(fields: Mapping[bytes, bytes], http_version: str) -> RequestFraming:
    """Read the framing of a request off its fields.

    Raises ProtocolError: 400 for a length or coding that is invalid or ambiguous, 501 for a coding that is not served,
    417 for an expectation that is not met.
    """
    is_rare = b"connection" in fields or b"transfer-encoding" in fields or b"expect" in fields
    if http_version == "1.1" and not is_rare:
        length = fields.get(b"content-length")
        return _KEPT if length is None else _framings[length]
    keep_alive = _should_keep_alive(fields.get(b"connection", b""), http_version)
    if _BODY_FIELDS.isdisjoint(fields):
        return _KEPT if keep_alive else _CLOSED
    return RequestFraming(
        keep_alive=keep_alive,
        body_length=_parse_body_length(fields, http_version),
        expects_continue=_parse_expectation(fields, http_version),
    )


def _build_framing(length: bytes) -> RequestFraming:
    return RequestFraming(keep_alive=True, body_length=_parse_content_length(length))


def _should_keep_alive(connection: bytes, http_version: str) -> bool:
    options = _connection_options[connection]
    return b"close" not in options and (http_version != "1.0" or b"keep-alive" in options)


def _parse_body_length(fields: Mapping[bytes, bytes], http_version: str) -> int | None:
    length, codings = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if codings is None:
        return 0 if length is None else _parse_content_length(length)
    if length is not None:
        raise ProtocolError(400, "there are both a Content-Length and a Transfer-Encoding header")
    if http_version == "1.0":
        raise ProtocolError(400, "Transfer-Encoding is not part of HTTP/1.0")
    _check_codings([coding.strip() for coding in codings.lower().split(b",")])
    return None


def _parse_content_length(value: bytes) -> int:
    if not value.isdigit() or len(value) > _MAX_LENGTH_DIGITS:
        raise ProtocolError(400, "the Content-Length is not a number of bytes")
    return int(value)


def _parse_expectation(fields: Mapping[bytes, bytes], http_version: str) -> bool:
    """Whether the client waits for `100 Continue` (RFC 9110 §10.1.1); in HTTP/1.0 expectations mean nothing."""
    value = fields.get(b"expect")
    if value is None or http_version == "1.0":
        return False
    if {member.strip(b" \t") for member in value.lower().split(b",")} != {b"100-continue"}:
        raise ProtocolError(417, "the only expectation that is met is `100-continue`")
    return True


def _check_codings(codings: list[bytes]) -> None:
    if codings == [b"chunked"]:
        return
    # RFC 9112 §6.3: without a last `chunked` the length is unknown. It may be applied once only (§7.1).
    if codings[-1] != b"chunked" or codings.count(b"chunked") > 1:
        raise ProtocolError(400, "the Transfer-Encoding does not end in a single `chunked`")
    raise ProtocolError(501, "the only transfer coding served is `chunked`")


def _parse_connection(value: bytes) -> frozenset[bytes]:
    return frozenset(option.strip() for option in value.lower().split(b","))


_connection_options: Final = Memo(_parse_connection, 256)
_framings: Final = Memo(_build_framing, 1024)
