"""Endpoints that yield: JSON Lines, and chunks as they are."""

import asyncio
import functools
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from fireweed import APIRouter, BackgroundTasks, Depends, Fireweed, HTTPException, Request, Response
from fireweed.exceptions import DeclarationError, FireweedError, ResponseValidationError
from fireweed.responses import EventSourceResponse, HTMLResponse, JSONResponse, StreamingResponse
from kit.asgi import AsgiRecorder, call, http_scope
from kit.endpoints import serve


class Item(BaseModel):
    name: str
    note: str | None = None
    count: int = Field(default=1, alias="Count")


class Secret(Item):
    password: str = "p"


class Named(BaseModel):
    name: str


def app_with(endpoint: Callable[..., Any], **options: Any) -> Fireweed:
    app = Fireweed()
    app.get("/", **options)(endpoint)
    return app


async def typed() -> AsyncIterable[Item]:
    yield Item(name="a")
    yield Secret(name="b")
    yield {"name": "c", "other": 1}  # type: ignore[misc]  # made an Item of


def typed_in_threads() -> Iterator[Item]:
    yield Item(name="a")
    yield Secret(name="b")


# Items...


def test_each_item_is_a_line_of_json() -> None:
    response = serve(typed).get("/")

    assert response.headers["content-type"] == "application/jsonl"
    assert response.text.splitlines() == [f'{{"name":"{name}","note":null,"Count":1}}' for name in "abc"]


def test_plain_generator_streams_too() -> None:
    assert serve(typed_in_threads, response_model_exclude_none=True).get("/").text == (
        '{"name":"a","Count":1}\n{"name":"b","Count":1}\n'
    )


@pytest.mark.parametrize(
    ("option", "value", "line"),
    [
        ("include", {"name"}, '{"name":"a"}'),
        ("exclude", ["note"], '{"name":"a","Count":1}'),
        ("by_alias", False, '{"name":"a","note":null,"count":1}'),
        ("exclude_unset", True, '{"name":"a"}'),
        ("exclude_defaults", True, '{"name":"a"}'),
        ("exclude_none", True, '{"name":"a","Count":1}'),
    ],
)
def test_options_of_the_response_model_hold_for_every_item(option: str, value: Any, line: str) -> None:
    response = serve(typed, **{f"response_model_{option}": value}).get("/")

    assert response.text.splitlines()[0] == line


async def untyped():  # type: ignore[no-untyped-def]  # that is what is tested
    yield {"i": 0}
    yield {"nan": [float("nan"), float("inf")], "_sa_x": 1}
    yield "é"
    yield date(2020, 1, 1)
    yield Item(name="z")
    yield None


def test_items_without_a_type_are_encoded_as_they_are() -> None:
    assert serve(untyped).get("/").text.splitlines() == [
        '{"i": 0}',
        '{"nan": [null, null]}',
        '"\\u00e9"',
        '"2020-01-01"',
        '{"name": "z", "note": null, "Count": 1}',
        "null",
    ]


async def bare() -> AsyncIterable:  # type: ignore[type-arg]  # that is what is tested
    yield {"a": 1}


async def of_anything() -> AsyncIterable[Any]:
    yield {"a": 1}


@pytest.mark.parametrize(("endpoint", "line"), [(bare, '{"a": 1}\n'), (of_anything, '{"a":1}\n')])
def test_iterable_of_anything(endpoint: Any, line: str) -> None:
    assert serve(endpoint).get("/").text == line


@pytest.mark.parametrize("model", [Named, list[Named], AsyncIterable[Named]], ids=str)
def test_response_model_is_that_of_the_items(model: Any) -> None:
    assert serve(typed, response_model=model).get("/").text.splitlines()[1] == '{"name":"b"}'


def test_response_model_none_means_any_items() -> None:
    assert '"password": "p"' in serve(typed, response_model=None).get("/").text


async def test_one_message_per_item() -> None:
    answer = await call(app_with(typed), http_scope())

    assert len(answer.body_chunks) == 4
    assert answer.body_chunks[-1] == b""


# Chunks as they are...


class Png(StreamingResponse):
    media_type = "image/png"


async def chunks() -> AsyncIterator[str | bytes]:
    yield b"ab"
    yield "cd"


def chunks_in_threads() -> Iterable[str | bytes]:
    yield b"ab"
    yield "cd"


