"""A bounded memory of what was computed from small keys that recur, such as header names."""

from collections.abc import Callable, Sized
from typing import Final, TypeVar

_MAX_KEY_SIZE: Final = 256

Key = TypeVar("Key", bound=Sized)
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """`memo[key]` is `compute(key)`, which need not run again for a key that was asked for before.

    Bounded, for keys come from the network: there are never more than `size` of them, and long ones are not kept.
    """

    # PERF: a hit costs a dict's lookup, half of what functools.lru_cache takes (benchmarks/micro/http_connection.py).
    __slots__ = ("_compute", "_size")

    def __init__(self, compute: Callable[[Key], Value], size: int) -> None:
        self._compute = compute
        self._size = size

    def __missing__(self, key: Key) -> Value:
        value = self._compute(key)
        if len(key) <= _MAX_KEY_SIZE:
            if len(self) >= self._size:
                self.clear()
            self[key] = value
        return value
