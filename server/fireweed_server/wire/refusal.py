"""The server's own answers to requests that no application gets to see."""

from http import HTTPStatus
from typing import Final

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.response_head import STATUS_LINES, ServerLines, encode_cached_headers

_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"),)
_MORE_HEADERS: Final = {
    HTTPStatus.SERVICE_UNAVAILABLE: ((b"retry-after", b"5"),),
    # RFC 6455 §4.4, RFC 9110 §15.5.22
    HTTPStatus.UPGRADE_REQUIRED: ((b"sec-websocket-version", b"13"), (b"upgrade", b"websocket")),
}

OVERLOADED: Final = ProtocolError(503, "the server has as many connections as it may have")


def encode_refusal(error: ProtocolError, server_lines: ServerLines, more_lines: bytes = b"") -> bytes:
    """A complete response that says why, and that the connection closes; `more_lines` are further header lines."""
    status = HTTPStatus(error.status)
    body = _build_body(error)
    lines, _, _ = encode_cached_headers((*_HEADERS, *_MORE_HEADERS.get(status, ())))
    own_lines = lines + server_lines.lines + more_lines
    options = b"close, upgrade" if status is HTTPStatus.UPGRADE_REQUIRED else b"close"
    framing_lines = b"content-length: %d\r\nconnection: %b\r\n" % (len(body), options)
    return b"%b%b%b\r\n%b" % (STATUS_LINES[error.status], own_lines, framing_lines, body)


def measure_refusal(error: ProtocolError) -> int:
    """How many bytes the body of that response has."""
    return len(_build_body(error))


def _build_body(error: ProtocolError) -> bytes:
    return f"{HTTPStatus(error.status).phrase}: {error.reason}.\n".encode()
