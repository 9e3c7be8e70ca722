"""The plan of a route: everything about a request that start-up can decide, frozen.

Theory: the graph of dependencies is walked once, depth first, and each callable gets a slot in the order in which it
will be called. A dependency that several ask for gets one slot, so that caching costs a request nothing. The endpoint
is the last step.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fireweed import params
from fireweed.concurrency import CallableKind
from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.graph import CallSpec, DependencySpec, identify
from fireweed.endpoint.inputs import BodyForm, Inputs
from fireweed.endpoint.limits import limit_call
from fireweed.endpoint.outputs import Output
from fireweed.endpoint.signature import EMPTY
from fireweed.endpoint.sources import Collector, build_collectors
from fireweed.exceptions import EndpointContext
from fireweed.forms.limits import FormLimits
from fireweed.params.depends import DependencyScope

DEFAULT_FORM_LIMITS = FormLimits()
# From a dependency of the application to the coroutine function that gives its value.
Share = Callable[[DependencySpec], Callable[[], Awaitable[Any]]]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One call: `arguments` names the parameters that take the value of an earlier step, by its slot.

    `needs` are the slots of all that it depends on. `lifetime` says when a generator is closed. `dependency` is what it
    stands for, and `declared` what that names; both are None for the endpoint. `first` is the slot of what is called
    first for it.
    """

    call: Callable[..., Any]
    kind: CallableKind
    inputs: Inputs | None
    specials: tuple[tuple[str, Special], ...]
    arguments: tuple[tuple[str, int], ...]
    needs: tuple[int, ...]
    lifetime: DependencyScope | None
    security_scopes: tuple[str, ...]
    declared: Callable[..., Any] | None = None
    first: int = 0
    dependency: DependencySpec | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """What a connection to the route does: collect, validate, call the steps in order.

    `spec` is what the last step calls. `body_form` is None for a route without a body. The path in `context` is the
    template: an error learns of the request's method and of what is mounted around only when it happens.
    """

    spec: CallSpec
    steps: tuple[Step, ...]
    collectors: tuple[Collector, ...]
    body_form: BodyForm | None = None
    strict_content_type: bool = True
    context: EndpointContext
    form_limits: FormLimits = DEFAULT_FORM_LIMITS

    @property
    def endpoint(self) -> Step:
        return self.steps[-1]

    @property
    def is_direct(self) -> bool:
        """Whether only the endpoint is called, with nothing but values of the request."""
        return len(self.steps) == 1 and not self.endpoint.specials

    def uses(self, special: Special) -> bool:
        """Whether a step asks for it."""
        return any(special is asked for step in self.steps for _, asked in step.specials)

    @property
    def has_cleanup(self) -> bool:
        """Whether there is something to close: dependencies, the files of a form."""
        return self.body_form is BodyForm.FORM or any(
            step.lifetime is not None and _is_generator(step) for step in self.steps
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RoutePlan(Plan):
    """What a request of a path operation does: it is answered with the result of the last step."""

    output: Output


def build_plan(
    spec: CallSpec,
    output: Output,
    context: EndpointContext,
    *,
    strict_content_type: bool = True,
    form_limits: FormLimits = DEFAULT_FORM_LIMITS,
    share: Share | None = None,
) -> RoutePlan:
    """Freeze the graph of an endpoint into the steps of a request.

    `share` says how a request gets the value of a dependency of the application.

    Raises:
        DeclarationError: pydantic cannot validate a parameter's type.
    """
    calls = _Schedule(share)
    calls.add(spec)
    fields = [field for row in calls.rows for field in row.spec.fields]
    body_form = find_body_form(fields)
    return RoutePlan(
        spec=spec,
        steps=tuple(row.build_step(body_form) for row in calls.rows),
        collectors=build_collectors(fields),
        body_form=body_form,
        strict_content_type=strict_content_type,
        form_limits=form_limits,
        output=output,
        context=context,
    )


def build_call_plan(
    spec: CallSpec,
    context: EndpointContext,
    *,
    share: Share | None = None,
    scopes: tuple[str, ...] = (),
    embeds: bool = False,
) -> Plan:
    """Freeze the graph of what is called without being answered with, such as a WebSocket's endpoint.

    `share` is as for `build_plan`, `scopes` are the OAuth2 scopes asked for around it. With `embeds` the body is an
    object with a member for each parameter, were it only one.

    Raises:
        DeclarationError: pydantic cannot validate a parameter's type.
    """
    calls = _Schedule(share)
    calls.add(spec, scopes=scopes)
    fields = [field for row in calls.rows for field in row.spec.fields]
    body_form = find_body_form(fields)
    if embeds and body_form is BodyForm.JSON:
        body_form = BodyForm.MEMBERS
    steps = tuple(row.build_step(body_form) for row in calls.rows)
    return Plan(spec=spec, steps=steps, collectors=build_collectors(fields), body_form=body_form, context=context)


def find_body_form(fields: Iterable[InputField]) -> BodyForm | None:
    """Whether the body is a form, one parameter, or an object with a member for each; None without body parameters."""
    body_fields = {field.name: field for field in fields if field.source is Source.BODY}
    if not body_fields:
        return None
    if any(isinstance(field.marker, params.Form) for field in body_fields.values()):
        return BodyForm.FORM
    embeds = len(body_fields) > 1 or any(getattr(field.marker, "embed", None) for field in body_fields.values())
    return BodyForm.MEMBERS if embeds else BodyForm.JSON


def _is_generator(step: Step) -> bool:
    return step.kind in (CallableKind.GENERATOR, CallableKind.ASYNC_GENERATOR)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """What the schedule says of one slot."""

    spec: CallSpec
    dependency: DependencySpec | None
    arguments: tuple[tuple[str, int], ...]
    needs: tuple[int, ...]
    scopes: tuple[str, ...]
    first: int

    def build_step(self, body_form: BodyForm | None) -> Step:
        call, kind, inputs = self.spec.call, self.spec.kind, self.spec.get_inputs(body_form or BodyForm.VALUE)
        declared, lifetime = None, None
        if self.dependency is not None:
            declared, lifetime = self.dependency.declared, self.dependency.lifetime
            if self.dependency.slots is not None:
                call, kind = limit_call(call, kind, self.dependency.slots)
        return Step(
            call,
            kind,
            inputs,
            self.spec.specials,
            self.arguments,
            self.needs,
            lifetime,
            self.scopes,
            declared,
            self.first,
            self.dependency,
        )


class _Schedule:
    """The order of calls while it is being found: a row for each slot."""

    def __init__(self, share: Share | None) -> None:
        self.rows: list[_Row] = []
        self._share = share
        self._slots: dict[tuple[Any, ...], int] = {}

    def add(self, spec: CallSpec, dependency: DependencySpec | None = None, scopes: tuple[str, ...] = ()) -> int:
        """Schedule what a call depends on, and then the call; returns its slot."""
        first = len(self.rows)
        needs = tuple(self._add_dependency(inner, scopes) for inner in spec.dependencies)
        arguments = tuple(
            (inner.name, slot) for inner, slot in zip(spec.dependencies, needs, strict=True) if inner.name is not None
        )
        self.rows.append(_Row(spec, dependency, arguments, needs, scopes, first))
        return len(self.rows) - 1

    def _add_dependency(self, dependency: DependencySpec, inherited: Sequence[str]) -> int:
        scopes = tuple(dict.fromkeys((*inherited, *dependency.security_scopes)))
        key = _build_cache_key(dependency, scopes)
        if dependency.use_cache and key in self._slots:
            return self._slots[key]
        spec = self._build_shared(dependency) if dependency.scope == "app" else dependency.spec
        slot = self.add(spec, dependency, scopes)
        self._slots.setdefault(key, slot)
        return slot

    def _build_shared(self, dependency: DependencySpec) -> CallSpec:
        """A call that gives the value of a dependency of the application."""
        assert self._share is not None, "whoever builds plans of such routes says where the values are"
        return CallSpec(self._share(dependency), CallableKind.COROUTINE, (), (), (), EMPTY)


def _build_cache_key(dependency: DependencySpec, scopes: tuple[str, ...]) -> tuple[Any, ...]:
    asked = tuple(sorted(set(scopes))) if dependency.uses_scopes else ()
    return identify(dependency.declared), asked, dependency.lifetime
