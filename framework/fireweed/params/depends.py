"""`Depends` and `Security`: a parameter whose value another callable makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

DependencyScope = Literal["function", "request"]


@dataclass(frozen=True)
class Depends:
    """The value of the parameter is what `dependency` returns or yields.

    Without a `dependency` the parameter's own type is called. One request calls it once, however many ask for it,
    unless `use_cache` is false. A generator is closed after the answer was sent ("request", the default) or before
    ("function").

    Raises:
        ValueError: there is no such scope.
    """

    dependency: Callable[..., Any] | None = None
    use_cache: bool = True
    scope: DependencyScope | None = None

    def __post_init__(self) -> None:
        if self.scope not in (None, "function", "request"):
            raise ValueError(f'The scope of a dependency is "function" or "request", not {self.scope!r}.')


@dataclass(frozen=True)
class Security(Depends):
    """A dependency that asks for OAuth2 scopes, which `SecurityScopes` collects.

    Raises:
        TypeError: the scopes are one string, whose letters would be taken for them.
    """

    scopes: Sequence[str] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.scopes, str):
            raise TypeError(f"Security(scopes=...) takes a list of strings. Write scopes={self.scopes.split()!r}.")
