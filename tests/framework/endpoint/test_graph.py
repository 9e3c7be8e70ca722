from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import pytest

from fireweed import Body, Cookie, Depends, Header, Security, params
from fireweed.concurrency import CallableKind
from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import Source
from fireweed.endpoint.graph import CallSpec, GraphBuilder, prepend_dependencies, walk_calls
from fireweed.endpoint.inputs import BodyForm
from fireweed.exceptions import DeclarationError, DependencyCycleError, DependencyScopeError
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.security import SecurityScopes


def build(call: Callable[..., Any], *path_names: str, overrides: Any = None) -> CallSpec:
    return GraphBuilder(path_names, overrides).build_call(call)


def plain() -> int:
    return 1


def closing() -> Iterator[int]:
    yield 1


async def async_closing() -> AsyncIterator[int]:
    yield 1


# A callable...


def test_fields_are_in_the_order_of_their_sources() -> None:
    def endpoint(
        body: int = Body(), cookie: str = Cookie(), header: str = Header(), query: int = 0, path: int = 0
    ) -> None: ...

    spec = build(endpoint, "path")

    assert [field.source for field in spec.fields] == list(Source)


def test_fields_of_one_source_are_in_the_order_of_declaration() -> None:
    def endpoint(b: int, a: int, c: int) -> None: ...

    assert [field.name for field in build(endpoint).fields] == ["b", "a", "c"]


def test_specials_are_kept_by_name() -> None:
    def endpoint(request: Request, q: int, response: Response) -> None: ...

    assert build(endpoint).specials == (("request", Special.REQUEST), ("response", Special.RESPONSE))


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (plain, CallableKind.FUNCTION),
        (closing, CallableKind.GENERATOR),
        (async_closing, CallableKind.ASYNC_GENERATOR),
    ],
)
def test_kind_is_asked_once(call: Callable[..., Any], kind: CallableKind) -> None:
    assert build(call).kind is kind


def test_return_annotation_is_kept() -> None:
    assert build(plain).return_annotation is int


def test_inputs_are_built_once_for_each_form_of_the_body() -> None:
    def endpoint(a: int = Body()) -> None: ...

    spec = build(endpoint)

    assert spec.get_inputs(BodyForm.JSON) is spec.get_inputs(BodyForm.JSON)
    assert spec.get_inputs(BodyForm.JSON) is not spec.get_inputs(BodyForm.MEMBERS)


def test_callable_without_fields_has_no_inputs() -> None:
    assert build(plain).get_inputs(BodyForm.VALUE) is None


# Dependencies...


def test_dependencies_are_built_depth_first() -> None:
    def inner(a: int) -> int:
        return a

    def outer(inner_value: int = Depends(inner)) -> int:
        return inner_value

    def endpoint(one: int = Depends(outer), two: int = Depends(plain)) -> None: ...

    spec = build(endpoint)

    assert [dependency.name for dependency in spec.dependencies] == ["one", "two"]
    assert [call.call for call in walk_calls(spec)] == [endpoint, outer, inner, plain]


def test_template_holds_for_dependencies_too() -> None:
    def dependency(item_id: int) -> int:
        return item_id

    def endpoint(x: int = Depends(dependency)) -> None: ...

    assert build(endpoint, "item_id").dependencies[0].spec.fields[0].source is Source.PATH


def test_options_of_the_marker_are_kept() -> None:
    def endpoint(x: int = Depends(closing, use_cache=False, scope="function")) -> None: ...

    dependency = build(endpoint).dependencies[0]

    assert (dependency.use_cache, dependency.scope, dependency.security_scopes) == (False, "function", ())


@pytest.mark.parametrize(
    ("call", "scope", "lifetime"),
    [
        (closing, None, "request"),
        (async_closing, None, "request"),
        (closing, "function", "function"),
        (plain, None, None),
        (plain, "function", "function"),
    ],
)
def test_lifetime_of_what_has_to_be_closed(call: Callable[..., Any], scope: Any, lifetime: str | None) -> None:
    dependency = GraphBuilder().build_dependency(params.Depends(call, scope=scope))

    assert dependency.lifetime == lifetime


def test_decorators_put_dependencies_before_the_own_ones() -> None:
    def endpoint(x: int = Depends(plain)) -> None: ...

    spec = prepend_dependencies(build(endpoint), [GraphBuilder().build_dependency(params.Depends(closing))])

    assert [(dependency.spec.call, dependency.name) for dependency in spec.dependencies] == [
        (closing, None),
        (plain, "x"),
    ]


def test_nothing_to_put_before_changes_nothing() -> None:
    spec = build(plain)

    assert prepend_dependencies(spec, []) is spec


# OAuth2 scopes...


def test_scopes_matter_to_what_looks_at_them() -> None:
    def looking(scopes: SecurityScopes) -> None: ...

    def above(x: None = Depends(looking)) -> None: ...

    assert build(looking).uses_scopes
    assert build(above).uses_scopes
    assert not build(plain).uses_scopes


def test_scopes_matter_to_what_is_asked_for_with_some() -> None:
    def endpoint(x: int = Security(plain, scopes=["a"]), y: int = Security(plain)) -> None: ...

    spec = build(endpoint)

    assert [dependency.uses_scopes for dependency in spec.dependencies] == [True, False]
    assert spec.uses_scopes


