"""The server's own answers to requests that no application gets to see."""

from http import HTTPStatus
from typing import Final

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.response_head import ServerLines, encode_cached_headers, get_status_line

_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"),)
_OVERLOAD_HEADERS: Final = (*_HEADERS, (b"retry-after", b"5"))

OVERLOADED: Final = ProtocolError(503, "the server has as many connections as it may have")


def encode_refusal(error: ProtocolError, server_lines: ServerLines) -> bytes:
    """A complete response that says why, and that the connection closes."""
    headers = _OVERLOAD_HEADERS if error.status == HTTPStatus.SERVICE_UNAVAILABLE else _HEADERS
    body = f"{HTTPStatus(error.status).phrase}: {error.reason}.\n".encode()
    own_lines = encode_cached_headers(headers).lines + server_lines.lines
    framing_lines = b"content-length: %d\r\nconnection: close\r\n" % len(body)
    return b"%b%b%b\r\n%b" % (get_status_line(error.status), own_lines, framing_lines, body)
