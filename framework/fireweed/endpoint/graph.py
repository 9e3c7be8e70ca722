"""The graph of a callable and its dependencies, as declared: who asks for what.

A `CallSpec` is one callable with everything that its parameters ask for. A `DependencySpec` is the edge to one that it
depends on. Nothing here knows the order of execution: that is the plan's business.
"""

import inspect
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from weakref import WeakValueDictionary

from fireweed import params
from fireweed.concurrency import CallableKind, classify_callable
from fireweed.endpoint.classify import Special, classify_parameter
from fireweed.endpoint.fields import SOURCE_ORDER, InputField, Source
from fireweed.endpoint.inputs import BodyForm, Inputs
from fireweed.endpoint.protocols import Protocol, is_left_out
from fireweed.endpoint.refusals import refuse_parameter
from fireweed.endpoint.signature import Signature, describe, parse_signature
from fireweed.exceptions import DeclarationError, DependencyCycleError, DependencyScopeError
from fireweed.params.depends import DependencyScope

Overrides = Mapping[Callable[..., Any], Callable[..., Any]]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CallSpec:
    """A callable, its fields in the order of their sources, its specials and its dependencies by parameter name."""

    call: Callable[..., Any]
    kind: CallableKind
    fields: tuple[InputField, ...]
    specials: tuple[tuple[str, Special], ...]
    dependencies: tuple["DependencySpec", ...]
    return_annotation: Any
    _inputs: dict[BodyForm, Inputs] = field(default_factory=dict, repr=False)

    def get_inputs(self, form: BodyForm) -> Inputs | None:
        """The validators of its fields, built once for each form of the body; None without fields.

        Raises:
            DeclarationError: pydantic cannot validate a parameter's type.
        """
        if not self.fields:
            return None
        if form not in self._inputs:
            self._inputs[form] = Inputs(self.call, self.fields, form)
        return self._inputs[form]

    @property
    def uses_scopes(self) -> bool:
        """Whether it, or what it depends on, looks at the OAuth2 scopes asked for."""
        own = any(special is Special.SECURITY_SCOPES for _, special in self.specials)
        return own or any(dependency.uses_scopes for dependency in self.dependencies)


@dataclass(frozen=True, slots=True, eq=False)
class DependencySpec:
    """A dependency; `name` is the parameter that takes its value, None where the value is not wanted.

    `declared` is what the marker names; an override calls something else. `slots` are those of `max_concurrency`.
    """

    name: str | None
    declared: Callable[..., Any]
    spec: CallSpec
    use_cache: bool
    scope: DependencyScope | None
    slots: params.Slots | None
    security_scopes: tuple[str, ...]

    @property
    def is_generator(self) -> bool:
        return self.spec.kind in (CallableKind.GENERATOR, CallableKind.ASYNC_GENERATOR)

    @property
    def lifetime(self) -> DependencyScope | None:
        """When a generator is closed; None for what has nothing to close and no scope of its own."""
        return self.scope or ("request" if self.is_generator else None)

    @property
    def uses_scopes(self) -> bool:
        """Whether OAuth2 scopes make a difference: it is asked for with some, or looks at those asked for."""
        return bool(self.security_scopes) or self.spec.uses_scopes


