"""The list behind `router.routes`: it tells all tables when it was changed, so that they are built anew.

A table does not know which lists went into it (routers include routers), so there is one counter for all of them.
"""

from collections.abc import Iterable
from typing import Any, Self, SupportsIndex

from fireweed.routes.base import BaseRoute


class Changes:
    """How often any list of routes has been changed in this process."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


changes = Changes()


def routes_changed() -> None:
    """Have every table built anew when it is used next."""
    changes.count += 1


class RouteList(list[BaseRoute]):
    """A list of routes; every change of it counts."""

    __slots__ = ()

    def append(self, route: BaseRoute, /) -> None:
        super().append(route)
        routes_changed()

    def extend(self, routes: Iterable[BaseRoute], /) -> None:
        super().extend(routes)
        routes_changed()

    def insert(self, index: SupportsIndex, route: BaseRoute, /) -> None:
        super().insert(index, route)
        routes_changed()

    def pop(self, index: SupportsIndex = -1, /) -> BaseRoute:
        route = super().pop(index)
        routes_changed()
        return route

    def remove(self, route: BaseRoute, /) -> None:
        super().remove(route)
        routes_changed()

    def clear(self) -> None:
        super().clear()
        routes_changed()

    def reverse(self) -> None:
        super().reverse()
        routes_changed()

    def sort(self, **options: Any) -> None:
        super().sort(**options)
        routes_changed()

    def __setitem__(self, index: Any, value: Any, /) -> None:
        super().__setitem__(index, value)
        routes_changed()

    def __delitem__(self, index: SupportsIndex | slice, /) -> None:
        super().__delitem__(index)
        routes_changed()

    def __iadd__(self, routes: Iterable[BaseRoute], /) -> Self:  # type: ignore[misc, override] # += takes more than +
        self.extend(routes)
        return self

    def __imul__(self, count: SupportsIndex, /) -> Self:
        super().__imul__(count)
        routes_changed()
        return self
