"""Routes whose dependencies can be replaced: another application takes a route's place while some are."""

from collections.abc import Awaitable
from typing import Protocol

from fireweed.endpoint.app_dependencies import OverridesProvider
from fireweed.endpoint.graph import Overrides
from fireweed.types import ASGIApp, Receive, Scope, Send


class OverridableRoute(Protocol):
    """A route that can build its application with other dependencies."""

    dependency_overrides_provider: OverridesProvider | None

    def build_overridden_app(self, overrides: Overrides) -> ASGIApp: ...


class Overridable:
    """The application of a route with dependencies."""

    def __init__(self, route: OverridableRoute, app: ASGIApp) -> None:
        self._route = route
        self._app = app
        self._overridden: tuple[Overrides, ASGIApp] | None = None

    # PERF: a plain function, to save the request a coroutine (benchmarks/compare, `deps`).
    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        provider = self._route.dependency_overrides_provider
        overrides = provider.dependency_overrides if provider is not None else {}
        app = self._get_overridden(overrides) if overrides else self._app
        return app(scope, receive, send)

    def _get_overridden(self, overrides: Overrides) -> ASGIApp:
        """The application for these overrides; the last one is kept, since tests override for many requests."""
        if self._overridden is None or self._overridden[0] != overrides:
            self._overridden = (dict(overrides), self._route.build_overridden_app(overrides))
        return self._overridden[1]