@pytest.mark.parametrize("endpoint", [chunks, chunks_in_threads])
@pytest.mark.parametrize(("response_class", "media_type"), [(StreamingResponse, None), (Png, "image/png")])
def test_response_class_that_streams_gets_the_chunks(endpoint: Any, response_class: Any, media_type: Any) -> None:
    response = serve(endpoint, response_class=response_class, response_model=Item).get("/")

    assert response.content == b"abcd"
    assert response.headers.get("content-type") == media_type


def test_response_class_of_ones_own_may_take_an_iterator() -> None:
    class Counted(Response):
        def render(self, content: Any) -> bytes:
            return type(content).__name__.encode()

    assert serve(chunks, response_class=Counted).get("/").text == "async_generator"


@pytest.mark.parametrize("response_class", [JSONResponse, HTMLResponse, Response])
def test_response_class_that_does_not_stream_is_refused(response_class: Any) -> None:
    with pytest.raises(DeclarationError, match=rf"^chunks at .* yields, but .* {response_class.__name__} does not"):
        serve(chunks, response_class=response_class)


def test_annotation_that_cannot_be_evaluated_is_refused() -> None:
    async def endpoint() -> "AsyncIterable[Nowhere]":  # type: ignore[name-defined]  # noqa: F821
        yield 1

    with pytest.raises(DeclarationError, match=r"the return annotation 'AsyncIterable\[Nowhere\]'"):
        serve(endpoint)


def test_items_that_pydantic_does_not_know_are_refused() -> None:
    class Unknown: ...

    async def endpoint() -> AsyncIterable[Unknown]:
        yield Unknown()

    with pytest.raises(FireweedError, match=r"^Invalid args for response field"):
        serve(endpoint)


def test_decorator_may_answer_in_place_of_the_endpoint() -> None:
    @functools.wraps(typed)
    def limited() -> Any:
        return JSONResponse({"detail": "Too many"}, 429)

    assert serve(limited).get("/").status_code == 429


# Status, headers, tasks...


@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
def test_injected_response_and_tasks_count(response_class: Any) -> None:
    events: list[str] = []

    def set_status(response: Response) -> None:
        response.status_code = 202
        response.headers["x-a"] = "1"
        response.set_cookie("k", "v")

    async def endpoint(tasks: BackgroundTasks) -> AsyncIterable[str]:
        tasks.add_task(events.append, "task")
        yield "x"
        events.append("streamed")

    options = {} if response_class is None else {"response_class": response_class}
    response = serve(endpoint, status_code=201, dependencies=[Depends(set_status)], **options).get("/")

    assert (response.status_code, response.headers["x-a"], response.cookies["k"]) == (202, "1", "v")
    assert events == ["streamed", "task"]


@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
def test_declared_status_counts(response_class: Any) -> None:
    options = {} if response_class is None else {"response_class": response_class}

    assert serve(chunks, status_code=201, **options).get("/").status_code == 201


def test_dependency_is_closed_after_the_stream() -> None:
    events: list[str] = []

    async def resource() -> AsyncIterator[int]:
        yield 7
        events.append("closed")

    async def endpoint(value: Annotated[int, Depends(resource)]) -> AsyncIterable[int]:
        yield value
        events.append("streamed")

    assert serve(endpoint).get("/").text == "7\n"
    assert events == ["streamed", "closed"]


def test_parameters_are_validated_before_anything_is_sent() -> None:
    async def endpoint(count: int) -> AsyncIterable[int]:
        for number in range(count):
            yield number

    client = serve(endpoint)

    assert client.get("/?count=3").text == "0\n1\n2\n"
    assert client.get("/?count=x").status_code == 422


def test_inclusion_keeps_items_and_inherits_the_response_class() -> None:
    router = APIRouter()
    router.get("/plain")(typed)
    app = Fireweed()
    app.include_router(router, prefix="/lines")
    app.include_router(router, prefix="/events", default_response_class=EventSourceResponse)
    paths = app.openapi()["paths"]

    def describe(path: str) -> Any:
        return paths[path]["get"]["responses"]["200"]["content"]

    item = {"$ref": "#/components/schemas/Item"}
    assert describe("/lines/plain") == {"application/jsonl": {"itemSchema": item}}
    assert describe("/events/plain")["text/event-stream"]["itemSchema"]["properties"]["data"]["contentSchema"] == item


def test_body_may_be_read_while_the_stream_is_sent() -> None:
    async def echo(request: Request) -> AsyncIterable[str]:
        async for chunk in request.stream():
            yield chunk.decode()

    assert serve(echo, method="POST").post("/", content=b"hello").text == '"hello"\n""\n'


# What goes wrong...


async def invalid() -> AsyncIterable[Item]:
    yield Item(name="a")
    yield {"bad": 1}  # type: ignore[misc]  # that is what is tested


