"""Checks of header fields (RFC 9110 §5): names, values, and the Host value, which addresses are built from."""

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Final

from fireweed_server.wire.memo import Memo

_TOKEN: Final = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIELD_VALUE: Final = b"\t" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
"""The bytes that a field value may hold (RFC 9110 §5.5)."""

# RFC 3986 §3.2.2, without the comma: it is legal in a name, but a Host with one is two Hosts folded into a list.
_HOST: Final = re.compile(
    rb"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})*)(?::(?P<port>[0-9]{0,5}))?"
)
_MAX_PORT: Final = 65535


def is_token(name: bytes) -> bool:
    """Whether `name` is a token (RFC 9110 §5.6.2), as methods and field names must be."""
    return bool(name) and not name.translate(None, _TOKEN)


def is_field_value(value: bytes) -> bool:
    """Whether `value` holds no control character but tabs (RFC 9110 §5.5)."""
    return not value.translate(None, FIELD_VALUE)


def _check_host(value: bytes) -> bool:
    match = _HOST.fullmatch(value)
    if match is None or int(match["port"] or 0) > _MAX_PORT:
        return False
    return match["ipv6"] is None or _is_ipv6(match["ipv6"].decode("ascii"))


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


HOSTS: Final = Memo(_check_host, 512)
"""Whether a value is a host with an optional port (RFC 9110 §7.2); empty is valid, user information is not."""
