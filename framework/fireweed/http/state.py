"""State: a namespace for what an application keeps for its life, or a request for its own."""

from collections.abc import Iterator
from typing import Any


class State:
    """Values by name, as attributes or as items, kept in the dict given (by reference).

    It has no methods, so that any name can be used: `state.items = [...]` is yours.
    """

    __slots__ = ("_state",)

    _state: dict[str, Any]

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        object.__setattr__(self, "_state", {} if state is None else state)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._state[name]
        except KeyError:
            raise AttributeError(_describe_missing(self, name)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._state[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self._state[name]
        except KeyError:
            raise AttributeError(_describe_missing(self, name)) from None

    def __getitem__(self, name: str) -> Any:
        return self._state[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._state[name] = value

    def __delitem__(self, name: str) -> None:
        del self._state[name]

    def __contains__(self, name: object) -> bool:
        return name in self._state

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)

    def __len__(self) -> int:
        return len(self._state)

    def __reduce__(self) -> tuple[type["State"], tuple[dict[str, Any]]]:
        # Copying and pickling ask an object without `_state` for attributes, which would look for `_state` forever.
        return type(self), (dict(self._state),)


def _describe_missing(state: State, name: str) -> str:
    problem = f"{type(state).__name__!r} object has no attribute {name!r}"
    return f"{problem}. What a lifespan yields is there once that has run: in tests, inside `with TestClient(app)`."
