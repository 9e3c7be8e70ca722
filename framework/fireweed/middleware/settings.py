"""Checks of what middleware is constructed with, so that a mistake shows at start-up and not in a response."""

import re
from collections.abc import Collection

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def check_items(name: str, items: Collection[str]) -> tuple[str, ...]:
    """Return the items of a setting that takes several.

    Raises:
        TypeError: it is one text, whose letters would be taken for the items.
    """
    if isinstance(items, str):
        if items == "*":
            return ("*",)
        raise TypeError(f"{name} takes a list of texts: write {name}=[{items!r}], not {name}={items!r}.")
    return tuple(items)


def check_tokens(name: str, items: Collection[str]) -> tuple[str, ...]:
    """Return names of methods or headers (RFC 9110 §5.6.2); "*" is one of them.

    Raises:
        TypeError: as `check_items`.
        ValueError: an item would not stay in its place in a header.
    """
    tokens = check_items(name, items)
    for token in tokens:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"{name} has {token!r}, which is not a name of a method or header (RFC 9110 §5.6.2).")
    return tokens
