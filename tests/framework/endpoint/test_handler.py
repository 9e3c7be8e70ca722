import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fireweed import BackgroundTasks, Depends, HTTPException, Request, Response, Security
from fireweed.endpoint.handler import build_handler
from fireweed.exceptions import FireweedError, RequestValidationError, ResponseValidationError
from fireweed.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fireweed.security import SecurityScopes
from fireweed.types import Scope
from kit.asgi import AsgiRecorder, call, http_scope
from kit.endpoints import JSON
from kit.plans import plan_for


async def dependency() -> int:
    return 1


async def closing() -> AsyncIterator[int]:
    yield 1


async def plain() -> dict[str, int]:
    return {"a": 1}


async def of_body(item: dict[str, int]) -> dict[str, int]:
    return item


async def with_dependency(x: int = Depends(dependency)) -> dict[str, int]:
    return {"a": x}


async def with_special(request: Request) -> dict[str, int]:
    return {"a": 1}


async def with_cleanup(x: int = Depends(closing)) -> dict[str, int]:
    return {"a": x}


def in_thread() -> dict[str, int]:
    return {"a": 1}


SHAPES = [plain, of_body, with_dependency, with_special, with_cleanup, in_thread]
shapes = pytest.mark.parametrize("endpoint", SHAPES, ids=[shape.__name__ for shape in SHAPES])


def post() -> Scope:
    return http_scope("POST", headers=JSON)


@shapes
async def test_every_shape_answers_the_same_through_messages(endpoint: Any) -> None:
    answer = await call(build_handler(plan_for(endpoint, status_code=201)), post(), body=b'{"a":1}')

    assert (answer.status, answer.body) == (201, b'{"a":1}')
    assert answer.headers == {"content-type": "application/json", "content-length": "7"}


@pytest.mark.parametrize("endpoint", [plain, of_body, with_dependency, in_thread])
async def test_json_leaves_in_one_call_where_the_server_offers_that(endpoint: Any) -> None:
    recorder = AsgiRecorder(build_handler(plan_for(endpoint)), post(), direct=True)
    recorder.feed_body(b'{"a":1}')
    await recorder.run()

    assert recorder.direct_responses == 1
    assert recorder.body == b'{"a":1}'


@shapes
async def test_every_shape_sends_what_a_response_class_renders(endpoint: Any) -> None:
    plan = plan_for(endpoint, response_class=JSONResponse, status_code=202)

    answer = await call(build_handler(plan), post(), body=b'{"a":1}')

    assert (answer.status, answer.body) == (202, b'{"a":1}')


@pytest.mark.parametrize("status", [204, 205, 304])
@pytest.mark.parametrize("response_class", [None, JSONResponse], ids=["default", "chosen"])
async def test_status_without_content_has_no_body(status: int, response_class: Any) -> None:
    async def endpoint() -> Any:
        return {"a": 1}

    plan = plan_for(endpoint, status_code=status, response_class=response_class)
    answer = await call(build_handler(plan), http_scope())

    assert (answer.status, answer.body) == (status, b"")
    assert answer.headers.get("content-length", "0") == "0"


async def test_chosen_class_keeps_its_own_status() -> None:
    class Teapot(PlainTextResponse):
        def __init__(self, content: Any, status_code: int = 418) -> None:
            super().__init__(content, status_code)

    async def endpoint() -> Any:
        return "short"

    answer = await call(build_handler(plan_for(endpoint, response_class=Teapot)), http_scope())

    assert (answer.status, answer.text) == (418, "short")


# What an injected response adds...


async def test_injected_headers_come_after_those_of_the_answer() -> None:
    async def endpoint(response: Response) -> Any:
        response.headers["x-a"] = "1"
        response.headers.append("x-a", "2")
        response.status_code = 299
        return 1

    answer = await call(build_handler(plan_for(endpoint)), http_scope())

    assert answer.status == 299
    assert answer.raw_headers == [
        (b"content-length", b"1"),
        (b"content-type", b"application/json"),
        (b"x-a", b"1"),
        (b"x-a", b"2"),
    ]


async def test_injected_status_without_content_drops_the_body() -> None:
    async def endpoint(response: Response) -> Any:
        response.status_code = 204
        return {"a": 1}

    answer = await call(build_handler(plan_for(endpoint)), http_scope())

    assert (answer.status, answer.body) == (204, b"")


async def test_injected_response_changes_nothing_of_a_returned_one() -> None:
    async def endpoint(response: Response) -> Any:
        response.headers["x-a"] = "1"
        response.status_code = 400
        return PlainTextResponse("own", 203)

    answer = await call(build_handler(plan_for(endpoint)), http_scope())

    assert (answer.status, answer.text) == (203, "own")
    assert "x-a" not in answer.headers


async def test_tasks_run_after_the_response_was_sent() -> None:
    async def endpoint(tasks: BackgroundTasks) -> Any:
        tasks.add_task(lambda: events.append(f"task after {len(recorder.sent)}"))
        return 1

    events: list[str] = []
    recorder = AsgiRecorder(build_handler(plan_for(endpoint)), http_scope())
    await recorder.run()

    assert events == ["task after 2"]


