"""Routes as programs list them: each as it is where it stands, included routers opened, with what was declared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fireweed.routes import BaseRoute


@dataclass(frozen=True, slots=True)
class RouteContext:
    """One route that requests reach. Its attributes are those of `effective`, the route with all prefixes and so on.

    `path`, `path_format`, `name`, `methods` and `endpoint` are None where the kind of route has none.
    """

    effective: BaseRoute

    @property
    def original_route(self) -> BaseRoute:
        """The route as it was declared, which is `scope["route"]`."""
        return self.effective.original_route or self.effective

    @property
    def route(self) -> BaseRoute:
        """`original_route`."""
        return self.original_route

    def expand(self) -> Iterable[BaseRoute]:
        """Stand for the route wherever routes are listed: `get_openapi(routes=contexts)`."""
        return self.effective.expand()

    def __getattr__(self, name: str) -> Any:
        if name in _OPTIONAL:
            return getattr(self.effective, name, None)
        return getattr(self.effective, name)


_OPTIONAL = frozenset({"path", "path_format", "name", "methods", "endpoint"})


def iter_route_contexts(routes: Iterable[BaseRoute | RouteContext]) -> Iterator[RouteContext]:
    """Yield the routes behind `routes`, in the order in which a request tries them."""
    for route in routes:
        for effective in route.expand():
            yield RouteContext(effective)
