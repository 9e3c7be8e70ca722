"""Looking into dependencies and filling in calls, by the names of FastAPI's `dependencies.utils`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Annotated, Any, ForwardRef

import pytest
from pydantic import BaseModel

from fireweed import BackgroundTasks, Depends, Fireweed, Request, Response, Security
from fireweed.compat.dependencies import (
    create_model_field,
    ensure_multipart_is_installed,
    get_dependant,
    get_flat_params,
    get_parameterless_sub_dependant,
    get_typed_annotation,
    get_validation_alias,
    run_endpoint_function,
    solve_dependencies,
)
from fireweed.exceptions import FireweedError
from fireweed.security import SecurityScopes


def get_limit(limit: int = 10) -> int:
    return limit


def get_page(shelf: str, limit: Annotated[int, Depends(get_limit)]) -> tuple[str, int]:
    return shelf, limit


def build_request(query: bytes = b"", path_params: dict[str, str] | None = None) -> Request:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []}
    return Request({**scope, "path_params": path_params or {}})


def test_shows_what_a_callable_asks_for() -> None:
    dependant = get_dependant(path="/{shelf}", call=get_page, name="page", use_cache=False)

    [inner] = dependant.dependencies
    assert (dependant.call, dependant.name, dependant.use_cache) == (get_page, "page", False)
    assert [field.name for field in dependant.path_params] == ["shelf"]
    assert (inner.call, [field.name for field in inner.query_params]) == (get_limit, ["limit"])


def test_scopes_of_dependents_are_handed_down() -> None:
    def get_user(token: Annotated[int, Security(get_limit, scopes=["read"])]) -> None: ...

    dependant = get_dependant(path="/", call=get_user, own_oauth_scopes=["me"], parent_oauth_scopes=["all"])

    [inner] = dependant.dependencies
    assert (inner.parent_oauth_scopes, inner.own_oauth_scopes) == (("all", "me"), ("read",))


def test_shows_a_dependency_that_no_parameter_takes() -> None:
    dependant = get_parameterless_sub_dependant(depends=Security(get_limit, scopes=["a"]), path="/")

    assert (dependant.call, dependant.name, dependant.own_oauth_scopes) == (get_limit, None, ("a",))


def test_refuses_a_dependency_that_cannot_be_called() -> None:
    with pytest.raises(AssertionError, match="callable dependency"):
        get_parameterless_sub_dependant(depends=Depends(), path="/")


def test_lists_parameters_of_dependencies_too() -> None:
    parameters = get_flat_params(get_dependant(path="/{shelf}", call=get_page))

    assert [get_validation_alias(parameter) for parameter in parameters] == ["shelf", "limit"]


@pytest.mark.parametrize("annotation", [int, "int", ForwardRef("int")])
def test_evaluates_annotations(annotation: Any) -> None:
    assert get_typed_annotation(annotation, {}) is int


def test_forms_need_nothing_else() -> None:
    ensure_multipart_is_installed()


def test_field_validates() -> None:
    field = create_model_field("size", int, default=3)

    assert (field.validate("4"), field.get_default(), field.alias) == ((4, []), 3, "size")
    assert create_model_field("size", int, alias="Size").alias == "Size"
    assert create_model_field("size", int, field_info=field.field_info).default == 3


async def test_calls_functions_in_threads_and_coroutines_here() -> None:
    async def double(limit: int) -> int:
        return limit * 2

    results = [
        await run_endpoint_function(
            dependant=get_dependant(path="/", call=call), values={"limit": 2}, is_coroutine=is_coroutine
        )
        for call, is_coroutine in ((double, True), (get_limit, False))
    ]

    assert results == [4, 2]


# Finding the arguments of a call


async def test_finds_arguments() -> None:
    dependant = get_dependant(path="/{shelf}", call=get_page)

    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=build_request(b"limit=3", {"shelf": "a"}), dependant=dependant, async_exit_stack=stack
        )

    assert (solved.values, solved.errors) == ({"shelf": "a", "limit": 3}, [])


async def test_tells_what_is_wrong() -> None:
    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=build_request(b"limit=x"),
            dependant=get_dependant(path="/", call=get_limit),
            async_exit_stack=stack,
            embed_body_fields=False,
        )

    assert [(error["type"], error["loc"]) for error in solved.errors] == [("int_parsing", ("query", "limit"))]


async def test_closes_generators_with_the_stack() -> None:
    steps: list[str] = []

    async def open_one() -> AsyncIterator[str]:
        yield "one"
        steps.append("one closed")

    def open_two() -> Iterator[str]:
        yield "two"
        steps.append("two closed")

    def call(one: Annotated[str, Depends(open_one)], two: Annotated[str, Depends(open_two, scope="function")]) -> None:
        """Takes both."""

    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=build_request(), dependant=get_dependant(path="/", call=call), async_exit_stack=stack
        )
        steps.append("in use")

    assert solved.values == {"one": "one", "two": "two"}
    assert steps == ["in use", "two closed", "one closed"]


async def test_hands_over_what_is_asked_for_by_type() -> None:
    def call(tasks: BackgroundTasks, response: Response, request: Request, scopes: SecurityScopes) -> None: ...

    request = build_request()
    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=request, dependant=get_dependant(path="/", call=call), async_exit_stack=stack
        )

    assert solved.values["tasks"] is solved.background_tasks
    assert solved.values["response"] is solved.response
    assert solved.values["request"] is request


async def test_asks_for_overrides() -> None:
    app = Fireweed()
    app.dependency_overrides[get_limit] = lambda: 99

    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=build_request(b"", {"shelf": "a"}),
            dependant=get_dependant(path="/{shelf}", call=get_page),
            dependency_overrides_provider=app,
            async_exit_stack=stack,
        )

    assert solved.values["limit"] == 99


async def test_refuses_bodies() -> None:
    class Book(BaseModel):
        title: str

    def call(book: Book) -> None: ...

    async with AsyncExitStack() as stack:
        with pytest.raises(FireweedError, match="takes a body"):
            await solve_dependencies(
                request=build_request(), dependant=get_dependant(path="/", call=call), async_exit_stack=stack
            )
