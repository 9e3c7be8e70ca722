"""Quoted strings, in which parameters of headers are written (RFC 9110 §5.6.4)."""

import re

_FORBIDDEN = re.compile(r"[^\t\x20-\x7e\x80-\xff]")


def quote_string(text: str) -> str:
    """The text between quotes, with a backslash before what would end it.

    Raises:
        ValueError: a character cannot be in a header.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        raise ValueError(f"{text!r} cannot be in a header because of {forbidden.group()!r}. Write it without.")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
