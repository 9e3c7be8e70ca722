"""The request target (RFC 9112 §3.2): its four forms, which of them are served, and what of it the application sees."""

from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.fields import HOSTS
from fireweed_server.wire.memo import Memo

# RFC 3986 allows less, but browsers send some of the rest unescaped ({, |, ^, and in a query \ too).
_TARGET: Final = bytes(set(range(0x21, 0x7F)) - set(b'"#<>'))
_SCHEMES: Final = frozenset((b"http", b"https"))


class RequestTarget(NamedTuple):
    """A target in parts. `path` is decoded, `raw_path` is not; `authority` is that of the absolute-form."""

    path: str
    raw_path: bytes
    query_string: bytes
    authority: bytes | None


def check_target_form(target: bytes, method: str) -> None:
    """Raise ProtocolError for a form that goes with other methods: 501 for CONNECT, 400 if `target` is `*`."""
    if method == "CONNECT":
        raise ProtocolError(501, "this server opens no tunnels")
    if target == b"*" and method != "OPTIONS":
        raise ProtocolError(400, "only OPTIONS may be about `*`, the server as a whole")


def _parse_target(target: bytes) -> RequestTarget:
    if target == b"*":
        return RequestTarget("*", b"*", b"", None)
    if target.translate(None, _TARGET):
        raise ProtocolError(400, "the request target holds a character that must be escaped")
    if target.startswith(b"/"):
        return _parse_origin_form(target, None)
    return _parse_absolute_form(target)


def _parse_origin_form(target: bytes, authority: bytes | None) -> RequestTarget:
    raw_path, _, query_string = target.partition(b"?")
    if b"\\" in raw_path:
        raise ProtocolError(400, "the path holds a backslash, which must be escaped")
    # A path that is no UTF-8 still reaches the application: U+FFFD marks the bytes, raw_path has them.
    path = unquote_to_bytes(raw_path).decode("utf-8", "replace") if b"%" in raw_path else raw_path.decode("ascii")
    return RequestTarget(path, raw_path, query_string, authority)


def _parse_absolute_form(target: bytes) -> RequestTarget:
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.lower() not in _SCHEMES:
        raise ProtocolError(400, "the request target is neither a path nor an http or https URL")
    slash, question = rest.find(b"/"), rest.find(b"?")
    end = min((position for position in (slash, question) if position >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:]
    if not authority or not HOSTS[authority]:
        raise ProtocolError(400, "the request target names no valid host")
    return _parse_origin_form(path if path.startswith(b"/") else b"/" + path, authority)


REQUEST_TARGETS: Final = Memo(_parse_target, 1024)
"""`REQUEST_TARGETS[target]` are the parts of a target. Raises ProtocolError (400) if it is not valid."""
