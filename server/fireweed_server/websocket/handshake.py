"""The opening handshake (RFC 6455 §4.2): what a request for it must look like, its scope, and the answer that opens.

Pure: bytes in, bytes out. What the application answers in place of it is an ordinary response and not made here.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fireweed_server.asgi import HTTPScope, WebSocketScope
from fireweed_server.errors import ProtocolError, ResponseHeadError
from fireweed_server.request_ids import EXTENSION
from fireweed_server.websocket.deflate import DeflateParameters, find_deflate_offer
from fireweed_server.wire.fields import is_token
from fireweed_server.wire.framing import combine_fields
from fireweed_server.wire.response_head import HeaderPairs, ServerLines, encode_headers

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_SIZE: Final = 16
_SCHEMES: Final = {"http": "ws", "https": "wss"}
_OWN_FIELDS: Final = frozenset(
    (b"sec-websocket-accept", b"sec-websocket-extensions", b"sec-websocket-protocol", b"upgrade")
)


@dataclass(frozen=True, slots=True)
class Handshake:
    """A request for a WebSocket that may be granted. `deflate` is None if messages are not compressed."""

    accept_key: bytes
    subprotocols: tuple[str, ...] = ()
    deflate: DeflateParameters | None = None


def find_handshake(scope: HTTPScope, *, can_deflate: bool) -> Handshake | None:
    """The handshake that a request with an Upgrade field is; None if it asks for something else.

    Raises ProtocolError: 426 for another version of the protocol than 13, 400 for everything else that is wrong.
    """
    fields = combine_fields(scope["headers"])
    # RFC 9110 §7.8: in HTTP/1.0 the field means nothing.
    if scope["http_version"] == "1.0" or b"websocket" not in _split_list(fields.get(b"upgrade", b"").lower()):
        return None
    if scope["method"] != "GET":
        raise ProtocolError(400, "the method of a WebSocket handshake is GET")
    if fields.get(b"content-length", b"0").strip(b"0") or b"transfer-encoding" in fields:
        raise ProtocolError(400, "a WebSocket handshake has no body")
    if fields.get(b"sec-websocket-version") != b"13":
        raise ProtocolError(426, "the only version of WebSockets served is 13")
    extensions = fields.get(b"sec-websocket-extensions", b"")
    return Handshake(
        _build_accept_key(fields.get(b"sec-websocket-key", b"")),
        _parse_subprotocols(fields),
        find_deflate_offer(extensions) if can_deflate else None,
    )


def build_websocket_scope(request: HTTPScope, handshake: Handshake) -> WebSocketScope:
    """What the application gets for a handshake."""
    return {
        "type": "websocket",
        "asgi": request["asgi"],
        "http_version": request["http_version"],
        "scheme": _SCHEMES[request["scheme"]],
        "path": request["path"],
        "raw_path": request["raw_path"],
        "query_string": request["query_string"],
        "root_path": request["root_path"],
        "headers": request["headers"],
        "client": request["client"],
        "server": request["server"],
        "subprotocols": list(handshake.subprotocols),
        "state": request["state"],
        "extensions": {"websocket.http.response": {}, **_select_connection_extensions(request)},
    }


def _select_connection_extensions(request: HTTPScope) -> dict[str, dict[str, Any]]:
    """Those that are about the connection, or the handshake itself, and so hold for what it becomes, too."""
    return {name: request["extensions"][name] for name in ("tls", EXTENSION) if name in request["extensions"]}


def encode_acceptance(
    handshake: Handshake, subprotocol: str | None, headers: HeaderPairs, server_lines: ServerLines
) -> bytes:
    """The answer that opens the connection (RFC 6455 §4.2.2).

    Raises ResponseHeadError for a subprotocol that was not offered and for headers that are invalid or the server's.
    """
    headers = list(headers)
    for name, _ in headers:
        if name.lower() in _OWN_FIELDS:
            raise ResponseHeadError(
                f"The header {name!r} of a handshake is the server's; the application must not set it."
            )
    header_lines, _, controls = encode_headers(headers)
    own_lines = server_lines.lines if controls is None else server_lines.select(controls)
    lines = [
        b"HTTP/1.1 101 Switching Protocols\r\n%b%b" % (own_lines, header_lines),
        b"upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: %b\r\n" % handshake.accept_key,
    ]
    if subprotocol is not None:
        lines.append(b"sec-websocket-protocol: %b\r\n" % _get_offered(handshake, subprotocol))
    if handshake.deflate is not None:
        lines.append(b"sec-websocket-extensions: %b\r\n" % handshake.deflate.response)
    return b"%b\r\n" % b"".join(lines)


def _get_offered(handshake: Handshake, subprotocol: str) -> bytes:
    if subprotocol not in handshake.subprotocols:
        offers = ", ".join(handshake.subprotocols) or "none"
        raise ResponseHeadError(f"The client did not offer the subprotocol {subprotocol!r}, it offered {offers}.")
    return subprotocol.encode("ascii")


def _build_accept_key(key: bytes) -> bytes:
    try:
        is_valid = len(base64.b64decode(key, validate=True)) == _KEY_SIZE
    except binascii.Error:
        is_valid = False
    if not is_valid:
        raise ProtocolError(400, "the Sec-WebSocket-Key is not one key of 16 bytes in base64")
    return base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())


def _parse_subprotocols(fields: Mapping[bytes, bytes]) -> tuple[str, ...]:
    offered = fields.get(b"sec-websocket-protocol")
    if offered is None:
        return ()
    names = _split_list(offered)
    if not all(is_token(name) for name in names):
        raise ProtocolError(400, "the Sec-WebSocket-Protocol is not a list of names")
    return tuple(name.decode("ascii") for name in names)


def _split_list(value: bytes) -> list[bytes]:
    return [item.strip() for item in value.split(b",")]
