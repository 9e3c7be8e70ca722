"""The Forwarded field (RFC 7239 §4): a list of what each proxy on the way saw."""

import re
from typing import Final

from fireweed_server.errors import ProtocolError

_TOKEN: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED: Final = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
_PAIR: Final = re.compile(rf"(?P<name>{_TOKEN})=(?:(?P<token>{_TOKEN})|(?P<quoted>{_QUOTED}))")
_SEPARATOR: Final = re.compile(r"[ \t]*([;,])[ \t]*")
_ESCAPE: Final = re.compile(r"\\(.)")


def parse_forwarded(value: str) -> list[dict[str, str]]:
    """The elements of a field value, in its order; empty ones are left out.

    Raises ProtocolError (400) if any of it is malformed or an element has a parameter twice. It is all or nothing: a
    quote that a client left open would swallow what the proxies wrote behind it.
    """
    elements: list[dict[str, str]] = [{}]
    position, end = 0, len(value)
    while position < end:
        match = _PAIR.match(value, position)
        if match is not None:
            _add_pair(elements[-1], match)
            position = match.end()
        separator = _SEPARATOR.match(value, position)
        if separator is None and position < end:
            raise _malformed()
        if separator is not None:
            position = separator.end()
            if separator[1] == ",":
                elements.append({})
    return [element for element in elements if element]


def _add_pair(element: dict[str, str], match: re.Match[str]) -> None:
    name = match["name"].lower()
    if name in element:
        raise _malformed()
    quoted = match["quoted"]
    element[name] = match["token"] if quoted is None else _ESCAPE.sub(r"\1", quoted[1:-1])


def _malformed() -> ProtocolError:
    return ProtocolError(400, "the Forwarded header is malformed")
