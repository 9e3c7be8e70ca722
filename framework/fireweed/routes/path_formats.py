"""The declared path of the route that a scope has entered, with the prefixes and mounts around it.

Found afterwards, for those who observe requests: a request that nobody observes pays nothing for it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fireweed.http.route_path import get_route_path
from fireweed.routes.base import BaseRoute
from fireweed.routes.container import Container
from fireweed.routes.template import Piece, parse_template
from fireweed.types import Scope


@dataclass(frozen=True, slots=True)
class _Place:
    """One of the places where a route stands; `pieces` lead there from the outermost router."""

    pieces: tuple[Piece, ...]
    is_container: bool

    @property
    def format(self) -> str:
        return "".join(piece if isinstance(piece, str) else f"{{{piece.name}}}" for piece in self.pieces)

    def fits(self, path: str) -> bool:
        # Groups without names: the templates of mounts and routes may have parameters of the same name.
        pattern = "".join(
            re.escape(piece) if isinstance(piece, str) else f"(?:{piece.convertor.regex})" for piece in self.pieces
        )
        return re.fullmatch(f"{pattern}(?:/.*)?" if self.is_container else pattern, path, re.DOTALL) is not None


class PathFormats:
    """The places of all routes below `routes`, as they are when it is constructed."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._places: dict[int, list[_Place]] = {}
        for route, place in _iterate_places(routes, ()):
            # By identity: routes are equal when they are declared alike.
            self._places.setdefault(id(route), []).append(place)

    def find(self, scope: Scope) -> str | None:
        """Return the path of `scope["route"]` with the server's root path before it; None if there is no such route."""
        places = self._places.get(id(scope.get("route")), [])
        root_path: str = scope.get("app_root_path", scope.get("root_path", ""))
        if len(places) > 1:
            path = get_route_path({"path": scope["path"], "root_path": root_path})
            places = [place for place in places if place.fits(path)]
        return root_path.rstrip("/") + places[0].format if places else None


def _iterate_places(routes: Iterable[BaseRoute], above: tuple[Piece, ...]) -> Iterator[tuple[BaseRoute, _Place]]:
    for route in routes:
        for effective in route.expand():
            pieces = above + parse_template(getattr(effective, "path", "")).pieces
            is_container = isinstance(effective, Container)
            yield effective.original_route or effective, _Place(pieces, is_container)
            if isinstance(effective, Container):
                yield from _iterate_places(effective.routes, pieces)