# Errors...


@pytest.mark.parametrize("endpoint", [of_body, with_cleanup])
async def test_error_names_method_and_mount(endpoint: Any) -> None:
    async def strict(x: Any = Depends(endpoint), q: int = 0) -> None: ...

    scope = http_scope("PATCH", query="q=x", root_path="/api", headers=JSON)
    with pytest.raises(RequestValidationError) as caught:
        await call(build_handler(plan_for(strict)), scope, body=b"{}")

    assert caught.value.endpoint_path == "PATCH /api/items"


async def test_error_of_a_scope_and_of_a_body_name_them_as_well() -> None:
    async def endpoint(q: int) -> None: ...

    for plan in (plan_for(endpoint), plan_for(of_body)):
        with pytest.raises(RequestValidationError) as caught:
            await call(build_handler(plan), http_scope("PUT"), body=b"[")

        assert caught.value.endpoint_path == "PUT /items"


@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
async def test_response_that_does_not_fit_names_the_endpoint(is_sync: bool) -> None:
    async def endpoint() -> int:
        return "x"  # type: ignore[return-value]  # the mistake that is tested

    def endpoint_in_thread() -> int:
        return "x"  # type: ignore[return-value]  # the mistake that is tested

    with pytest.raises(ResponseValidationError) as caught:
        await call(build_handler(plan_for(endpoint_in_thread if is_sync else endpoint)), http_scope())

    assert caught.value.endpoint_path == "GET /items"


async def test_dependencies_that_are_valid_may_refuse_for_a_better_reason() -> None:
    async def login() -> None:
        raise HTTPException(401)

    async def endpoint(q: int, user: None = Depends(login)) -> None: ...

    with pytest.raises(HTTPException) as caught:
        await call(build_handler(plan_for(endpoint)), http_scope())

    assert caught.value.status_code == 401


async def test_swallowed_exception_is_an_error() -> None:
    async def swallowing() -> AsyncIterator[None]:
        try:
            yield
        except ValueError:
            return

    async def endpoint(x: None = Depends(swallowing)) -> None:
        raise ValueError

    with pytest.raises(FireweedError, match=r"^Response not awaited\. There's a high chance"):
        await call(build_handler(plan_for(endpoint)), http_scope())


# When what is open is closed...


def logging_dependencies(events: list[str]) -> tuple[Any, Any]:
    async def for_request() -> AsyncIterator[None]:
        yield
        events.append("request closed")

    def for_function() -> Iterator[None]:
        yield
        events.append("function closed")

    return for_request, for_function


async def test_function_scope_closes_before_and_request_scope_after_the_answer() -> None:
    events: list[str] = []
    for_request, for_function = logging_dependencies(events)

    async def endpoint(
        tasks: BackgroundTasks, a: None = Depends(for_request), b: None = Depends(for_function, scope="function")
    ) -> None:
        tasks.add_task(events.append, "task")
        events.append("endpoint")

    class Recording(AsgiRecorder):
        async def record(self, message: Any) -> None:
            events.append(message["type"])
            await super().record(message)

    await Recording(build_handler(plan_for(endpoint)), http_scope()).run()

    assert events == [
        "endpoint",
        "function closed",
        "http.response.start",
        "http.response.body",
        "task",
        "request closed",
    ]


async def test_request_scope_stays_open_while_streaming() -> None:
    events: list[str] = []
    for_request, _ = logging_dependencies(events)

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(2):
            events.append(f"chunk {number}")
            yield b"x"

    async def endpoint(a: None = Depends(for_request)) -> StreamingResponse:
        return StreamingResponse(chunks())

    await call(build_handler(plan_for(endpoint)), http_scope())

    assert events == ["chunk 0", "chunk 1", "request closed"]


async def test_cancelled_request_closes_what_is_open() -> None:
    events: list[str] = []
    entered = asyncio.Event()

    async def opened() -> AsyncIterator[None]:
        try:
            yield
        finally:
            events.append("closed")

    async def endpoint(a: None = Depends(opened)) -> None:
        entered.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(call(build_handler(plan_for(endpoint)), http_scope()))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert events == ["closed"]


# OAuth2 scopes...


async def test_scopes_are_those_of_all_who_ask_outer_ones_first() -> None:
    def leaf(scopes: SecurityScopes) -> list[Any]:
        return [scopes.scopes, scopes.scope_str]

    def middle(scopes: SecurityScopes, inner: Any = Security(leaf, scopes=["b"])) -> list[Any]:
        return [scopes.scopes, inner]

    async def endpoint(
        one: Any = Security(middle, scopes=["a", "b", "c"]), other: Any = Depends(middle), own: Any = Security(leaf)
    ) -> list[Any]:
        return [one, other, own]

    answer = await call(build_handler(plan_for(endpoint)), http_scope())

    assert json.loads(answer.body) == [
        [["a", "b", "c"], [["a", "b", "c"], "a b c"]],
        [[], [["b"], "b"]],
        [[], ""],
    ]
