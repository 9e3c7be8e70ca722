"""Route classes that wrap what a route does, as programs write them."""

import gzip
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Annotated, Any

import pytest

from fireweed import APIRouter, BackgroundTasks, Body, Depends, Fireweed, HTTPException, Request, Response
from fireweed.endpoint.request_handler import RequestHandler
from fireweed.exceptions import RequestValidationError
from fireweed.responses import EventSourceResponse
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient


class DecodedRequest(Request):
    async def body(self) -> bytes:
        body = await super().body()
        return gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body


class DecodingRoute(APIRoute):
    def get_route_handler(self) -> RequestHandler:
        handle = super().get_route_handler()

        async def handle_decoded(request: Request) -> Response:
            return await handle(DecodedRequest(request.scope, request.receive))

        return handle_decoded


class StampingRoute(APIRoute):
    def get_route_handler(self) -> RequestHandler:
        handle = super().get_route_handler()

        async def stamp(request: Request) -> Response:
            response = await handle(request)
            response.headers["x-stamp"] = request.method
            return response

        return stamp


class ExplainingRoute(APIRoute):
    def get_route_handler(self) -> RequestHandler:
        handle = super().get_route_handler()

        async def explain(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                types = [item["type"] for item in error.errors()]
                raise HTTPException(422, {"errors": types, "body": (await request.body()).decode()}) from error

        return explain


def client_of(route_class: type[APIRoute], events: list[str] | None = None) -> TestClient:
    seen: list[str] = [] if events is None else events
    router = APIRouter(route_class=route_class)

    async def resource() -> AsyncIterator[str]:
        yield "open"
        seen.append("closed")

    Resource = Annotated[str, Depends(resource)]

    @router.post("/sum")
    def add(numbers: Annotated[list[int], Body()]) -> int:
        return sum(numbers)

    @router.get("/resource")
    async def read_resource(resource: Resource, tasks: BackgroundTasks) -> str:
        tasks.add_task(seen.append, "task")
        return resource

    @router.get("/lines")
    async def read_lines(resource: Resource) -> AsyncIterable[str]:
        yield resource
        seen.append("streamed")

    @router.get("/events", response_class=EventSourceResponse)
    def read_events(resource: Resource) -> Iterable[str]:
        yield resource
        seen.append("streamed")

    @router.post("/class")
    async def read_class(request: Request) -> Any:
        return [type(request).__name__, (await request.body()).decode()]

    @router.post("/echo")
    async def echo(request: Request) -> AsyncIterable[str]:
        async for chunk in request.stream():
            yield chunk.decode()

    app = Fireweed()
    app.include_router(router)
    return TestClient(app)


ROUTE_CLASSES = [DecodingRoute, StampingRoute, ExplainingRoute]


def test_request_class_decodes_the_body() -> None:
    content = gzip.compress(b"[1,2,3]")
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    assert client_of(DecodingRoute).post("/sum", content=content, headers=headers).json() == 6


def test_endpoint_gets_the_request_that_was_passed_on() -> None:
    assert client_of(DecodingRoute).post("/class", content=b"x").json() == ["DecodedRequest", "x"]


@pytest.mark.parametrize("path", ["/resource", "/lines", "/events"])
def test_response_is_changed_before_it_is_sent(path: str) -> None:
    assert client_of(StampingRoute).get(path).headers["x-stamp"] == "GET"


def test_body_can_be_read_after_it_did_not_validate() -> None:
    response = client_of(ExplainingRoute).post("/sum", json=["x"])

    assert response.status_code == 422
    assert response.json() == {"detail": {"errors": ["int_parsing"], "body": '["x"]'}}


@pytest.mark.parametrize("route_class", ROUTE_CLASSES)
@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("/resource", '"open"', ["task", "closed"]),
        ("/lines", '"open"\n', ["streamed", "closed"]),
        ("/events", 'data: "open"\n\n', ["streamed", "closed"]),
    ],
)
def test_dependencies_are_closed_after_the_response(
    route_class: type[APIRoute], path: str, text: str, expected: list[str]
) -> None:
    events: list[str] = []

    assert client_of(route_class, events).get(path).text == text
    assert events == expected


@pytest.mark.parametrize("route_class", ROUTE_CLASSES)
def test_stream_may_read_the_body(route_class: type[APIRoute]) -> None:
    assert client_of(route_class).post("/echo", content=b"hi").text.startswith('"hi"\n')
