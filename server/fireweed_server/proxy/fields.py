"""What trusted proxies say in header fields, put together: client, scheme, host and prefix of one request.

The rules, the same for every field:

    only fields that the operator says the proxies set are looked at: others a client can write through a proxy
    of several values the last one counts, which the nearest proxy wrote; of addresses, the first one not trusted
    what is malformed is refused (400): guessing would let a client choose what is guessed
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from fireweed_server.asgi import Address
from fireweed_server.errors import OptionError, ProtocolError
from fireweed_server.proxy.forwarded import parse_forwarded
from fireweed_server.proxy.hops import find_origin
from fireweed_server.proxy.peers import TrustedPeers
from fireweed_server.wire.fields import HOSTS

_FORWARDED: Final = b"forwarded"
_FOR: Final = b"x-forwarded-for"
_PROTO: Final = b"x-forwarded-proto"
_HOST: Final = b"x-forwarded-host"
_PORT: Final = b"x-forwarded-port"
_PREFIX: Final = b"x-forwarded-prefix"
_NAMES: Final = frozenset((_FORWARDED, _FOR, _PROTO, _HOST, _PORT, _PREFIX))
_REPLACED_BY_FORWARDED: Final = frozenset((_FOR, _PROTO, _HOST, _PORT))

_SCHEMES: Final = {"http": "http", "ws": "http", "https": "https", "wss": "https"}
_DEFAULT_PORTS: Final = {"http": b"80", "https": b"443"}
_MAX_PORT: Final = 65535
# What a path may hold (RFC 3986 §3.3), but for percent-encoding: a prefix is compared with decoded paths.
_PREFIX_BYTES: Final = b"/!$&'()*+,-.0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"


class Forwarding(NamedTuple):
    """What is known of a request beyond its connection. None: nothing was said, the connection's own holds.

    `is_client_known` is false where the client is one that a proxy keeps secret, `client` being None then as well.
    """

    client: Address | None = None
    is_client_known: bool = True
    scheme: str | None = None
    host: bytes | None = None
    port: bytes | None = None
    prefix: str | None = None


def parse_forwarded_names(text: str) -> frozenset[bytes]:
    """Read the option `forwarded_headers`: names with commas between them.

    Raises OptionError for a name that is not known, and for `forwarded` beside one that says the same.
    """
    names = frozenset(name.strip().lower().encode("ascii", "replace") for name in text.split(",") if name.strip())
    if unknown := names - _NAMES:
        known = ", ".join(name.decode("ascii") for name in sorted(_NAMES))
        raise OptionError(f"Option 'forwarded_headers' names {min(unknown).decode('ascii')!r}; there are {known}.")
    if _FORWARDED in names and (others := names & _REPLACED_BY_FORWARDED):
        raise OptionError(
            f"Option 'forwarded_headers' names 'forwarded' and {min(others).decode('ascii')!r}, which say the same. "
            "Give what your proxy sets: a client can send the other one."
        )
    return names


def read_forwarding(fields: Mapping[bytes, bytes], names: frozenset[bytes], trusted: TrustedPeers) -> Forwarding:
    """What the fields called `names` say; `fields` are those of a request from a trusted peer, by lower-case name.

    Raises ProtocolError (400) for what is malformed.
    """
    values = {name: fields[name].decode("latin-1") for name in names if fields.get(name)}
    prefix = _parse_prefix(values)
    if _FORWARDED in values:
        return _read_forwarded(values[_FORWARDED], trusted)._replace(prefix=prefix)
    proto, host, port = (_find_last(values, name) for name in (_PROTO, _HOST, _PORT))
    nodes = _split(values.get(_FOR, ""))
    client, is_client_known = None, True
    if nodes:
        client = find_origin(nodes, trusted).client
        is_client_known = client is not None
    return Forwarding(
        client,
        is_client_known,
        None if proto is None else _parse_scheme(proto),
        None if host is None else _parse_host(host),
        None if port is None else _parse_port(port),
        prefix,
    )


def build_host(own: bytes, forwarding: Forwarding, scheme: str) -> bytes:
    """The Host that the client asked, where the request has `own`: without a port that goes without saying."""
    host = own if forwarding.host is None else forwarding.host
    port = forwarding.port
    if port is None or not host:
        return host
    bare = host if host.endswith(b"]") or b":" not in host else host.rpartition(b":")[0]
    return bare if port == _DEFAULT_PORTS[scheme] else b"%b:%b" % (bare, port)


def _read_forwarded(value: str, trusted: TrustedPeers) -> Forwarding:
    elements = parse_forwarded(value)
    if not elements:
        return Forwarding()
    # A proxy that does not say for whom leaves it open, as `unknown` does.
    origin = find_origin([element.get("for", "unknown") for element in elements], trusted)
    believed = elements[origin.place :]
    proto = next((element["proto"] for element in believed if "proto" in element), None)
    host = next((element["host"] for element in believed if "host" in element), None)
    return Forwarding(
        origin.client,
        origin.client is not None,
        None if proto is None else _parse_scheme(proto),
        None if host is None else _parse_host(host),
    )


def _split(value: str) -> list[str]:
    return [entry for part in value.split(",") if (entry := part.strip(" \t"))]


def _find_last(values: Mapping[bytes, str], name: bytes) -> str | None:
    entries = _split(values.get(name, ""))
    return entries[-1] if entries else None


def _parse_scheme(text: str) -> str:
    scheme = _SCHEMES.get(text.lower())
    if scheme is None:
        raise ProtocolError(400, "a proxy named a scheme other than http, https, ws and wss")
    return scheme


def _parse_host(text: str) -> bytes:
    host = text.encode("latin-1")
    if not HOSTS[host]:
        raise ProtocolError(400, "a proxy named a host that is none")
    return host


def _parse_port(text: str) -> bytes:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= _MAX_PORT):
        raise ProtocolError(400, "a proxy named a port that is none")
    return b"%d" % int(text)


def _parse_prefix(values: Mapping[bytes, str]) -> str | None:
    prefix = values.get(_PREFIX)
    if prefix is None:
        return None
    is_path = prefix.startswith("/") and not prefix.encode("latin-1").translate(None, _PREFIX_BYTES)
    prefix = prefix.rstrip("/")
    if not is_path or "//" in prefix or not {".", ".."}.isdisjoint(prefix.split("/")):
        raise ProtocolError(400, "a proxy named a path prefix that is none")
    return prefix
