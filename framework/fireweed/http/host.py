"""The `host` header (RFC 9110 §7.2), checked before anything is built from it."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple

_HOST = re.compile(
    r"(?P<host>\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)(?::(?P<port>[0-9]{1,5}))?"
)


class HostHeader(NamedTuple):
    """A valid `host` header: the host as it was sent (an IPv6 address in its brackets), and the port if one was."""

    host: str
    port: int | None


@lru_cache(maxsize=64)
def parse_host(value: str) -> HostHeader:
    """Return host and port. Raises ValueError for what is not a host (RFC 3986 §3.2.2), and for an empty one."""
    match = _HOST.fullmatch(value)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port or 0) > 65535 or (match["ipv6"] and not _is_ipv6(match["ipv6"])):
        raise ValueError(f"Not a host: {value[:100]!r}")
    return HostHeader(match["host"], port)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True
