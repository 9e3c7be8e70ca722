"""Lists of text as settings hold them."""

from collections.abc import Iterable, Sequence
from shlex import shlex
from typing import overload


class CommaSeparatedStrings(Sequence[str]):
    """The items of `a, "b, c", d`, or those given. Quotes, as a shell has them, keep commas inside an item."""

    __slots__ = ("_items",)

    def __init__(self, value: str | Iterable[str]) -> None:
        self._items = _split(value) if isinstance(value, str) else list(value)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._items[index]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"

    def __str__(self) -> str:
        return ", ".join(repr(item) for item in self._items)


def _split(value: str) -> list[str]:
    splitter = shlex(value, posix=True)
    splitter.whitespace = ","
    splitter.whitespace_split = True
    return [item.strip() for item in splitter]
