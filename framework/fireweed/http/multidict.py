"""Mappings whose keys may hold several values, kept in the order in which they came.

As a mapping they show the last value of each key; `getlist` and `multi_items` show all.
"""

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar, overload

KeyT = TypeVar("KeyT")
# Read-only use is covariant; Mapping itself is invariant in its keys.
ValueT = TypeVar("ValueT", covariant=True)
MutableValueT = TypeVar("MutableValueT")
DefaultT = TypeVar("DefaultT")


class ImmutableMultiDict(Mapping[KeyT, ValueT]):
    """A read-only multi-mapping.

    Made from another one, from a mapping, or from (key, value) pairs; keyword arguments are added behind them.
    Two are equal when they are of one class and each key holds the same values in the same order.
    """

    __slots__ = ("_last", "_pairs")

    _last: dict[KeyT, ValueT]
    _pairs: list[tuple[KeyT, ValueT]]

    def __init__(
        self,
        items: "ImmutableMultiDict[KeyT, ValueT] | Mapping[KeyT, ValueT] | Iterable[tuple[KeyT, ValueT]]" = (),
        /,
        **fields: Any,
    ) -> None:
        self._pairs = _pairs_of(items)
        self._pairs.extend(fields.items())  # type: ignore[arg-type]  # keyword arguments are for keys of type str
        self._last = dict(self._pairs)

    def __getitem__(self, key: KeyT) -> ValueT:
        return self._last[key]

    def __contains__(self, key: object) -> bool:
        return key in self._last

    def __iter__(self) -> Iterator[KeyT]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def keys(self) -> KeysView[KeyT]:
        return self._last.keys()

    def values(self) -> ValuesView[ValueT]:
        return self._last.values()

    def items(self) -> ItemsView[KeyT, ValueT]:
        return self._last.items()

    def multi_items(self) -> list[tuple[KeyT, ValueT]]:
        """Return every (key, value) pair, in the order in which they came."""
        return list(self._pairs)

    def getlist(self, key: KeyT) -> list[ValueT]:
        """Return all values of `key`; an empty list when there is none."""
        return [value for other, value in self._pairs if other == key]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return _values_by_key(self._pairs) == _values_by_key(other._pairs)

    __hash__ = None  # type: ignore[assignment]  # values may be unhashable, and the subclass is mutable

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._pairs!r})"


class MultiDict(ImmutableMultiDict[KeyT, MutableValueT]):
    """A multi-mapping that can be changed. Assigning to a key replaces all its values."""

    __slots__ = ()

    def __setitem__(self, key: KeyT, value: MutableValueT) -> None:
        self.setlist(key, [value])

    def __delitem__(self, key: KeyT) -> None:
        del self._last[key]
        self._drop(key)

    @overload
    def pop(self, key: KeyT, default: None = None) -> MutableValueT | None: ...
    @overload
    def pop(self, key: KeyT, default: DefaultT) -> MutableValueT | DefaultT: ...
    def pop(self, key: KeyT, default: Any = None) -> Any:
        """Remove `key` and return its last value; `default` (no KeyError) when it is not there."""
        self._drop(key)
        return self._last.pop(key, default)

    def popitem(self) -> tuple[KeyT, MutableValueT]:
        """Remove the newest key and return it with its last value. Raises KeyError when empty."""
        key, value = self._last.popitem()
        self._drop(key)
        return key, value

    def poplist(self, key: KeyT) -> list[MutableValueT]:
        """Remove `key` and return all its values."""
        values = self.getlist(key)
        self.pop(key)
        return values

    def setlist(self, key: KeyT, values: Iterable[MutableValueT]) -> None:
        """Let `values` be all the values of `key`; none of them removes the key."""
        pairs = [(key, value) for value in values]
        self.pop(key)
        self._pairs.extend(pairs)
        self._last.update(pairs)

    def append(self, key: KeyT, value: MutableValueT) -> None:
        """Add `value` behind those that `key` has."""
        self._pairs.append((key, value))
        self._last[key] = value

    def setdefault(self, key: KeyT, default: MutableValueT) -> MutableValueT:
        """Return the last value of `key`, which is `default` from now on when there was none."""
        if key not in self._last:
            self.append(key, default)
        return self._last[key]

    def update(
        self,
        items: "ImmutableMultiDict[KeyT, MutableValueT] | Mapping[KeyT, MutableValueT] "
        "| Iterable[tuple[KeyT, MutableValueT]]" = (),
        /,
        **fields: Any,
    ) -> None:
        """Let each key given have the values given, and no others."""
        new: MultiDict[KeyT, MutableValueT] = MultiDict(items, **fields)
        self._pairs = [pair for pair in self._pairs if pair[0] not in new._last]
        self._pairs.extend(new._pairs)
        self._last.update(new._last)

    def clear(self) -> None:
        """Remove everything."""
        self._pairs.clear()
        self._last.clear()

    def _drop(self, key: KeyT) -> None:
        self._pairs = [pair for pair in self._pairs if pair[0] != key]


def _pairs_of(
    items: ImmutableMultiDict[KeyT, ValueT] | Mapping[KeyT, ValueT] | Iterable[tuple[KeyT, ValueT]],
) -> list[tuple[KeyT, ValueT]]:
    # PERF: what was just decoded is a list; to ask for abstract classes takes longer (benchmarks/micro/typed_forms.py).
    if not isinstance(items, list):
        if isinstance(items, ImmutableMultiDict):
            return items.multi_items()
        if isinstance(items, Mapping):
            return list(items.items())
    return [(key, value) for key, value in items]


def _values_by_key(pairs: Iterable[tuple[KeyT, ValueT]]) -> dict[KeyT, list[ValueT]]:
    values: dict[KeyT, list[ValueT]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return values
