"""What every route is: something that a scope matches or not, that handles it, and that builds its URL.

Knows no path, no table and no router. The path-based routes and a program's own subclasses derive from `BaseRoute`.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from enum import Enum
from typing import Any

from fireweed.exceptions import FireweedError
from fireweed.http.url import URLPath
from fireweed.routes.answers import not_found
from fireweed.routes.template import PathTemplate
from fireweed.types import ASGIApp, Receive, Scope, Send


class Match(Enum):
    """How well a scope fits a route. PARTIAL: the path fits, the method does not."""

    NONE = 0
    PARTIAL = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class RouteIndex:
    """What a table must know to find a route without asking it.

    `methods` is None for a route that takes every method, and for websockets. `enter` gets the scope and the converted
    parameters of the path, enters the route into the scope, and returns the ASGI callable to await.
    """

    template: PathTemplate
    scope_types: tuple[str, ...]
    methods: Set[str] | None
    enter: Callable[[Scope, dict[str, Any]], ASGIApp]


class BaseRoute:
    """One entry of a router's `routes`, and an ASGI application of its own.

    Subclasses define `matches` and `handle`, and `url_path_for` if URLs are to be built from a name.
    """

    original_route: "BaseRoute | None" = None
    """What `scope["route"]` holds when this route is entered; None means the route itself."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return how well `scope` fits, and what to add to it when this route is entered."""
        raise NotImplementedError(f"{type(self).__name__} must define matches(scope)")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a scope that matched fully or in part, and has been updated with what `matches` returned."""
        raise NotImplementedError(f"{type(self).__name__} must define handle(scope, receive, send)")

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the path of the route called `name`. Raises NoMatchFound unless name and parameters fit exactly."""
        raise NotImplementedError(f"{type(self).__name__} must define url_path_for(name, **path_params)")

    def expand(self) -> Iterable["BaseRoute"]:
        """Yield the routes that stand for this one in a table; they are not expanded again.

        The default is the route itself. An included router yields its routes as they are where it is included.
        """
        return (self,)

    def below(self, prefix: str) -> "BaseRoute":
        """Return this route as it is where a router that has it is included below `prefix`.

        Raises FireweedError for a kind of route that does not define it.
        """
        kind = type(self).__name__
        raise FireweedError(f"A {kind} cannot stand below the prefix {prefix!r}: {kind} must define below(prefix).")

    def limited(self, max_body_size: int | None) -> "BaseRoute":
        """Return this route as it is where a router that has it is included under a limit to the bodies of requests.

        A limit of the route itself holds instead. The default is the route itself, for kinds that read no bodies.
        """
        return self

    def index(self) -> RouteIndex | None:
        """Return how a table may find this route, or None for a route that must be asked through `matches`."""
        return None

    def freeze(self) -> None:
        """Build now what the first request would have to wait for; the default is nothing."""

    def find_only_name(self) -> str | None:
        """Return the one name that `url_path_for` answers to; None if it may answer to others."""
        return None

    def enter(self, scope: Scope, child_scope: Scope) -> ASGIApp:
        """Update `scope` with what `matches` returned, and return the ASGI callable to await."""
        scope.update(child_scope)
        scope["route"] = self.original_route or self
        return self.handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, child_scope = self.matches(scope)
        app = not_found if match is Match.NONE else self.enter(scope, child_scope)
        await app(scope, receive, send)


def is_overridden(route: BaseRoute, method: str, owner: type[BaseRoute]) -> bool:
    """Tell whether `route` has another `method` than the one that `owner` defines."""
    return getattr(getattr(route, method), "__func__", None) is not getattr(owner, method)


def merge_path_params(scope: Scope, params: dict[str, Any]) -> dict[str, Any]:
    """Return `params` together with those of the mounts above."""
    outer = scope.get("path_params")
    return {**outer, **params} if outer else params
