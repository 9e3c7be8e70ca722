"""The plan of a route: everything about a request that start-up can decide, frozen.

Theory: the graph of dependencies is walked once, depth first, and each callable gets a slot in the order in which it
will be called. A dependency that several ask for gets one slot, so that caching costs a request nothing. The endpoint
is the last step.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fireweed import params
from fireweed.concurrency import CallableKind
from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.graph import CallSpec, DependencySpec
from fireweed.endpoint.inputs import BodyForm, Inputs
from fireweed.endpoint.outputs import Output
from fireweed.endpoint.sources import Collector, build_collectors
from fireweed.exceptions import EndpointContext
from fireweed.forms.limits import FormLimits
from fireweed.params.depends import DependencyScope

DEFAULT_FORM_LIMITS = FormLimits()


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One call: `arguments` names the parameters that take the value of an earlier step, by its slot.

    `needs` are the slots of all that it depends on. `lifetime` says when a generator is closed.
    """

    call: Callable[..., Any]
    kind: CallableKind
    inputs: Inputs | None
    specials: tuple[tuple[str, Special], ...]
    arguments: tuple[tuple[str, int], ...]
    needs: tuple[int, ...]
    lifetime: DependencyScope | None
    security_scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RoutePlan:
    """What a request of the route does: collect, validate, call the steps in order, answer with the last result.

    `body_form` is None for a route without a body. The path in `context` is the template: an error learns of the
    request's method and of what is mounted around only when it happens.
    """

    steps: tuple[Step, ...]
    collectors: tuple[Collector, ...]
    body_form: BodyForm | None
    strict_content_type: bool
    output: Output
    context: EndpointContext
    form_limits: FormLimits

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


def build_plan(
    spec: CallSpec,
    output: Output,
    context: EndpointContext,
    *,
    strict_content_type: bool = True,
    form_limits: FormLimits = DEFAULT_FORM_LIMITS,
) -> RoutePlan:
    """Freeze the graph of an endpoint into the steps of a request.

    Raises:
        DeclarationError: pydantic cannot validate a parameter's type.
    """
    calls = _Schedule()
    calls.add_endpoint(spec)
    fields = [field for call in calls.specs for field in call.fields]
    body_form = find_body_form(fields)
    steps = tuple(calls.build_steps(body_form))
    return RoutePlan(steps, build_collectors(fields), body_form, strict_content_type, output, context, form_limits)


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


class _Schedule:
    """The order of calls while it is being found: three columns, a row for each slot."""

    def __init__(self) -> None:
        self.specs: list[CallSpec] = []
        self._rows: list[
            tuple[tuple[tuple[str, int], ...], tuple[int, ...], DependencyScope | None, tuple[str, ...]]
        ] = []
        self._slots: dict[tuple[Any, ...], int] = {}

    def add_endpoint(self, spec: CallSpec) -> None:
        self._add(spec, None, ())

    def build_steps(self, body_form: BodyForm | None) -> Iterable[Step]:
        for spec, (arguments, needs, lifetime, scopes) in zip(self.specs, self._rows, strict=True):
            inputs = spec.get_inputs(body_form or BodyForm.VALUE)
            yield Step(spec.call, spec.kind, inputs, spec.specials, arguments, needs, lifetime, scopes)

    def _add(self, spec: CallSpec, lifetime: DependencyScope | None, scopes: tuple[str, ...]) -> int:
        slots = [self._add_dependency(dependency, scopes) for dependency in spec.dependencies]
        arguments = tuple(
            (dependency.name, slot)
            for dependency, slot in zip(spec.dependencies, slots, strict=True)
            if dependency.name is not None
        )
        self.specs.append(spec)
        self._rows.append((arguments, tuple(slots), lifetime, scopes))
        return len(self.specs) - 1

    def _add_dependency(self, dependency: DependencySpec, inherited: Sequence[str]) -> int:
        scopes = tuple(dict.fromkeys((*inherited, *dependency.security_scopes)))
        key = _build_cache_key(dependency, scopes)
        if dependency.use_cache and key in self._slots:
            return self._slots[key]
        slot = self._add(dependency.spec, dependency.lifetime, scopes)
        self._slots.setdefault(key, slot)
        return slot


def _build_cache_key(dependency: DependencySpec, scopes: tuple[str, ...]) -> tuple[Any, ...]:
    call: Any = dependency.spec.call
    try:
        hash(call)
    except TypeError:
        call = id(call)
    asked = tuple(sorted(set(scopes))) if dependency.uses_scopes else ()
    return call, asked, dependency.lifetime
