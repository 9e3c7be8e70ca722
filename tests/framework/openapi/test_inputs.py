from typing import Annotated, Any

import pytest

from fireweed import APIRouter, Body, Cookie, Depends, Header, Query
from fireweed.openapi.inputs import RequestInputs, gather_inputs
from fireweed.routing import APIRoute


def gather(endpoint: Any, path: str = "/") -> RequestInputs:
    return gather_inputs(APIRoute(path, endpoint))


def test_parameters_are_ordered_by_source() -> None:
    def endpoint(cookie: Annotated[str, Cookie()], header: Annotated[str, Header()], query: str, path: str) -> None: ...

    inputs = gather(endpoint, "/{path}")

    assert [parameter.name for parameter in inputs.parameters] == ["path", "query", "header", "cookie"]


def test_own_parameters_come_before_those_of_dependencies_depth_first() -> None:
    def innermost(d: int) -> None: ...
    def first(b: int, inner: Annotated[None, Depends(innermost)], c: int) -> None: ...
    def second(e: int) -> None: ...
    def endpoint(one: Annotated[None, Depends(first)], two: Annotated[None, Depends(second)], a: int) -> None: ...

    assert [parameter.name for parameter in gather(endpoint).parameters] == ["a", "b", "c", "d", "e"]


def test_dependencies_of_routers_come_before_those_of_the_endpoint() -> None:
    def of_router(b: int) -> None: ...
    def of_endpoint(c: int) -> None: ...
    def endpoint(one: Annotated[None, Depends(of_endpoint)], a: int) -> None: ...

    router = APIRouter(dependencies=[Depends(of_router)])
    router.get("/")(endpoint)
    (route,) = router.routes
    assert isinstance(route, APIRoute)

    assert [parameter.name for parameter in gather_inputs(route).parameters] == ["a", "b", "c"]


def optional(q: Annotated[str, Query(title="optional")] = "") -> None: ...
def required(q: Annotated[str, Query(title="required")]) -> None: ...
def optional_too(q: Annotated[str, Query(title="optional too")] = "") -> None: ...


@pytest.mark.parametrize(
    ("dependencies", "chosen"),
    [
        pytest.param([optional, required, optional_too], "required", id="the required one"),
        pytest.param([required, optional], "required", id="the required one before an optional one"),
        pytest.param([optional, optional_too], "optional too", id="the last one"),
    ],
)
def test_of_parameters_with_one_name_one_is_described(dependencies: list[Any], chosen: str) -> None:
    def endpoint() -> None: ...

    route = APIRoute("/", endpoint, dependencies=[Depends(dependency) for dependency in dependencies])

    assert [parameter.title for parameter in gather_inputs(route).parameters] == [chosen]


def test_parameters_of_other_sources_may_share_a_name() -> None:
    def endpoint(query: Annotated[str, Query(alias="x")], header: Annotated[str, Header(alias="x")]) -> None: ...

    assert [parameter.field.source.value for parameter in gather(endpoint).parameters] == ["query", "header"]


def test_body_of_endpoint_and_dependency_with_one_name_is_one() -> None:
    def dependency(item: dict[str, int]) -> None: ...
    def endpoint(item: dict[str, int], inner: Annotated[None, Depends(dependency)]) -> None: ...

    inputs = gather(endpoint)

    assert [field.name for field in inputs.body] == ["item"]
    assert not inputs.has_body_members


def test_several_bodies_are_members_of_one() -> None:
    def endpoint(one: dict[str, int], two: Annotated[int, Body(alias="deux")]) -> None: ...

    inputs = gather(endpoint)

    assert inputs.has_body_members
    assert inputs.body_type.__name__ == "Body_endpoint__get"
    assert list(inputs.body_type.__annotations__) == ["one", "deux"]


def test_operation_without_inputs_cannot_be_invalid() -> None:
    def endpoint() -> None: ...

    inputs = gather(endpoint)

    assert inputs == RequestInputs((), (), None)
    assert not inputs.can_be_invalid
