"""Finding the arguments of calls that are no routes, and calling them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import (
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    Fireweed,
    Form,
    Header,
    HTTPException,
    Request,
    Response,
    Security,
)
from fireweed.datastructures import FormData
from fireweed.endpoint.dependant import Dependant
from fireweed.endpoint.solving import SolvedDependency, run_endpoint_function, solve_dependencies
from fireweed.exceptions import FireweedError
from fireweed.routing import APIRoute
from fireweed.security import SecurityScopes


class Book(BaseModel):
    title: str


def get_limit(limit: int = 10) -> int:
    return limit


def get_page(shelf: str, limit: Annotated[int, Depends(get_limit)]) -> tuple[str, int]:
    return shelf, limit


def get_dependant(*, path: str = "/", call: Any) -> Dependant:
    return APIRoute(path, call).dependant


def build_request(query: bytes = b"", path_params: dict[str, str] | None = None) -> Request:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []}
    return Request({**scope, "path_params": path_params or {}})


async def solve(dependant: Dependant, **known: Any) -> SolvedDependency:
    async with AsyncExitStack() as stack:
        return await solve_dependencies(
            request=build_request(b"limit=3"), dependant=dependant, async_exit_stack=stack, **known
        )


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


# Bodies


async def test_takes_the_body_that_was_read() -> None:
    def call(book: Book) -> None: ...

    solved = await solve(get_dependant(call=call), body={"title": "Emma"}, embed_body_fields=False)

    assert solved.values == {"book": Book(title="Emma")}


async def test_embeds_a_body_when_it_is_told_to() -> None:
    def call(book: Book) -> None: ...

    solved = await solve(get_dependant(call=call), body={"book": {"title": "Emma"}}, embed_body_fields=True)

    assert solved.values == {"book": Book(title="Emma")}


async def test_finds_members_of_a_body() -> None:
    def call(book: Book, copies: Annotated[int, Body()]) -> None: ...

    solved = await solve(get_dependant(call=call), body={"book": {"title": "Emma"}, "copies": "x"})

    assert [error["loc"] for error in solved.errors] == [("body", "copies")]


async def test_misses_a_body_that_is_not_there() -> None:
    def call(book: Book) -> None: ...

    solved = await solve(get_dependant(call=call), body=None)

    assert [(error["type"], error["loc"]) for error in solved.errors] == [("missing", ("body",))]


async def test_takes_a_form() -> None:
    def call(title: Annotated[str, Form()]) -> None: ...

    solved = await solve(get_dependant(call=call), body=FormData([("title", "Emma")]))

    assert solved.values == {"title": "Emma"}


# What was made before, and changed


async def test_hands_over_what_was_made_before() -> None:
    def call(tasks: BackgroundTasks, response: Response) -> None: ...

    tasks, response = BackgroundTasks(), Response()
    solved = await solve(get_dependant(call=call), background_tasks=tasks, response=response)

    assert solved.values == {"tasks": tasks, "response": response}


async def test_calls_dependencies_that_were_added() -> None:
    def refuse() -> None:
        raise HTTPException(401)

    dependant = get_dependant(call=get_limit)
    dependant.dependencies.append(get_dependant(call=refuse))

    with pytest.raises(HTTPException):
        await solve(dependant)


async def test_overrides_dependencies_that_were_added() -> None:
    app, seen = Fireweed(), []
    dependant = get_dependant(call=get_limit)
    dependant.dependencies.append(get_dependant(call=get_page, path="/{shelf}"))
    app.dependency_overrides[get_page] = lambda: seen.append("other")

    await solve(dependant, dependency_overrides_provider=app)

    assert seen == ["other"]


async def test_finds_arguments_for_another_callable() -> None:
    def call(**values: Any) -> None: ...

    dependant = get_dependant(call=get_limit)
    dependant.call = call

    assert (await solve(dependant)).values == {"limit": 3}


async def test_asks_nothing_for_a_bare_dependant() -> None:
    assert (await solve(Dependant(call=get_limit))).values == {}


async def test_refuses_a_dependant_without_a_callable() -> None:
    with pytest.raises(FireweedError, match="without a `call`"):
        await solve(Dependant(path="/"))


async def test_hands_down_the_scopes_around() -> None:
    seen: list[list[str]] = []

    def find_user(scopes: SecurityScopes) -> None:
        seen.append(scopes.scopes)

    def call(user: Annotated[None, Security(find_user, scopes=["me"])]) -> None: ...

    dependant = get_dependant(call=call)
    dependant.own_oauth_scopes = ("all",)
    await solve(dependant)

    assert seen == [["all", "me"]]


class Message(Request):
    """A message of a queue, which some hand over as a request: attributes instead of a scope."""

    def __init__(self) -> None:
        self.scope = {"path_params": {"shelf": "a"}}
        self._query_params: Any = {"limit": 7}
        self._headers: Any = {"X-Token": "t"}
        self._cookies: Any = {"session": "s"}


async def test_reads_the_attributes_of_a_request_without_a_scope() -> None:
    def call(shelf: str, limit: int, x_token: Annotated[str, Header()], session: Annotated[str, Cookie()]) -> None: ...

    async with AsyncExitStack() as stack:
        solved = await solve_dependencies(
            request=Message(), dependant=get_dependant(call=call, path="/{shelf}"), async_exit_stack=stack
        )

    assert solved.values == {"shelf": "a", "limit": 7, "x_token": "t", "session": "s"}
