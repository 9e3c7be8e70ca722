from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from fireweed import Body, Depends, Query, Request, Security
from fireweed.defaults import Default
from fireweed.endpoint.classify import Special
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.outputs import build_output
from fireweed.endpoint.plan import RoutePlan, build_plan, find_body_form
from fireweed.endpoint.serialization import SerializerOptions
from fireweed.endpoint.signature import EMPTY
from fireweed.responses import JSONResponse
from fireweed.security import SecurityScopes


def plan(endpoint: Callable[..., Any]) -> RoutePlan:
    output = build_output(endpoint, EMPTY, Default(JSONResponse), None, SerializerOptions(), {})
    return build_plan(GraphBuilder().build_call(endpoint), output, {})


def calls(route_plan: RoutePlan) -> list[str]:
    return [step.call.__name__ for step in route_plan.steps]


def base() -> int:
    return 1


def left(x: int = Depends(base)) -> int:
    return x


def right(x: int = Depends(base)) -> int:
    return x


def fresh(x: int = Depends(base, use_cache=False)) -> int:
    return x


def closing() -> Iterator[int]:
    yield 1


async def async_closing() -> AsyncIterator[int]:
    yield 1


def scoped(scopes: SecurityScopes) -> list[str]:
    return scopes.scopes


# Steps...


def test_endpoint_alone_is_one_direct_step() -> None:
    def endpoint(q: int, item: dict[str, int]) -> None: ...

    route_plan = plan(endpoint)

    assert calls(route_plan) == ["endpoint"]
    assert route_plan.is_direct
    assert route_plan.endpoint.call is endpoint


@pytest.mark.parametrize("annotation", [Request, SecurityScopes])
def test_special_makes_a_step_indirect(annotation: Any) -> None:
    def endpoint(special: Any) -> None: ...

    endpoint.__annotations__["special"] = annotation

    assert not plan(endpoint).is_direct


def test_dependencies_come_before_those_who_ask_for_them() -> None:
    def endpoint(a: int = Depends(left), b: int = Depends(right)) -> None: ...

    route_plan = plan(endpoint)

    assert calls(route_plan) == ["base", "left", "right", "endpoint"]
    assert [step.arguments for step in route_plan.steps] == [(), (("x", 0),), (("x", 0),), (("a", 1), ("b", 2))]
    assert not route_plan.is_direct


def test_uncached_dependency_has_a_step_of_its_own() -> None:
    def endpoint(a: int = Depends(left), b: int = Depends(fresh), c: int = Depends(base)) -> None: ...

    route_plan = plan(endpoint)

    assert calls(route_plan) == ["base", "left", "base", "fresh", "endpoint"]
    assert route_plan.endpoint.arguments == (("a", 1), ("b", 3), ("c", 0))


def test_value_of_an_uncached_dependency_is_taken_if_it_was_the_first() -> None:
    def endpoint(a: int = Depends(base, use_cache=False), b: int = Depends(base)) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 0))


def test_instances_that_are_equal_are_one_dependency_and_others_are_not() -> None:
    class Service:
        def __init__(self, name: str) -> None:
            self.name = name

        __name__ = "service"

        def __call__(self) -> str:
            return self.name

    one, other = Service("one"), Service("other")

    def endpoint(a: str = Depends(one), b: str = Depends(other), c: str = Depends(one)) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 1), ("c", 0))


def test_method_of_one_object_is_one_dependency() -> None:
    class Service:
        def run(self) -> int:
            return 1

    service, another = Service(), Service()

    def endpoint(
        a: int = Depends(service.run), b: int = Depends(service.run), c: int = Depends(another.run)
    ) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 0), ("c", 1))


def test_what_cannot_be_hashed_is_told_apart_by_identity() -> None:
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]  # what makes an object unhashable
        __name__ = "unhashable"

        def __call__(self) -> int:
            return 1

    one, other = Unhashable(), Unhashable()

    def endpoint(a: int = Depends(one), b: int = Depends(one), c: int = Depends(other)) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 0), ("c", 1))