def invalid_in_threads() -> Iterable[Item]:
    yield Item(name="a")
    yield {"bad": 1}  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize("response_class", [None, EventSourceResponse])
@pytest.mark.parametrize("endpoint", [invalid, invalid_in_threads])
async def test_invalid_item_ends_the_stream(endpoint: Any, response_class: Any) -> None:
    options = {} if response_class is None else {"response_class": response_class}
    recorder = AsgiRecorder(app_with(endpoint, **options), http_scope())
    recorder.feed_body()

    with pytest.raises(ResponseValidationError) as caught:
        await recorder.run()

    assert [error["loc"] for error in caught.value.errors()] == [("response", "name")]
    assert (caught.value.body, caught.value.endpoint_path) == ({"bad": 1}, "GET /")
    assert len(recorder.body_chunks) == 1
    assert not recorder.is_complete


@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
async def test_error_of_the_endpoint_comes_through_as_it_is(response_class: Any) -> None:
    async def endpoint() -> AsyncIterable[str]:
        yield "a"
        raise LookupError("gone")

    options = {} if response_class is None else {"response_class": response_class}
    recorder = AsgiRecorder(app_with(endpoint, **options), http_scope())
    recorder.feed_body()

    with pytest.raises(LookupError, match=r"^gone$"):
        await recorder.run()

    assert len(recorder.body_chunks) == 1


async def test_http_exception_comes_too_late_in_a_stream() -> None:
    def find_nothing() -> int:
        raise HTTPException(404)

    async def endpoint() -> AsyncIterable[int]:
        yield find_nothing()

    with pytest.raises(RuntimeError, match=r"^Caught handled exception, but response already started"):
        await call(app_with(endpoint), http_scope())


def test_invalid_items_pass_where_nothing_is_validated() -> None:
    async def endpoint() -> AsyncIterable[Item]:
        yield Item.model_construct(name="a", note=None, count=-1)

    assert serve(endpoint, response_validation=False).get("/").text == '{"name":"a","note":null,"Count":-1}\n'


# When the client goes...


@pytest.mark.parametrize("spec_version", ["2.3", "2.5"])
@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
async def test_waiting_generator_is_closed_when_the_client_goes(response_class: Any, spec_version: str) -> None:
    events: list[str] = []

    async def resource() -> AsyncIterator[None]:
        yield
        events.append("dependency closed")

    async def endpoint(request: Request, tasks: BackgroundTasks) -> AsyncIterable[str]:
        tasks.add_task(events.append, "task")
        try:
            yield "a"
            await asyncio.Event().wait()
        finally:
            events.append("generator closed")

    options = {} if response_class is None else {"response_class": response_class}
    app = app_with(endpoint, dependencies=[Depends(resource)], **options)
    recorder = AsgiRecorder(app, http_scope(asgi={"version": "3.0", "spec_version": spec_version}))
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(2)

    recorder.disconnect()
    await running

    assert events == ["generator closed", "task", "dependency closed"]


@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
async def test_generator_that_never_waits_ends_when_the_client_goes(response_class: Any) -> None:
    closed: list[bool] = []

    async def endpoint() -> AsyncIterable[str]:
        try:
            while True:
                yield "a"
        finally:
            closed.append(True)

    options = {} if response_class is None else {"response_class": response_class}
    recorder = AsgiRecorder(app_with(endpoint, **options), http_scope())
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(20)

    recorder.disconnect()
    await running

    assert closed == [True]


@pytest.mark.parametrize("response_class", [None, EventSourceResponse])
async def test_stream_can_be_cancelled(response_class: Any) -> None:
    closed: list[bool] = []

    async def endpoint() -> AsyncIterable[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    options = {} if response_class is None else {"response_class": response_class}
    recorder = AsgiRecorder(app_with(endpoint, **options), http_scope())
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    running.cancel()
    await asyncio.wait((running,))

    assert running.cancelled()
    assert closed == [True]


@pytest.mark.parametrize("response_class", [None, StreamingResponse, EventSourceResponse])
async def test_plain_generator_is_closed_when_the_client_goes(response_class: Any) -> None:
    closed: list[bool] = []

    def endpoint() -> Generator[str, None, None]:
        try:
            while True:
                yield "a"
        finally:
            closed.append(True)

    options = {} if response_class is None else {"response_class": response_class}
    recorder = AsgiRecorder(app_with(endpoint, **options), http_scope())
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    recorder.disconnect()
    await running

    assert closed == [True]
