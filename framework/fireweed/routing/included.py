"""A router as it stands in another one: its routes, seen through prefix, tags, dependencies and so on.

The inner router is referred to, not copied: what is added to it later counts too.
"""

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from fireweed.endpoint.app_dependencies import OverridesProvider
from fireweed.exceptions import FireweedError
from fireweed.routes import BaseRoute, Match
from fireweed.routing.api_route import APIRoute
from fireweed.routing.api_websocket_route import APIWebSocketRoute
from fireweed.routing.options import Inherited
from fireweed.routing.route_context import RouteContext, iter_route_contexts
from fireweed.types import ASGIApp, Scope


class RouteOwner(Protocol):
    """A router that includes, or is included."""

    dependency_overrides_provider: OverridesProvider | None
    max_body_size: int | None

    @property
    def routes(self) -> list[BaseRoute]: ...


RouterT = TypeVar("RouterT", bound=RouteOwner)


class IncludedRouter(BaseRoute, Generic[RouterT]):
    """Stands in the list of routes of `owner` for those of `router`, inside of what `outer` says."""

    def __init__(self, owner: RouterT, router: RouterT, outer: Inherited) -> None:
        self.owner = owner
        self.original_router = router
        self.outer = outer
        self._derived: dict[int, tuple[BaseRoute, tuple[Any, ...] | None, BaseRoute]] = {}

    def expand(self) -> Iterator[BaseRoute]:
        for route in self.original_router.routes:
            for effective in route.expand():
                yield self._derive(effective)

    def effective_route_contexts(self) -> Iterator[RouteContext]:
        """The routes as they are here, for programs that look for the one of a request among `app.routes`."""
        return iter_route_contexts([self])

    def effective_candidates(self) -> list[BaseRoute]:
        """The routes as they are here, for programs that change what they ask for."""
        return list(self.expand())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return self._find(scope)[1:]

    def enter(self, scope: Scope, child_scope: Scope) -> ASGIApp:
        return self._find(scope)[0].enter(scope, child_scope)

    def _find(self, scope: Scope) -> tuple[BaseRoute, Match, Scope]:
        """The first route that matches fully, else the first that matches in part."""
        best: tuple[BaseRoute, Match, Scope] = self, Match.NONE, {}
        for route in self.expand():
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return route, match, child_scope
            if match is Match.PARTIAL and best[1] is Match.NONE:
                best = route, match, child_scope
        return best

    def _derive(self, route: BaseRoute) -> BaseRoute:
        """The route as it is here; derived once, however often tables are built, unless what it says changes."""
        said = route.read_said() if isinstance(route, APIRoute | APIWebSocketRoute) else None
        known = self._derived.get(id(route))
        if known is not None and known[0] is route and known[1] == said:
            return known[2]
        derived = derive(route, self.outer, self.owner.dependency_overrides_provider)
        if not isinstance(route, APIRoute):
            # What its own router says an operation has learned when it was declared; other routes learn it here.
            own = self.original_router.max_body_size
            derived = derived.limited(self.outer.max_body_size if own is None else own)
        self._derived[id(route)] = (route, said, derived)
        return derived


def derive(route: BaseRoute, outer: Inherited, provider: OverridesProvider | None) -> BaseRoute:
    """A route inside of what `outer` says. Untyped routes take the prefix alone; limits are put around them elsewhere.

    Raises:
        FireweedError: its path is empty even so.
    """
    if not isinstance(route, APIRoute | APIWebSocketRoute):
        return route.below(outer.prefix) if outer.prefix else route
    if not outer.prefix and not route.path:
        raise FireweedError(f"Prefix and path cannot be both empty (path operation: {route.name})")
    return route.derive(outer, provider)
