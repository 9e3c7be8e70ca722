"""A router as it stands in another one: its routes, seen through prefix, tags, dependencies and so on.

The inner router is referred to, not copied: what is added to it later counts too.
"""

import copy
from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from fireweed.exceptions import FireweedError, NoMatchFound
from fireweed.http.url import URLPath
from fireweed.routes import BaseRoute, Host, Match, Mount
from fireweed.routes.path_route import PathRoute
from fireweed.routes.template import parse_template
from fireweed.routing.api_route import APIRoute, OverridesProvider
from fireweed.routing.options import Inherited
from fireweed.types import Scope


class RouteOwner(Protocol):
    """A router that includes, or is included."""

    dependency_overrides_provider: OverridesProvider | None

    @property
    def routes(self) -> list[BaseRoute]: ...


RouterT = TypeVar("RouterT", bound=RouteOwner)


class IncludedRouter(BaseRoute, Generic[RouterT]):
    """Stands in the list of routes of `owner` for those of `router`, inside of what `outer` says."""

    def __init__(self, owner: RouterT, router: RouterT, outer: Inherited) -> None:
        self.owner = owner
        self.router = router
        self.outer = outer
        self._derived: dict[int, tuple[BaseRoute, BaseRoute]] = {}

    def expand(self) -> Iterator[BaseRoute]:
        for route, outer in self.walk(Inherited()):
            yield self._derive(route, outer)

    def walk(self, outer: Inherited) -> Iterator[tuple[BaseRoute, Inherited]]:
        """The routes themselves, each with what stands around it, inclusions inside of the router walked through."""
        around = outer.around(self.outer)
        for route in self.router.routes:
            if isinstance(route, IncludedRouter):
                yield from route.walk(around)
            else:
                yield route, around

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        for route in self.expand():
            match, child_scope = route.matches(scope)
            if match is not Match.NONE:
                return match, child_scope
        return Match.NONE, {}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        for route in self.expand():
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                continue
        raise NoMatchFound(name, path_params)

    def _derive(self, route: BaseRoute, outer: Inherited) -> BaseRoute:
        """The route as it is here; derived once, however often tables are built."""
        known = self._derived.get(id(route))
        if known is not None and known[0] is route:
            return known[1]
        derived = derive(route, outer, self.owner.dependency_overrides_provider)
        self._derived[id(route)] = (route, derived)
        return derived


def derive(route: BaseRoute, outer: Inherited, provider: OverridesProvider | None) -> BaseRoute:
    """A route inside of what `outer` says. Untyped routes take the prefix alone.

    Raises:
        FireweedError: its path is empty even so.
    """
    if isinstance(route, APIRoute):
        if not outer.prefix and not route.path:
            raise FireweedError(f"Prefix and path cannot be both empty (path operation: {route.name})")
        return route.derive(outer, provider)
    if not outer.prefix:
        return route
    if isinstance(route, Mount):
        return Mount(outer.prefix + route.path, app=route.app, name=route.name)
    if isinstance(route, Host):
        return Host(route.host, app=Mount(outer.prefix, app=route.app), name=route.name)
    if isinstance(route, PathRoute):
        return _prefix(route, outer.prefix)
    return route


def _prefix(route: PathRoute, prefix: str) -> PathRoute:
    prefixed = copy.copy(route)
    prefixed.original_route = route
    prefixed.path = prefix + route.path
    prefixed.template = parse_template(prefixed.path)
    prefixed.path_regex = prefixed.template.regex
    prefixed.path_format = prefixed.template.format
    prefixed.param_convertors = prefixed.template.convertors
    return prefixed
