"""Header fields as ASGI carries them: a list of (name, value) in latin-1 bytes, names in lower case.

As mappings they are case-insensitive and show the first value of a name; `getlist` shows all.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from fireweed.types import RawHeaders

_UNSAFE = re.compile(r"[\r\n\0]")


class Headers(Mapping[str, str]):
    """Read-only header fields, made from one of: a mapping, a raw list (by reference), the scope or message it is in.

    `keys()`, `values()` and `items()` are lists with an entry for every field. Two are equal when they hold the same
    fields in whatever order.
    """

    __slots__ = ("_list",)

    _list: RawHeaders

    def __init__(
        self,
        headers: Mapping[str, str] | None = None,
        raw: RawHeaders | None = None,
        scope: MutableMapping[str, Any] | None = None,
    ) -> None:
        if (headers is not None) + (raw is not None) + (scope is not None) > 1:
            raise TypeError(f"{type(self).__name__} takes one of `headers`, `raw` and `scope`; leave out the others.")
        if raw is not None:
            self._list = raw
        elif scope is not None:
            in_scope = scope.get("headers")
            self._list = in_scope if isinstance(in_scope, list) else list(in_scope or ())
        elif headers is not None:
            self._list = [encode_field(name, value) for name, value in headers.items()]
        else:
            self._list = []

    @property
    def raw(self) -> RawHeaders:
        """The list itself, not a copy."""
        return self._list

    def getlist(self, key: str) -> list[str]:
        """Return all values of `key`, in order; an empty list when there is none."""
        name = _encode_name(key)
        return [value.decode("latin-1") for other, value in self._list if other == name]

    def mutablecopy(self) -> "MutableHeaders":
        """Return a copy that can be changed."""
        return MutableHeaders(raw=list(self._list))

    def keys(self) -> list[str]:  # type: ignore[override]  # a view cannot show two fields of one name
        return [name.decode("latin-1") for name, _ in self._list]

    def values(self) -> list[str]:  # type: ignore[override]  # as `keys`
        return [value.decode("latin-1") for _, value in self._list]

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]  # as `keys`
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._list]

    def __getitem__(self, key: str) -> str:
        name = _encode_name(key)
        for other, value in self._list:
            if other == name:
                return value.decode("latin-1")
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and _find_index(self._list, _encode_name(key)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self._list)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and sorted(self._list) == sorted(other._list)

    __hash__ = None  # type: ignore[assignment]  # the list may change

    def __repr__(self) -> str:
        items = self.items()
        by_name = dict(items)
        shown = repr(by_name) if len(by_name) == len(items) else f"raw={self._list!r}"
        return f"{type(self).__name__}({shown})"


class MutableHeaders(Headers):
    """Header fields that can be changed; the raw list or the message they were made from changes with them.

    Names and values are refused with ValueError when they hold CR, LF or NUL, or are not latin-1.
    """

    __slots__ = ()

    def __init__(
        self,
        headers: Mapping[str, str] | None = None,
        raw: RawHeaders | None = None,
        scope: MutableMapping[str, Any] | None = None,
    ) -> None:
        if scope is not None:
            # A list of its own: the one in the message may belong to a response that is sent again.
            scope["headers"] = list(scope.get("headers") or ())
        super().__init__(headers, raw, scope)

    def __setitem__(self, key: str, value: str) -> None:
        """Let `key` have this value only, in the place of the first that it had."""
        field = encode_field(key, value)
        index = _find_index(self._list, field[0])
        if index is None:
            self._list.append(field)
        else:
            self._list[index] = field
            self._remove(field[0], start=index + 1)

    def __delitem__(self, key: str) -> None:
        """Remove every field of that name; there may be none."""
        self._remove(_encode_name(key), start=0)

    def setdefault(self, key: str, value: str) -> str:
        """Return the first value of `key`, which is `value` from now on when there was none."""
        field = encode_field(key, value)
        index = _find_index(self._list, field[0])
        if index is None:
            self._list.append(field)
            return value
        return self._list[index][1].decode("latin-1")

    def append(self, key: str, value: str) -> None:
        """Add a field behind the others, whether or not its name is there already."""
        self._list.append(encode_field(key, value))

    def update(self, other: Mapping[str, str]) -> None:
        """Set every field of `other`."""
        for key, value in other.items():
            self[key] = value

    def add_vary_header(self, vary: str) -> None:
        """Add the field name `vary` to those that the `vary` header lists (RFC 9110 §12.5.5), unless it is there."""
        listed = [item.strip() for value in self.getlist("vary") for item in value.split(",")]
        listed = [item for item in listed if item]
        if vary.lower() not in {item.lower() for item in listed}:
            listed.append(vary)
        self["vary"] = ", ".join(listed)

    def __or__(self, other: Mapping[str, str]) -> "MutableHeaders":
        if not isinstance(other, Mapping):
            raise TypeError(f"Expected a mapping but got {type(other).__name__}")
        merged = self.mutablecopy()
        merged.update(other)
        return merged

    def __ior__(self, other: Mapping[str, str]) -> "MutableHeaders":
        if not isinstance(other, Mapping):
            raise TypeError(f"Expected a mapping but got {type(other).__name__}")
        self.update(other)
        return self

    def _remove(self, name: bytes, start: int) -> None:
        self._list[start:] = [field for field in self._list[start:] if field[0] != name]


def encode_field(name: str, value: str) -> tuple[bytes, bytes]:
    """Return a header field as ASGI carries it, the name in lower case.

    Raises ValueError for CR, LF or NUL (RFC 9110 §5.5) and for what latin-1 cannot hold.
    """
    try:
        field = name.lower().encode("latin-1"), value.encode("latin-1")
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise ValueError(f"Header {name!r} cannot hold {character!r}: only latin-1. Percent-encode it.") from None
    except AttributeError:
        raise TypeError(f"Header {name!r} needs a value of type str, not {type(value).__name__}.") from None
    if _UNSAFE.search(value) or _UNSAFE.search(name):
        raise ValueError(f"Header {name!r} must not hold CR, LF or NUL; remove them from {value!r}.")
    return field


def _encode_name(name: str) -> bytes:
    # A name outside latin-1 cannot be there; "?" stands in no valid name (RFC 9110 §5.1).
    return name.lower().encode("latin-1", "replace")


def _find_index(fields: RawHeaders, name: bytes) -> int | None:
    for index, field in enumerate(fields):
        if field[0] == name:
            return index
    return None
