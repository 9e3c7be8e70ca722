"""A path operation: a route whose endpoint is a typed function."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, Self

from typing_extensions import Unpack

from fireweed.defaults import Default, DefaultPlaceholder
from fireweed.endpoint.graph import CallSpec, GraphBuilder, Overrides, prepend_dependencies
from fireweed.endpoint.handler import build_handler
from fireweed.endpoint.outputs import BODILESS, Output, SerializerOptions, build_output, choose_model
from fireweed.endpoint.plan import RoutePlan, build_plan
from fireweed.endpoint.signature import EMPTY, describe, locate
from fireweed.exceptions import EndpointContext
from fireweed.routes import Route
from fireweed.routes.path_route import PathRoute
from fireweed.routing.options import Inherited, RouteOptions, check_options
from fireweed.types import ASGIApp, Receive, Scope, Send


class OverridesProvider(Protocol):
    """Who says which dependencies are replaced; asked on every request."""

    dependency_overrides: dict[Callable[..., Any], Callable[..., Any]]


class APIRoute(Route):
    """A route from a path and methods to a typed endpoint; `outer` is what the router says of it.

    What its options and those around it decide is decided here: `spec` is what the endpoint asks for, `plan` what a
    request does.

    Raises:
        DeclarationError, AssertionError, FireweedError: the endpoint cannot work as declared.
        TypeError: an option does not exist.
    """

    # A router's prefix, or an inclusion's, may bring the slash.
    requires_leading_slash = False

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Iterable[str] | None = None,
        dependency_overrides_provider: OverridesProvider | None = None,
        outer: Inherited | None = None,
        **options: Unpack[RouteOptions],
    ) -> None:
        check_options(options, RouteOptions, f"The path operation {path!r} ({describe(endpoint)})")
        self._options: Mapping[str, Any] = options
        self._provider = dependency_overrides_provider
        inherited = (outer or Inherited()).around(Inherited.of(options))
        self._declare(inherited.prefix + path, endpoint, methods, inherited)
        self._own_spec = GraphBuilder(self.param_convertors).build_call(endpoint)
        self._decide()

    def derive(self, outer: Inherited, provider: OverridesProvider | None) -> Self:
        """The same operation as it is inside of what `outer` says; `scope["route"]` remains this one."""
        derived = object.__new__(type(self))
        derived.__dict__.update(self.__dict__)
        derived.original_route = self
        derived._provider = provider
        derived._declare(outer.prefix + self.path, self.endpoint, self.methods, outer.around(self.inherited))
        derived._decide()
        return derived

    @property
    def plan(self) -> RoutePlan:
        """What start-up decided about a request."""
        return self._plan

    @property
    def spec(self) -> CallSpec:
        """What the endpoint asks for, dependencies from decorators and routers first."""
        return self._spec

    @property
    def output(self) -> Output:
        """How results become answers."""
        return self._plan.output

    def _declare(
        self, path: str, endpoint: Callable[..., Any], methods: Iterable[str] | None, inherited: Inherited
    ) -> None:
        """Set what users read of a route."""
        options = self._options
        PathRoute.__init__(self, path, endpoint, options.get("name"))
        self.methods = {method.upper() for method in methods or ("GET",)}
        self.inherited = inherited
        self.tags = inherited.tags
        self.dependencies = list(inherited.dependencies)
        self.responses = inherited.responses
        self.deprecated = inherited.deprecated
        self.include_in_schema = inherited.include_in_schema
        self.response_class = inherited.response_class
        self.strict_content_type = bool(inherited.strict_content_type)
        status_code = options.get("status_code")
        self.status_code = None if status_code is None else int(status_code)
        self.response_model = options.get("response_model", Default(None))
        self.summary = options.get("summary")
        self.description = options.get("description") or describe_for_document(endpoint)
        self.response_description = options.get("response_description", "Successful Response")
        self.openapi_extra = options.get("openapi_extra")
        self.operation_id = options.get("operation_id")
        generate: Any = inherited.generate_unique_id_function
        self.generate_unique_id_function = generate.value if isinstance(generate, DefaultPlaceholder) else generate
        self.unique_id: str = self.operation_id or self.generate_unique_id_function(self)

    def _decide(self) -> None:
        """Build the plan and the handler."""
        builder = GraphBuilder(self.param_convertors)
        outer = [builder.build_dependency(marker) for marker in self.dependencies]
        self._spec = prepend_dependencies(self._own_spec, outer)
        self._plan = self._build_plan(self._spec)
        handler = build_handler(self._plan)
        has_dependencies = bool(self._spec.dependencies) and self._provider is not None
        self.app: ASGIApp = _Overridable(self, handler) if has_dependencies else handler

    def _build_plan(self, spec: CallSpec) -> RoutePlan:
        model = choose_model(self.response_model, spec.return_annotation)
        if self.status_code in BODILESS and model is not EMPTY:
            raise AssertionError(f"Status code {self.status_code} must not have a response body")
        context: EndpointContext = {
            **locate(self.endpoint),
            "path": f"{next(iter(self.methods or ()), '')} {self.path}",
        }
        output = build_output(
            self.endpoint, model, self.response_class, self.status_code, self._serializer_options(), context
        )
        return build_plan(spec, output, context, strict_content_type=self.strict_content_type)

    def _serializer_options(self) -> SerializerOptions:
        prefix = "response_model_"
        names = ("include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none")
        given = {name: self._options[prefix + name] for name in names if prefix + name in self._options}
        return SerializerOptions(**given)

    def build_overridden_handler(self, overrides: Overrides) -> ASGIApp:
        """The handler with some dependencies replaced by others."""
        builder = GraphBuilder(self.param_convertors, overrides)
        outer = [builder.build_dependency(marker) for marker in self.dependencies]
        spec = prepend_dependencies(builder.build_call(self.endpoint), outer)
        return build_handler(self._build_plan(spec))


class _Overridable:
    """The handler of a route with dependencies; another one takes its place while some are overridden."""

    def __init__(self, route: APIRoute, handler: ASGIApp) -> None:
        self._route = route
        self._handler = handler
        self._overridden: tuple[Overrides, ASGIApp] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        provider = self._route._provider
        overrides = provider.dependency_overrides if provider is not None else {}
        handler = self._get_overridden(overrides) if overrides else self._handler
        await handler(scope, receive, send)

    def _get_overridden(self, overrides: Overrides) -> ASGIApp:
        """The handler for these overrides; the last one is kept, since tests override for many requests."""
        if self._overridden is None or self._overridden[0] != overrides:
            self._overridden = (dict(overrides), self._route.build_overridden_handler(overrides))
        return self._overridden[1]


def describe_for_document(endpoint: Callable[..., Any]) -> str:
    """The docstring of an endpoint up to a form feed, which hides what follows from the document."""
    return inspect.cleandoc(endpoint.__doc__ or "").partition("\f")[0].strip()
