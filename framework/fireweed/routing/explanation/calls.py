"""What a plan calls, in which order, and what each call takes from where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fireweed.concurrency import CallableKind
from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.form_fields import Reading, find_reading, is_json_part
from fireweed.endpoint.graph import DependencySpec
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.plan import Plan, Step
from fireweed.endpoint.signature import locate
from fireweed.routing.explanation.text import Block, Row, align_rows, enumerate_words, keep_together
from fireweed.routing.explanation.values import (
    describe_call,
    describe_constraints,
    describe_default,
    describe_type,
)

RUNS = {
    CallableKind.COROUTINE: "in the event loop",
    CallableKind.FUNCTION: "in a worker thread",
    CallableKind.GENERATOR: "generator in worker threads",
    CallableKind.ASYNC_GENERATOR: "generator in the event loop",
}
_SPECIALS = {
    Special.REQUEST: "the request",
    Special.WEBSOCKET: "the WebSocket",
    Special.CONNECTION: "the connection",
    Special.RESPONSE: "status and headers for the answer",
    Special.BACKGROUND_TASKS: "tasks for after the answer",
    Special.SECURITY_SCOPES: "the scopes asked for",
}
_FORM_READINGS = {
    Reading.LAST: "form",
    Reading.LIST: "form, all of the name",
    Reading.LAST_CONTENT: "form, content of a file",
    Reading.LIST_CONTENT: "form, content of files",
    Reading.GROUP: "the whole form",
}
_SUB_INDENT = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """How many of the dependencies whose values are not wanted come from routers, and how many there are in all."""

    from_routers: int
    count: int


def build_call_blocks(plan: Plan, origin: Origin, closing: dict[str, str]) -> Iterator[Block]:
    """The parameters of the endpoint; with dependencies, all calls. `closing` says when a lifetime ends."""
    if len(plan.steps) > 1:
        yield Block("calls, in this order", tuple(_Calls(plan, origin, closing).describe()))
        return
    rows = list(_build_rows(plan, plan.endpoint))
    if rows:
        yield Block("parameters", tuple(align_rows(rows, indent=2)))


def describe_field_source(field: InputField, body_form: BodyForm | None) -> str:
    """The part of the request that holds a field, and its names there if they are not the parameter's."""
    names = " or ".join(field.request_names)
    if field.group is not None:
        return f"all of {field.source.value}"
    if field.source is not Source.BODY:
        return field.source.value if names == field.name else f"{field.source.value} {names}"
    if body_form is BodyForm.FORM:
        reading = find_reading(field)
        place = "form, as JSON" if is_json_part(field) else _FORM_READINGS[reading]
        return place if names == field.name or reading is Reading.GROUP else f"{place}: {names}"
    return f"body, member {names}" if body_form is BodyForm.MEMBERS else "body"


def _build_rows(plan: Plan, step: Step) -> Iterator[Row]:
    """A row for each parameter: name, where its value is from, type, and what else must be so."""
    for name, slot in step.arguments:
        yield name, f"from {slot + 1} {_name(plan.steps[slot])}", "", ""
    for field in step.inputs.fields if step.inputs is not None else ():
        said = [text for text in (describe_default(field), *describe_constraints(field)) if text]
        source = describe_field_source(field, plan.body_form)
        yield field.name, source, describe_type(field.info.annotation), ", ".join(said)
    for name, special in step.specials:
        scopes = " ".join(step.security_scopes) if special is Special.SECURITY_SCOPES else ""
        yield name, _SPECIALS[special], scopes, ""


def _name(step: Step) -> str:
    return locate(step.call if step.dependency is None else step.dependency.spec.call)["function"]


class _Calls:
    """The calls of one plan, numbered from 1."""

    def __init__(self, plan: Plan, origin: Origin, closing: dict[str, str]) -> None:
        self._plan = plan
        self._origin = origin
        self._closing = closing

    def describe(self) -> Iterator[str]:
        for slot, step in enumerate(self._plan.steps):
            dependency = step.dependency
            call = step.call if dependency is None else dependency.spec.call
            yield from align_rows([(f"{slot + 1:>3}", describe_call(call))], indent=0)
            facts = ["the endpoint", RUNS[step.kind]] if dependency is None else self._find_facts(slot, dependency)
            yield from align_rows([(f"{'':{_SUB_INDENT - 2}}", "; ".join(facts))], indent=0)
            rows = _build_app_rows(dependency) if dependency is not None and dependency.scope == "app" else None
            yield from align_rows([*(rows or _build_rows(self._plan, step))], indent=_SUB_INDENT + 2)

    def _find_facts(self, slot: int, dependency: DependencySpec) -> list[str]:
        step = self._plan.steps[slot]
        facts = [self._describe_life(dependency)]
        if dependency.slots is not None:
            facts.append(f"at most {dependency.slots.count} at a time")
        if not dependency.use_cache:
            facts.append("called anew for each who asks")
        if step.security_scopes:
            facts.append(f"security scopes {' '.join(step.security_scopes)}")
        askers = list(self._find_askers(slot))
        if len(askers) > 1 or not self._is_wanted(slot):
            facts.append(f"asked for by {enumerate_words(askers)}")
        return facts

    def _describe_life(self, dependency: DependencySpec) -> str:
        runs = RUNS[dependency.spec.kind]
        if dependency.scope == "app":
            closed = f", {self._closing['app']}" if dependency.is_generator else ""
            return f"once when the application starts: {runs}{closed}; shared by all requests"
        lifetime = dependency.lifetime
        return f"{runs}, {self._closing[lifetime]}" if dependency.is_generator and lifetime is not None else runs

    def _find_askers(self, slot: int) -> Iterator[str]:
        """Who asks for the value of a slot. The endpoint's needs begin with what routers and decorators ask for."""
        steps: Sequence[Step] = self._plan.steps
        unwanted = steps[-1].needs[: self._origin.count]
        if slot in unwanted[: self._origin.from_routers]:
            yield "a router"
        if slot in unwanted[self._origin.from_routers :]:
            yield "the decorator"
        for number, step in enumerate(steps, 1):
            if any(taken == slot for _, taken in step.arguments):
                yield f"{number} {_name(step)}"

    def _is_wanted(self, slot: int) -> bool:
        return any(taken == slot for step in self._plan.steps for _, taken in step.arguments)


def _build_app_rows(dependency: DependencySpec) -> Iterator[Row]:
    """What a dependency of the application takes, which is made before it and never by a request."""
    for inner in dependency.spec.dependencies:
        yield str(inner.name), keep_together(f"from {describe_call(inner.spec.call)}")
