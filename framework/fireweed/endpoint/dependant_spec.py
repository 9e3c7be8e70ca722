"""From a `Dependant`, which a program may have made or changed, back to the graph that plans are made of."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fireweed.concurrency import CallableKind, classify_callable
from fireweed.endpoint.dependant import SPECIAL_NAMES, Dependant
from fireweed.endpoint.graph import CallSpec, DependencySpec, GraphBuilder, check_lifetime
from fireweed.endpoint.signature import EMPTY
from fireweed.exceptions import FireweedError

_ASKS_NOTHING = CallSpec(lambda: None, CallableKind.FUNCTION, (), (), (), EMPTY)


def build_spec(dependant: Dependant, builder: GraphBuilder) -> CallSpec:
    """The callable with all that `dependant` says of it; `builder` has the overrides of what it depends on.

    Raises:
        FireweedError: it says nothing to call.
        DependencyScopeError: a dependency outlives one that it depends on.
        DeclarationError, AssertionError: an override cannot work as declared.
    """
    call = _get_call(dependant)
    specials = [(getattr(dependant, attribute), special) for special, attribute in SPECIAL_NAMES.items()]
    return replace(
        dependant.spec or _ASKS_NOTHING,
        call=call,
        kind=classify_callable(call),
        specials=tuple((name, special) for name, special in specials if name is not None),
        dependencies=tuple(_build_dependency(inner, builder) for inner in dependant.dependencies),
    )


def _build_dependency(dependant: Dependant, builder: GraphBuilder) -> DependencySpec:
    declared = _get_call(dependant)
    override = builder.find_override(declared)
    spec = build_spec(dependant, builder) if override is declared else builder.build_call(override)
    dependency = DependencySpec(
        dependant.name,
        declared,
        spec,
        dependant.use_cache,
        dependant.scope,
        dependant.slots,
        tuple(dependant.own_oauth_scopes or ()),
    )
    check_lifetime(dependency)
    return dependency


def _get_call(dependant: Dependant) -> Callable[..., Any]:
    if dependant.call is None:
        raise FireweedError(f"A Dependant without a `call` cannot be called: {dependant}. Make it by get_dependant().")
    return dependant.call
