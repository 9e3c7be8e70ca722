"""Finds the route that builds the path for a name, without asking all of them."""

from collections.abc import Iterable
from typing import Any

from fireweed.exceptions import NoMatchFound
from fireweed.http.url import URLPath
from fireweed.routes.base import BaseRoute


class ReverseTable:
    """`routes` are in the order of declaration, expanded."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes_by_name: dict[str | None, list[tuple[int, BaseRoute]]] = {}
        for position, route in enumerate(routes):
            self._routes_by_name.setdefault(route.find_only_name(), []).append((position, route))

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return what the first route that has the name and takes the parameters builds, else raise NoMatchFound."""
        named = self._routes_by_name.get(name, [])
        others = self._routes_by_name.get(None, [])
        for _, route in sorted([*named, *others], key=_position):
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                continue
        raise NoMatchFound(name, path_params)


def _position(numbered: tuple[int, BaseRoute]) -> int:
    return numbered[0]
