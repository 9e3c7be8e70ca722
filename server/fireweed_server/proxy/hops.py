"""Who a request passed through: the nodes that proxies name (RFC 7239 §6), and which of them is the client.

Every proxy adds the address of whom it got the request from at the end of a list. So the list is read from its end,
each entry believed because the one behind it is trusted, and the first that is not trusted is the client. What stands
before it, the client wrote itself.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from fireweed_server.asgi import Address
from fireweed_server.errors import ProtocolError
from fireweed_server.proxy.peers import TrustedPeers, find_ip_address
from fireweed_server.wire.memo import Memo

_MAX_PORT: Final = 65535

# PERF: an address of IPv4 that this lets pass needs no further look (benchmarks/micro/proxy_headers.py).
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"

# `unknown`, and names that hide an address: RFC 7239 §6.2, §6.3. A hidden port is no port.
_NODE: Final = re.compile(
    rf"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<ipv4>{_OCTET}(?:\.{_OCTET}){{3}}))"
    r"(?::(?:(?P<port>[0-9]{1,5})|_[A-Za-z0-9._\-]+))?"
    r"|(?P<hidden>(?:unknown|_[A-Za-z0-9._\-]+)(?::(?:[0-9]{1,5}|_[A-Za-z0-9._\-]+))?)",
    re.IGNORECASE,
)


class Origin(NamedTuple):
    """Where a request came from: the client, None if it is unknown, and its place among the nodes."""

    client: Address | None
    place: int


def parse_node(text: str) -> Address | None:
    """Read one node: an address, port 0 if there is none; None for `unknown` and names that hide an address.

    Raises ProtocolError (400) for anything else.
    """
    return _nodes[text]


def find_origin(nodes: Sequence[str], trusted: TrustedPeers) -> Origin:
    """Walk back from the last of `nodes` past those that are trusted; there must be one node at least.

    Raises ProtocolError (400) for a node on the way that is none: nobody could tell whose request it is.
    """
    index = len(nodes)
    while True:
        index -= 1
        address = parse_node(nodes[index])
        if index == 0 or address is None or not trusted.trusts(address[0]):
            return Origin(address, index)


def _parse_node(text: str) -> Address | None:
    match = _NODE.fullmatch(text)
    if match is not None and match["hidden"]:
        return None
    # X-Forwarded-For has addresses of IPv6 without brackets, for want of a rule.
    host = (match["ipv4"] or _find_ipv6(match["ipv6"])) if match is not None else _find_ipv6(text)
    port = 0 if match is None else int(match["port"] or 0)
    if host is None or port > _MAX_PORT:
        raise ProtocolError(400, "a proxy named a client that is no address")
    return host, port


def _find_ipv6(text: str) -> str | None:
    address = find_ip_address(text) if ":" in text and "%" not in text else None
    return None if address is None else str(address)


_nodes: Final = Memo(_parse_node, 1024)