def test_scopes_tell_dependencies_apart_that_look_at_them() -> None:
    def endpoint(
        a: Any = Security(scoped, scopes=["x", "y"]),
        b: Any = Security(scoped, scopes=["y", "x"]),
        c: Any = Depends(scoped),
    ) -> None: ...

    route_plan = plan(endpoint)

    assert route_plan.endpoint.arguments == (("a", 0), ("b", 0), ("c", 1))
    assert [step.security_scopes for step in route_plan.steps] == [("x", "y"), (), ()]


def test_scopes_tell_dependencies_apart_that_are_asked_for_with_them() -> None:
    def endpoint(
        a: int = Security(base, scopes=["x"]), b: int = Security(base, scopes=["y"]), c: int = Depends(base)
    ) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 1), ("c", 2))


def test_scopes_are_handed_down_outer_ones_first_and_once() -> None:
    def middle(x: Any = Security(scoped, scopes=["b", "a"])) -> Any: ...

    def endpoint(x: Any = Security(middle, scopes=["a", "c"])) -> None: ...

    assert [step.security_scopes for step in plan(endpoint).steps] == [("a", "c", "b"), ("a", "c"), ()]


def test_lifetimes_tell_generators_apart() -> None:
    def endpoint(
        a: int = Depends(closing),
        b: int = Depends(closing, scope="function"),
        c: int = Depends(closing, scope="request"),
    ) -> None: ...

    assert plan(endpoint).endpoint.arguments == (("a", 0), ("b", 1), ("c", 0))


def test_value_that_is_not_wanted_is_needed_all_the_same() -> None:
    from fireweed.endpoint.graph import prepend_dependencies
    from fireweed.params import Depends as Marker

    def endpoint() -> None: ...

    spec = prepend_dependencies(GraphBuilder().build_call(endpoint), [GraphBuilder().build_dependency(Marker(base))])
    output = build_output(endpoint, EMPTY, Default(JSONResponse), None, SerializerOptions(), {})
    route_plan = build_plan(spec, output, {})

    assert route_plan.endpoint.arguments == ()
    assert route_plan.endpoint.needs == (0,)


# What a request needs...


@pytest.mark.parametrize(
    ("dependency", "has_cleanup"),
    [(base, False), (closing, True), (async_closing, True)],
    ids=["none", "sync", "async"],
)
def test_knows_whether_something_has_to_be_closed(dependency: Any, has_cleanup: bool) -> None:
    def endpoint(x: int = Depends(dependency)) -> None: ...

    assert plan(endpoint).has_cleanup is has_cleanup


def test_knows_which_specials_are_used() -> None:
    def dependency(request: Request) -> int:
        return 1

    def endpoint(x: int = Depends(dependency)) -> None: ...

    route_plan = plan(endpoint)

    assert route_plan.uses(Special.REQUEST)
    assert not route_plan.uses(Special.RESPONSE)


def test_collects_each_source_once() -> None:
    def dependency(a: int, b: list[int] = Query()) -> int:
        return a

    def endpoint(c: int, d: list[int] = Query(), x: int = Depends(dependency)) -> None: ...

    assert len(plan(endpoint).collectors) == 2


# The form of the body...


def body_form(*endpoints: Callable[..., Any]) -> BodyForm | None:
    return find_body_form(field for call in endpoints for field in GraphBuilder().build_call(call).fields)


def one(item: dict[str, int]) -> None: ...


def another(count: int = Body()) -> None: ...


def same_name(item: list[int]) -> None: ...


def embedded(item: int = Body(embed=True)) -> None: ...


@pytest.mark.parametrize(
    ("endpoints", "form"),
    [
        ([base], None),
        ([one], BodyForm.JSON),
        ([one, same_name], BodyForm.JSON),
        ([one, another], BodyForm.MEMBERS),
        ([embedded], BodyForm.MEMBERS),
        ([one, embedded], BodyForm.MEMBERS),
    ],
    ids=["none", "one", "one-name", "two", "embedded", "one-embedded"],
)
def test_body_has_members_if_it_has_several_parameters(endpoints: Any, form: BodyForm | None) -> None:
    assert body_form(*endpoints) is form