# Overrides...


def test_override_takes_the_place_of_a_dependency_with_its_own_parameters() -> None:
    def other(b: int) -> int:
        return b

    def endpoint(x: int = Depends(plain)) -> None: ...

    spec = build(endpoint, overrides={plain: other})

    assert spec.dependencies[0].spec.call is other
    assert [field.name for field in spec.dependencies[0].spec.fields] == ["b"]


def test_override_may_depend_on_what_it_overrides_only_without_end() -> None:
    def other(x: int = Depends(plain)) -> int:
        return x

    def endpoint(x: int = Depends(plain)) -> None: ...

    with pytest.raises(DependencyCycleError):
        build(endpoint, overrides={plain: other})


class Unhashable:
    __hash__ = None  # type: ignore[assignment]  # what makes an object unhashable

    def __call__(self, a: int) -> int:
        return a


def test_what_cannot_be_hashed_can_be_a_dependency() -> None:
    dependency = Unhashable()

    spec = GraphBuilder(overrides={plain: closing}).build_dependency(params.Depends(dependency)).spec

    assert spec.call is dependency


# What cannot work...


def test_cycle_is_refused_with_its_members() -> None:
    def first(x: int = 0) -> int:
        return x

    def second(x: int = Depends(first)) -> int:
        return x

    first.__defaults__ = (Depends(second),)

    def endpoint(x: int = Depends(first)) -> None: ...

    with pytest.raises(
        DependencyCycleError, match=r"first at .*:\d+ -> second at .*:\d+ -> first at .*\. Break the cycle\."
    ):
        build(endpoint)


def test_cycle_over_a_method_is_refused() -> None:
    class Service:
        def run(self, x: int = 0) -> int:
            return x

    service = Service()
    Service.run.__defaults__ = (Depends(service.run),)

    with pytest.raises(DependencyCycleError, match=r"Service\.run at .* -> Service\.run at"):
        build(service.run)


def test_same_dependency_twice_is_no_cycle() -> None:
    def left(x: int = Depends(plain)) -> int:
        return x

    def endpoint(a: int = Depends(left), b: int = Depends(plain), c: int = Depends(left)) -> None: ...

    assert len(build(endpoint).dependencies) == 3


def test_equal_objects_are_no_cycle() -> None:
    class Equal:
        def __init__(self, x: Any = 0) -> None:
            self.x = x

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Equal)

        def __hash__(self) -> int:
            return 1

        def __call__(self, x: int) -> int:
            return x

    class Outer(Equal):
        def __call__(self, x: int = Depends(Equal())) -> int:
            return x

    def endpoint(x: int = Depends(Outer())) -> None: ...

    assert build(endpoint).dependencies[0].spec.dependencies


@pytest.mark.parametrize(
    ("dependency", "outer_scope"),
    [(closing, None), (closing, "request"), (async_closing, None)],
    ids=["default", "request", "async"],
)
def test_generator_cannot_outlive_what_it_depends_on(dependency: Any, outer_scope: Any) -> None:
    def outer(x: int = Depends(dependency, scope="function")) -> Iterator[int]:
        yield x

    message = 'The dependency "outer" has a scope of "request", it cannot depend on dependencies with scope "function".'
    with pytest.raises(DependencyScopeError) as caught:
        GraphBuilder().build_dependency(params.Depends(outer, scope=outer_scope))

    assert str(caught.value) == message


def test_object_that_outlives_is_named_by_its_class() -> None:
    class Session:
        def __call__(self, x: int = Depends(closing, scope="function")) -> Iterator[int]:
            yield x

    with pytest.raises(DependencyScopeError, match=r'^The dependency "Session" has a scope'):
        GraphBuilder().build_dependency(params.Depends(Session()))


@pytest.mark.parametrize("scope", ["function", None])
def test_what_has_nothing_to_close_may_depend_on_anything(scope: Any) -> None:
    def outer(x: int = Depends(closing, scope="function")) -> int:
        return x

    assert GraphBuilder().build_dependency(params.Depends(outer, scope=scope)).spec.call is outer


def test_short_lived_generator_may_depend_on_a_long_lived_one() -> None:
    def outer(x: int = Depends(closing)) -> Iterator[int]:
        yield x

    assert GraphBuilder().build_dependency(params.Depends(outer, scope="function")).lifetime == "function"


@pytest.mark.parametrize("dependency", [None, 3], ids=["none", "number"])
def test_nameless_dependency_must_be_callable(dependency: Any) -> None:
    with pytest.raises(AssertionError, match=r"^A parameter-less dependency must have a callable dependency$"):
        GraphBuilder().build_dependency(params.Depends(dependency))


def test_dependency_that_cannot_be_called_is_refused_with_its_place() -> None:
    def endpoint(x: Annotated[int | None, Depends()]) -> None: ...

    with pytest.raises(
        DeclarationError,
        match=r"endpoint at .*:\d+: parameter 'x': its dependency is int \| None, which cannot be called",
    ):
        build(endpoint)


def test_dependency_without_signature_is_refused_with_who_asks_for_it() -> None:
    def endpoint(x: Annotated[int, Depends()]) -> None: ...

    with pytest.raises(DeclarationError, match=r"^endpoint at .*:\d+: of a dependency: int has no signature"):
        build(endpoint)
