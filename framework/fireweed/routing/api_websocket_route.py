"""A WebSocket route whose endpoint is a typed function."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from fireweed import params
from fireweed.endpoint.app_dependencies import OverridesProvider, find_share
from fireweed.endpoint.dependant import Dependant, build_dependant
from fireweed.endpoint.dependant_spec import build_spec
from fireweed.endpoint.graph import CallSpec, GraphBuilder, Overrides, prepend_dependencies
from fireweed.endpoint.plan import Plan, build_call_plan
from fireweed.endpoint.signature import locate
from fireweed.endpoint.websocket_handler import build_websocket_handler
from fireweed.exceptions import EndpointContext
from fireweed.routes import WebSocketRoute
from fireweed.routes.path_route import PathRoute
from fireweed.routing.options import Inherited, SharedOptions, check_options
from fireweed.routing.overridable import Overridable
from fireweed.types import ASGIApp


class APIWebSocketRoute(WebSocketRoute):
    """A route from a path to a typed endpoint for WebSockets; `outer` is what the router says of it.

    Raises:
        DeclarationError, AssertionError, FireweedError: the endpoint cannot work as declared.
    """

    # A router's prefix, or an inclusion's, may bring the slash.
    requires_leading_slash = False

    # Made when somebody looks.
    _dependant: Dependant | None = None

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str | None = None,
        dependencies: Sequence[params.Depends] | None = None,
        dependency_overrides_provider: OverridesProvider | None = None,
        outer: Inherited | None = None,
    ) -> None:
        options = {"dependencies": dependencies}
        check_options(options, SharedOptions, f"The WebSocket route {path!r}")
        self.declared = Inherited.of(options)
        inherited = (outer or Inherited()).around(self.declared)
        PathRoute.__init__(self, inherited.prefix + path, endpoint, name)
        self.dependency_overrides_provider = dependency_overrides_provider
        self._inherit(inherited)
        self._decide()

    def derive(self, outer: Inherited, provider: OverridesProvider | None) -> Self:
        """The same endpoint as it is inside of what `outer` says; `scope["route"]` remains this one."""
        derived = self.below(outer.prefix)
        derived.dependency_overrides_provider = provider or self.dependency_overrides_provider
        derived._inherit(outer.around(self.inherited))
        derived._dependant = None
        derived._decide()
        return derived

    def _inherit(self, inherited: Inherited) -> None:
        self.inherited = inherited
        self.dependencies = list(inherited.dependencies)

    def read_said(self) -> tuple[Any, ...]:
        """What an inclusion goes by, with what programs have set since the route was declared."""
        outer = len(self.inherited.dependencies) - len(self.declared.dependencies)
        self.declared = self.declared.with_dependencies(self.dependencies[outer:])
        self.inherited = self.inherited.with_dependencies(self.dependencies)
        return self.inherited, self.endpoint, self.path, self.name

    @property
    def plan(self) -> Plan:
        """What start-up decided about a handshake."""
        return self._plan

    @property
    def dependant(self) -> Dependant:
        """What the endpoint asks for, by source; what is changed there holds for the handshakes to come."""
        if self._dependant is None:
            self._dependant = build_dependant(self._build_spec(), self.path_format)
            self._dependant.listen(self._decide)
        return self._dependant

    def build_overridden_app(self, overrides: Overrides) -> ASGIApp:
        """The application with some dependencies replaced by others."""
        return build_websocket_handler(self._build_plan(overrides))

    def _decide(self) -> None:
        """Build the plan and the application."""
        self._plan = self._build_plan()
        app = build_websocket_handler(self._plan)
        has_dependencies = len(self._plan.steps) > 1 and self.dependency_overrides_provider is not None
        self.app: ASGIApp = Overridable(self, app) if has_dependencies else app

    def _build_spec(self, overrides: Overrides | None = None) -> CallSpec:
        builder = GraphBuilder(self.param_convertors, overrides, "websocket")
        if self._dependant is not None and self._dependant.is_changed:
            return build_spec(self._dependant, builder)
        before = [builder.build_dependency(marker) for marker in self.inherited.dependencies]
        return prepend_dependencies(builder.build_call(self.endpoint), before)

    def _build_plan(self, overrides: Overrides | None = None) -> Plan:
        spec = self._build_spec(overrides)
        context: EndpointContext = {**locate(self.endpoint), "path": self.path}
        return build_call_plan(spec, context, share=find_share(self.dependency_overrides_provider))
