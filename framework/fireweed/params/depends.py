"""`Depends` and `Security`: a parameter whose value another callable makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

DependencyScope = Literal["function", "request", "app"]

_SCOPES = (None, "function", "request", "app")


class Slots:
    """How many calls may be at work at the same time, for all that refer to this one object."""

    __slots__ = ("__weakref__", "count")

    def __init__(self, count: int) -> None:
        self.count = count


@dataclass(frozen=True)
class Depends:
    """The value of the parameter is what `dependency` returns or yields.

    Without a `dependency` the parameter's own type is called. One request calls it once, however many ask for it,
    unless `use_cache` is false. A generator is closed after the answer was sent ("request", the default) or before
    ("function"). With the scope "app" it is called once, when the application starts, and closed when that stops.

    No more than `max_concurrency` calls are at work at the same time, a generator until it is closed; further requests
    wait. The limit is that of the object: it is shared by all parameters with this very object, and its copies.

    Raises:
        ValueError: there is no such scope, the limit is no positive integer, or an option makes no sense with "app".
    """

    dependency: Callable[..., Any] | None = None
    use_cache: bool = True
    scope: DependencyScope | None = None
    max_concurrency: int | None = field(default=None, kw_only=True)
    # A field, so that `dataclasses.replace` hands it on.
    slots: Slots | None = field(default=None, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.scope not in _SCOPES:
            raise ValueError(f'The scope of a dependency is "function", "request" or "app", not {self.scope!r}.')
        limit = self.max_concurrency
        if limit is not None and (type(limit) is not int or limit < 1):
            raise ValueError("max_concurrency must be a positive integer or None")
        if limit is None:
            object.__setattr__(self, "slots", None)
        elif self.slots is None or self.slots.count != limit:
            object.__setattr__(self, "slots", Slots(limit))
        if self.scope == "app" and (limit is not None or not self.use_cache):
            option = "use_cache=False" if limit is None else "max_concurrency"
            raise ValueError(f'A dependency with scope="app" is called once in all: remove {option}.')


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
