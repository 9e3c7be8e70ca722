"""Things made once for all declarations that are alike: programs write few kinds of them, and write them often.

Knows nothing of what is kept.
"""

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

ValueT = TypeVar("ValueT")

_MAX_KEPT = 4096


class Interned(Generic[ValueT]):
    """What was made of which description, as long as there are not too many of them."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, ValueT] = {}

    def find(self, key: Hashable) -> ValueT | None:
        """What was kept under the key; None if there is nothing, or if the key is None."""
        return self._kept.get(key)

    def keep(self, key: Hashable, value: ValueT) -> ValueT:
        """Keep the value, unless the key is None; returns the value."""
        if key is not None:
            if len(self._kept) >= _MAX_KEPT:
                self._kept.clear()
            self._kept[key] = value
        return value


def build_key(*description: Any) -> Hashable:
    """None for what cannot be hashed. The text tells apart what is equal and yet not the same, such as 1 and True."""
    try:
        hash(description)
    except TypeError:
        return None
    return description, repr(description)
