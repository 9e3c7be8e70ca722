"""A path operation: a route whose endpoint is a typed function."""

import inspect
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Self

from typing_extensions import Unpack

from fireweed.body_limit import limit_body
from fireweed.defaults import Default, DefaultPlaceholder
from fireweed.endpoint import request_handler, solving
from fireweed.endpoint.app_dependencies import OverridesProvider, find_share
from fireweed.endpoint.dependant import Dependant, build_body_field, build_dependant, build_response_field
from fireweed.endpoint.dependant_spec import build_spec
from fireweed.endpoint.graph import CallSpec, GraphBuilder, Overrides, prepend_dependencies
from fireweed.endpoint.handler import build_handler, share_receive
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.model_field import ModelField
from fireweed.endpoint.outputs import BODILESS, Output, build_output, choose_model
from fireweed.endpoint.plan import RoutePlan, build_plan
from fireweed.endpoint.request_handler import RequestHandler, wrap_request_handler
from fireweed.endpoint.revision import OverridesWatch
from fireweed.endpoint.serialization import SerializerOptions
from fireweed.endpoint.signature import EMPTY, describe, locate, unwrap
from fireweed.endpoint.streams import Stream, build_stream_output, choose_item, is_stream
from fireweed.exceptions import EndpointContext, FireweedError
from fireweed.routes import Route
from fireweed.routes.base import is_overridden
from fireweed.routes.path_route import PathRoute
from fireweed.routing.attributes import OptionAttributes
from fireweed.routing.complete_options import ROUTE_DEFAULTS
from fireweed.routing.options import Inherited, Responses, RouteOptions, check_options, refuse_string
from fireweed.routing.overridable import Overridable
from fireweed.routing.route_context import RouteContext
from fireweed.routing.signatures import OptionsSignature
from fireweed.types import ASGIApp, Receive, Scope, Send

# What programs set of routes that are declared.
_LATE = attrgetter(
    "path", "name", "status_code", "summary", "description", "response_description", "operation_id", "openapi_extra"
)

# What most routes say, once for all of them.
_RETURN_ANNOTATION: Any = Default(None)
_SERIALIZE_ALL = SerializerOptions()


