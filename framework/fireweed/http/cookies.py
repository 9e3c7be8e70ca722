"""Cookies: the `cookie` header of a request, read as browsers write it, and the `set-cookie` header of a response."""

import re
import string
from datetime import UTC, datetime, timedelta
from typing import Literal, TypedDict, Unpack

from fireweed.http.dates import format_http_date

MAX_COOKIES = 1000
"""How many cookies of one header are read; browsers keep 180 a site. What follows is ignored."""

_ESCAPE = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))", re.DOTALL)
_BARE_CHARACTERS = string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~:"
_NEEDS_NO_QUOTES = re.compile(f"[{re.escape(_BARE_CHARACTERS)}]+")
_UNESCAPED_CHARACTERS = frozenset(_BARE_CHARACTERS + " ()/<=>?@[]{}")
_ATTRIBUTE_VALUE = re.compile(r"[^\x00-\x1f\x7f;]*")
_SAME_SITE = ("lax", "strict", "none")


def parse_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a `cookie` header by name (RFC 6265 §5.4); the last of one name wins.

    A value without a name has the name "". Quoted values are unquoted. Never raises.
    """
    cookies: dict[str, str] = {}
    for pair in header.split(";", MAX_COOKIES)[:MAX_COOKIES]:
        name, equals, value = pair.partition("=")
        if not equals:
            name, value = "", name
        name, value = name.strip(" \t"), value.strip(" \t")
        if name or value:
            cookies[name] = _unquote(value)
    return cookies


def _unquote(value: str) -> str:
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    return _ESCAPE.sub(_unescape, value[1:-1])


def _unescape(match: re.Match[str]) -> str:
    octal, character = match.groups()
    return chr(int(octal, 8)) if octal else str(character)


class CookieAttributes(TypedDict, total=False):
    """What `format_set_cookie` takes besides name and value (RFC 6265 §4.1, and 6265bis for the last two).

    `max_age` is in seconds. `expires` is a moment (naive ones are UTC), a number of seconds from now, or text that is
    sent as it is. `path` defaults to "/" and `samesite` to "lax"; None leaves them out.
    """

    max_age: int | None
    expires: datetime | str | int | None
    path: str | None
    domain: str | None
    secure: bool
    httponly: bool
    samesite: Literal["lax", "strict", "none"] | None
    partitioned: bool


def format_set_cookie(name: str, value: str = "", **attributes: Unpack[CookieAttributes]) -> str:
    """Return the value of a `set-cookie` header.

    Raises ValueError for a name, path, domain or expiry that would not stay in its place in the header, and
    AssertionError for an unknown `samesite`.
    """
    if not _NEEDS_NO_QUOTES.fullmatch(name):
        raise ValueError(f"Cookie name {name!r} is not a token (RFC 6265 §4.1.1); use letters, digits, '-' and '_'.")
    max_age = attributes.get("max_age")
    samesite = attributes.get("samesite", "lax")
    if samesite is not None and samesite.lower() not in _SAME_SITE:
        raise AssertionError("samesite must be either 'strict', 'lax' or 'none'")
    parts = (
        f"{name}={_quote(name, value)}",
        _attribute(name, "Domain", attributes.get("domain")),
        _attribute(name, "expires", _expiry(attributes.get("expires"))),
        "HttpOnly" if attributes.get("httponly") else "",
        "" if max_age is None else f"Max-Age={int(max_age)}",
        "Partitioned" if attributes.get("partitioned") else "",
        _attribute(name, "Path", attributes.get("path", "/")),
        "" if samesite is None else f"SameSite={samesite}",
        "Secure" if attributes.get("secure") else "",
    )
    return "; ".join(part for part in parts if part)


def _attribute(cookie: str, attribute: str, value: str | None) -> str:
    if not value:
        return ""
    if not _ATTRIBUTE_VALUE.fullmatch(value):
        raise ValueError(f"{attribute} {value!r} of cookie {cookie!r} has a ';' or a control character; remove it.")
    return f"{attribute}={value}"


def _expiry(expires: datetime | str | int | None) -> str | None:
    if isinstance(expires, int):
        expires = datetime.now(UTC) + timedelta(seconds=expires)
    return format_http_date(expires) if isinstance(expires, datetime) else expires


def _quote(cookie: str, value: str) -> str:
    if _NEEDS_NO_QUOTES.fullmatch(value):
        return value
    return f'"{"".join(_escape(cookie, character) for character in value)}"'


def _escape(cookie: str, character: str) -> str:
    if character in _UNESCAPED_CHARACTERS:
        return character
    if character in '"\\':
        return f"\\{character}"
    if ord(character) > 0xFF:
        raise ValueError(f"Cookie {cookie!r} cannot hold {character!r}: only latin-1. Percent-encode the value first.")
    return f"\\{ord(character):03o}"
