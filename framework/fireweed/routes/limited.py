"""Routes under a limit to bodies that others than the route itself declare."""

import copy
from typing import Protocol, TypeVar

from fireweed.body_limit import limit_body
from fireweed.routes.base import BaseRoute
from fireweed.types import ASGIApp


class Limitable(Protocol):
    """A route to an application, with a limit of its own or None."""

    app: ASGIApp
    max_body_size: int | None
    original_route: BaseRoute | None


LimitableT = TypeVar("LimitableT", bound=Limitable)


def copy_limited(route: LimitableT, max_body_size: int | None) -> LimitableT:
    """Return `route` under the limit; itself if there is none, or if it declares one of its own."""
    if max_body_size is None or route.max_body_size is not None:
        return route
    limited = copy.copy(route)
    limited.original_route = route.original_route or route  # type: ignore[assignment]  # all that has this is a route
    limited.app = limit_body(route.app, max_body_size)
    limited.max_body_size = max_body_size
    return limited
