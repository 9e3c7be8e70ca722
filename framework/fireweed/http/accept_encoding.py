"""Which encodings of content a client takes: the value of `accept-encoding` (RFC 9110 §12.5.3)."""

import re
from functools import lru_cache

_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


@lru_cache(maxsize=128)
def accepts_coding(value: bytes, coding: str) -> bool:
    """Tell whether the header names this coding (in lower case) with a weight above 0. "*" does not name it.

    An item that is malformed counts for nothing.
    """
    return any(_names(item, coding) for item in value.decode("latin-1").split(","))


def _names(item: str, coding: str) -> bool:
    name, semicolon, parameter = item.partition(";")
    if name.strip(" \t").lower() != coding:
        return False
    if not semicolon:
        return True
    match = _WEIGHT.fullmatch(parameter.strip(" \t"))
    return match is not None and float(match[1]) > 0
