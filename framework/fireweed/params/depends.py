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
    """

    dependency: Callable[..., Any] | None = None
    use_cache: bool = True
    scope: DependencyScope | None = None


@dataclass(frozen=True)
class Security(Depends):
    """A dependency that asks for OAuth2 scopes, which `SecurityScopes` collects."""

    scopes: Sequence[str] | None = None