class APIRoute(OptionAttributes, Route):
    """A route from a path and methods to a typed endpoint; `outer` is what the router says of it.

    What its options and those around it decide is decided here: `spec` is what the endpoint asks for, `plan` what a
    request does.

    Raises:
        DeclarationError, AssertionError, FireweedError: the endpoint cannot work as declared.
        TypeError: an option does not exist.
        ValueError: a limit is none.
    """

    # A router's prefix, or an inclusion's, may bring the slash.
    requires_leading_slash = False

    __signature__ = OptionsSignature(RouteOptions, lambda _: ROUTE_DEFAULTS)

    # Made when somebody looks.
    _dependant: Dependant | None = None

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
        where = f"The path operation {path!r} ({describe(endpoint)})"
        check_options(options, RouteOptions, where)
        refuse_string("methods", methods, where)
        self.declared = Inherited.of(options)
        inherited = (outer or Inherited()).around(self.declared)
        PathRoute.__init__(self, inherited.prefix + path, endpoint, options.get("name"))
        self.methods = {method.upper() for method in methods or ("GET",)}
        self.dependency_overrides_provider = dependency_overrides_provider
        self._describe(options)
        self._inherit(inherited)
        self._own_spec = self._build_own_spec()
        self._decide()

    def derive(self, outer: Inherited, provider: OverridesProvider | None) -> Self:
        """The same operation as it is inside of what `outer` says; `scope["route"]` remains this one."""
        derived = self.below(outer.prefix)
        derived.dependency_overrides_provider = provider or self.dependency_overrides_provider
        derived._inherit(outer.around(self.inherited))
        derived._dependant = None
        if derived.param_convertors.keys() != self.param_convertors.keys() or self._has_other_endpoint:
            derived._own_spec = derived._build_own_spec()
        derived._decide()
        return derived

    def get_route_handler(self) -> RequestHandler:
        """Build what turns a request into a response. Override it to do something around that.

        It is called once for the route, and once for each inclusion of its router. Programs that have set `dependant`
        call it too, before anything is served.
        """
        if self._dependant is not None and self._dependant.is_changed:
            self._decide_plan()
        return request_handler.build_request_handler(self._plan, self._watch)

    @property
    def unique_id(self) -> str:
        """The `operation_id` that it was declared with, else a generated one: models of the operation are called so.

        It is the operation's id in the document, too, unless `operation_id` was set later.
        """
        return self._unique_id

    @property
    def plan(self) -> RoutePlan:
        """What start-up decided about a request."""
        return self._plan

    @property
    def spec(self) -> CallSpec:
        """What the endpoint asks for, dependencies from decorators and routers first."""
        return self._spec

    @property
    def declares_response_model(self) -> bool:
        """Whether the option was given, be it as None."""
        return not isinstance(self._declared_model, DefaultPlaceholder)

    # What programs look at, made when they look.

    @property
    def response_model(self) -> Any:
        """The type of the answer, from the option or the return annotation; None without, and for one that streams."""
        return None if self.response_field is None else self.output.model

    @response_model.setter
    def response_model(self, model: Any) -> None:
        self._declared_model = model

    @property
    def dependant(self) -> Dependant:
        """What the endpoint asks for, by source; dependencies from decorators and routers first.

        What is changed there holds for the requests to come, but not where the router is included. Another one that is
        set holds for what `get_route_handler` builds.
        """
        if self._dependant is None:
            self._dependant = build_dependant(self._spec, self.path_format)
            self._dependant.listen(self._heed_dependant)
        return self._dependant

    @dependant.setter
    def dependant(self, dependant: Dependant) -> None:
        dependant.is_changed = True
        self._dependant = dependant

    @property
    def body_field(self) -> ModelField | None:
        """The body as one field; None without a body. It follows from the endpoint and the dependencies.

        Setting it changes nothing: programs that have changed `dependencies` set what follows from that.
        """
        return build_body_field(self._spec, self.unique_id)

    @body_field.setter
    def body_field(self, field: ModelField | None) -> None: ...

    @property
    def _embed_body_fields(self) -> bool:
        return self._plan.body_form in (BodyForm.MEMBERS, BodyForm.FORM)

    @property
    def response_field(self) -> ModelField | None:
        """The answer as a field; None without a response model, and for one that streams."""
        return build_response_field(self.output, self.unique_id)

    @property
    def output(self) -> Output:
        """How results become answers."""
        return self._plan.output

    @property
    def serializer_options(self) -> SerializerOptions:
        """What of a result is written, and whether it is validated before."""
        options = self._serializer_options
        return options if self.response_validation else replace(options, validates=False)

    def _describe(self, options: Mapping[str, Any]) -> None:
        """Set what the options say of this operation alone."""
        status_code = options.get("status_code")
        self.status_code = None if status_code is None else int(status_code)
        self._declared_model = options.get("response_model", _RETURN_ANNOTATION)
        self.summary = options.get("summary")
        self.description = options.get("description") or describe_for_document(self.endpoint)
        self.response_description = options.get("response_description", "Successful Response")
        self.openapi_extra = options.get("openapi_extra")
        self.operation_id: str | None = options.get("operation_id")
        names = ("include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none")
        given = {name: options[key] for name in names if (key := f"response_model_{name}") in options}
        self._serializer_options = SerializerOptions(**given) if given else _SERIALIZE_ALL

    def _inherit(self, inherited: Inherited) -> None:
        """Set what the options say together with those of the routers around."""
        self.inherited = inherited
        self.tags = list(inherited.tags)
        self.dependencies = list(inherited.dependencies)
        self.responses = check_responses(dict(inherited.responses))
        self.deprecated = inherited.deprecated
        self.include_in_schema = inherited.include_in_schema
        self.max_body_size = inherited.max_body_size
        self._unique_id: str = self.operation_id or self.generate_unique_id_function(self)

    def limited(self, max_body_size: int | None) -> Route:
        if max_body_size is not None and self.max_body_size is None:
            self._get_app()  # what is put around the application shall not go through `_answer_first`
        return super().limited(max_body_size)

    def _decide(self) -> None:
        """Build the plan, and the application if that could fail."""
        self._decide_plan()
        self._built_app: ASGIApp | None = None
        self.app: ASGIApp = self._answer_first
        if self._has_own_handler:
            self._get_app()

    def _decide_plan(self) -> None:
        self._spec = self._build_spec(self._own_spec)
        self._plan = self._build_plan(self._spec)
        self._watch = self._build_watch({})

    def read_said(self) -> tuple[Any, ...]:
        """What an inclusion goes by, with what programs have set since the route was declared."""
        given = {name: getattr(self, name) for name in ("tags", "responses", "deprecated", "include_in_schema")}
        outer = len(self.inherited.dependencies) - len(self.declared.dependencies)
        self.declared = self.declared.with_dependencies(self.dependencies[outer:])
        self.inherited = self.inherited.with_dependencies(self.dependencies).with_attributes(given)
        said = (self.inherited, self.endpoint, self._declared_model, self._serializer_options)
        return *said, frozenset(self.methods or ()), *_LATE(self)

    @property
    def _has_other_endpoint(self) -> bool:
        """Whether a program may have changed what the endpoint asks for: decorators of classes give it a signature."""
        return self._own_spec.call is not self.endpoint or hasattr(self.endpoint, "__signature__")

    def _heed_dependant(self) -> None:
        """Decide again, since `dependant` was changed; what a program has put around the application stays there."""
        if self._built_app is not None and self.app is not self._built_app:
            raise FireweedError(f"{self!r}: `app` was replaced, so that requests would not see what `dependant` says.")
        app = self.app
        is_wrapped = self._built_app is None and app != self._answer_first
        self._decide()
        if is_wrapped:
            self.app = app

    # PERF: most routes of a process are not asked for soon, and a handler is built in less than 0.1 ms
    # (benchmarks/startup).
    def _answer_first(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Stand for the application until it is asked for, which then takes its own place."""
        return self._get_app()(scope, receive, send)

    def _get_app(self) -> ASGIApp:
        """The application, built once. What a program has put around `app` meanwhile stays there."""
        if self._built_app is None:
            app = self._build_app()
            app = limit_body(app if self._watch is None else Overridable(self, app), self.max_body_size)
            self._built_app = app
            if self.app == self._answer_first:
                self.app = app
        return self._built_app

    @property
    def _has_own_handler(self) -> bool:
        return is_overridden(self, "get_route_handler", APIRoute) or request_handler.is_replaced()

    def _build_own_spec(self, overrides: Overrides | None = None) -> CallSpec:
        return GraphBuilder(self.param_convertors, overrides).build_call(self.endpoint)

    def _build_spec(self, own_spec: CallSpec, overrides: Overrides | None = None) -> CallSpec:
        builder = GraphBuilder(self.param_convertors, overrides)
        if self._dependant is not None and self._dependant.is_changed:
            return replace(build_spec(self._dependant, builder), return_annotation=own_spec.return_annotation)
        return prepend_dependencies(own_spec, [builder.build_dependency(marker) for marker in self.dependencies])

    def _build_plan(self, spec: CallSpec) -> RoutePlan:
        context: EndpointContext = {**locate(self.endpoint), "path": self.path}
        output = self._build_output(spec.return_annotation, context)
        return build_plan(
            spec,
            output,
            context,
            strict_content_type=self.strict_content_type,
            form_limits=self.form_limits,
            share=find_share(self.dependency_overrides_provider),
        )

    def _build_output(self, return_annotation: Any, context: EndpointContext) -> Output:
        options = self.serializer_options
        endpoint, class_, status = self.endpoint, self.response_class, self.status_code
        if is_stream(endpoint):
            item = choose_item(endpoint, self._declared_model, return_annotation)
            return build_stream_output(Stream(endpoint, item, class_, status, _get_ping_interval), options, context)
        model = choose_model(self._declared_model, return_annotation)
        if status in BODILESS and model is not EMPTY:
            raise AssertionError(f"Status code {status} must not have a response body")
        return build_output(endpoint, model, class_, status, options, context)

    def _build_watch(self, overrides: Overrides) -> OverridesWatch | None:
        provider = self.dependency_overrides_provider
        if provider is None or not self._spec.dependencies:
            return None
        return OverridesWatch(provider, overrides, self._build_overridden_plan)

    def _build_app(self) -> ASGIApp:
        if self._has_own_handler or solving.is_replaced():
            app = wrap_request_handler(self.get_route_handler(), RouteContext(self))
        else:
            app = build_handler(self._plan, self._watch)
        return app if self._plan.output.stream is None else share_receive(app, self._plan)

    def _build_overridden_plan(self, overrides: Overrides) -> RoutePlan:
        return self._build_plan(self._build_spec(self._build_own_spec(overrides), overrides))

    def build_overridden_app(self, overrides: Overrides) -> ASGIApp:
        """The application with some dependencies replaced by others."""
        overridden = self.below("")
        overridden._plan = self._build_overridden_plan(overrides)
        overridden._watch = self._build_watch(overrides)
        return overridden._build_app()


def _get_ping_interval() -> float:
    """Seconds without an event until a stream of events is kept alive, from where programs set it in their tests."""
    interval: float = sys.modules[__package__]._PING_INTERVAL
    return interval


def check_responses(responses: Responses) -> Responses:
    """Refuse additional responses that the document could not show.

    Raises:
        AssertionError: one is no dict, or has a model although its status has no body.
    """
    for status, response in responses.items():
        if not isinstance(response, dict):
            raise _refuse_response(status, response)
        if response.get("model") is not None and str(status) in _BODILESS_STATUSES:
            raise AssertionError(f"Status code {status} must not have a response body")
    return responses


def _refuse_response(status: object, response: object) -> AssertionError:
    error = AssertionError("An additional response must be a dict")
    error.add_note(f"Write responses={{{status!r}: {{'model': ...}}}}, not {response!r} itself.")
    return error


_BODILESS_STATUSES = frozenset(map(str, BODILESS))


def describe_for_document(endpoint: Callable[..., Any]) -> str:
    """The docstring of an endpoint up to a form feed, which hides what follows from the document."""
    return inspect.cleandoc(unwrap(endpoint).__doc__ or "").partition("\f")[0].strip()
