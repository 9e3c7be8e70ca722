"""A wrapper that tells "not given" from "given, and equal to the default"."""

from typing import Any, TypeVar, cast

DefaultType = TypeVar("DefaultType")


class DefaultPlaceholder:
    """A default that nobody gave. It is as true as its value, and equals another one of the same value."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DefaultPlaceholder) and bool(other.value == self.value)

    __hash__ = None  # type: ignore[assignment]  # values may be unhashable

    def __repr__(self) -> str:
        return f"Default({self.value!r})"


def Default(value: DefaultType) -> DefaultType:
    """Wrap the default of an option; typed as the value, so that it can stand in a signature."""
    return cast("DefaultType", DefaultPlaceholder(value))