class GraphBuilder:
    """Builds the graph of one route for a protocol: `path_names` are the parameters in its template."""

    def __init__(
        self, path_names: Iterable[str] = (), overrides: Overrides | None = None, protocol: Protocol = "http"
    ) -> None:
        self.protocol: Protocol = protocol
        self.path_names = frozenset(path_names)
        self.overrides = overrides or {}
        self._chain: list[Callable[..., Any]] = []

    def build_call(self, call: Callable[..., Any]) -> CallSpec:
        """Read a callable and, depth first, what it depends on.

        Raises:
            DependencyCycleError: it depends on itself.
            DeclarationError, AssertionError: a parameter cannot work as declared.
        """
        self._refuse_cycle(call)
        self._chain.append(call)
        try:
            spec = self._read(call)
        finally:
            self._chain.pop()
        if self._chain and not self.overrides and _can_be_shared(spec):
            _shared[id(call), self.protocol] = spec
        return spec

    def build_dependency(self, marker: params.Depends, name: str | None = None) -> DependencySpec:
        """Read a dependency as its marker declares it; an overridden one is replaced here.

        Raises:
            AssertionError: there is nothing to call.
            DependencyScopeError: it outlives one that it depends on.
            DeclarationError: a dependency of the application asks for something of a request.
        """
        call = marker.dependency
        if call is None or not callable(call):
            self._refuse_uncallable(call, name)
        spec = self._find_shared(call) or self.build_call(self.find_override(call))
        scopes = tuple(getattr(marker, "scopes", None) or ())
        dependency = DependencySpec(name, call, spec, marker.use_cache, marker.scope, marker.slots, scopes)
        check_lifetime(dependency)
        return dependency

    def find_override(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """What is called in place of a dependency: itself, unless it is overridden."""
        return self.overrides.get(call, call) if self.overrides and is_hashable(call) else call

    # PERF: a dependency is read once for all routes (benchmarks/startup).
    def _find_shared(self, call: Callable[..., Any]) -> CallSpec | None:
        """What another route has read of the same dependency, unless its parameters mean something else here."""
        shared = None if self.overrides else _shared.get((id(call), self.protocol))
        if shared is None:
            return None
        names = (field.name for spec in walk_calls(shared) for field in spec.fields)
        return shared if self.path_names.isdisjoint(names) else None

    def _read(self, call: Callable[..., Any]) -> CallSpec:
        signature = self._parse_signature(call)
        fields: list[InputField] = []
        specials: list[tuple[str, Special]] = []
        dependencies: list[DependencySpec] = []
        for parameter in signature.parameters:
            declaration = classify_parameter(call, parameter, self.path_names)
            if is_left_out(call, parameter, declaration, self.protocol):
                continue
            if isinstance(declaration, InputField):
                fields.append(declaration)
            elif isinstance(declaration, Special):
                specials.append((parameter.name, declaration))
            else:
                dependencies.append(self.build_dependency(declaration, parameter.name))
        fields.sort(key=lambda item: SOURCE_ORDER.index(item.source))
        return CallSpec(
            call,
            classify_callable(call),
            tuple(fields),
            tuple(specials),
            tuple(dependencies),
            signature.return_annotation,
        )

    def _parse_signature(self, call: Callable[..., Any]) -> Signature:
        try:
            return parse_signature(call)
        except DeclarationError as error:
            if len(self._chain) == 1:
                raise
            raise DeclarationError(f"{describe(self._chain[-2])}: of a dependency: {error}") from error

    def _refuse_cycle(self, call: Callable[..., Any]) -> None:
        for position, earlier in enumerate(self._chain):
            if earlier is call or (earlier == call and hasattr(call, "__self__")):
                chain = " -> ".join(describe(member) for member in [*self._chain[position:], call])
                raise DependencyCycleError(f"A dependency depends on itself: {chain}. Break the cycle.")

    def _refuse_uncallable(self, call: Any, name: str | None) -> NoReturn:
        if inspect.iscoroutine(call):
            call.close()
        if name is None:
            raise AssertionError("A parameter-less dependency must have a callable dependency")
        problem = f"its dependency is {call!r}, which cannot be called."
        remedy = "Give `Depends` the function itself, `Depends(get_user)`, or annotate the parameter with a class."
        refuse_parameter(self._chain[-1], name, problem, remedy)


def _can_be_shared(spec: CallSpec) -> bool:
    """Whether it is the same for all templates: where a value of the path is, differs from one to the next."""
    return all(field.source is not Source.PATH for inner in walk_calls(spec) for field in inner.fields)


# By the identity of what is called, which a specification keeps alive. The routes keep the specifications.
_shared: WeakValueDictionary[tuple[int, Protocol], CallSpec] = WeakValueDictionary()


def prepend_dependencies(spec: CallSpec, dependencies: Sequence[DependencySpec]) -> CallSpec:
    """The callable with dependencies before its own, as routers and decorators add them."""
    return replace(spec, dependencies=(*dependencies, *spec.dependencies)) if dependencies else spec


def walk_calls(spec: CallSpec) -> Iterable[CallSpec]:
    """The callable, then everything it depends on, depth first, in the order of declaration."""
    yield spec
    for dependency in spec.dependencies:
        yield from walk_calls(dependency.spec)


def is_hashable(call: Callable[..., Any]) -> bool:
    try:
        hash(call)
    except TypeError:
        return False
    return True


def identify(call: Callable[..., Any]) -> Hashable:
    """What tells a callable from others: itself, or its identity where it cannot be hashed."""
    return call if is_hashable(call) else id(call)


def check_lifetime(dependency: DependencySpec) -> None:
    """Refuse a dependency that outlives one that it depends on, or what it asks for.

    Raises:
        DependencyScopeError: it outlives a dependency.
        DeclarationError: it is one of the application, and asks for something of a request.
    """
    if dependency.scope == "app":
        _refuse_request(dependency.spec)
    elif dependency.is_generator and dependency.lifetime == "request":
        _refuse_shorter_lives(dependency.spec)


def _refuse_shorter_lives(spec: CallSpec) -> None:
    for inner in spec.dependencies:
        if inner.scope == "function":
            name = getattr(spec.call, "__name__", type(spec.call).__name__)
            raise DependencyScopeError(
                f'The dependency "{name}" has a scope of "request", '
                'it cannot depend on dependencies with scope "function".'
            )


def _refuse_request(spec: CallSpec) -> None:
    """Refuse parameters of a dependency of the application that only a request can give."""
    remedy = 'Remove it, or make its value with `Depends(..., scope="app")`.'
    for name in [*(one.name for one in spec.fields), *(name for name, _ in spec.specials)]:
        problem = 'it comes from the request, but a dependency with the scope "app" is made before the first one.'
        refuse_parameter(spec.call, name, problem, remedy)
    for inner in spec.dependencies:
        if inner.scope != "app":
            problem = f'a dependency with the scope "app" cannot depend on {describe(inner.spec.call)}, which has not.'
            refuse_parameter(spec.call, str(inner.name), problem, 'Give that one the scope "app" too.')
