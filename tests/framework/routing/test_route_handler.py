"""`get_route_handler`, which programs override to do something around their operations."""

import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, BackgroundTasks, Depends, Fireweed, HTTPException, Request, Response
from fireweed.endpoint import request_handler
from fireweed.exceptions import FireweedError, RequestValidationError
from fireweed.responses import JSONResponse
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient

Handler = Callable[[Request], Awaitable[Response]]


class Numbers(BaseModel):
    numbers: list[int]


class StampingRoute(APIRoute):
    """Adds the path of the operation to each answer."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def stamp(request: Request) -> Response:
            response = await handle(request)
            response.headers["x-path"] = self.path
            return response

        return stamp


class GzipRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = gzip.decompress(await super().body())
        return self._body


class GzipRoute(APIRoute):
    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def unpack(request: Request) -> Response:
            return await handle(GzipRequest(request.scope, request.receive))

        return unpack


class ForgivingRoute(APIRoute):
    """Answers what is invalid with the body as it came."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def forgive(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return JSONResponse({"errors": len(error.errors()), "body": (await request.body()).decode()})

        return forgive


def app_with(route_class: type[APIRoute], endpoint: Callable[..., Any], **options: Any) -> Fireweed:
    router = APIRouter(route_class=route_class)
    router.post("/sum", **options)(endpoint)
    app = Fireweed()
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2")
    return app


async def add_up(numbers: Numbers) -> int:
    return sum(numbers.numbers)


def test_wraps_the_operation_as_it_is_in_each_inclusion() -> None:
    client = TestClient(app_with(StampingRoute, add_up))

    answers = [client.post(path, json={"numbers": [1, 2]}) for path in ("/v1/sum", "/v2/sum")]

    assert [answer.json() for answer in answers] == [3, 3]
    assert [answer.headers["x-path"] for answer in answers] == ["/v1/sum", "/v2/sum"]


def test_is_built_once_for_each_inclusion() -> None:
    built: list[str] = []

    class CountingRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            built.append(self.path)
            return super().get_route_handler()

    client = TestClient(app_with(CountingRoute, add_up))
    for _ in range(3):
        client.post("/v1/sum", json={"numbers": []})

    assert built == ["/sum", "/v1/sum", "/v2/sum"]


def test_may_put_another_request_in_place() -> None:
    client = TestClient(app_with(GzipRoute, add_up))

    packed = gzip.compress(b'{"numbers":[1,2]}')
    answer = client.post("/v1/sum", content=packed, headers={"content-type": "application/json"})

    assert answer.json() == 3


def test_may_catch_what_is_invalid_and_read_the_body() -> None:
    client = TestClient(app_with(ForgivingRoute, add_up))

    answer = client.post("/v1/sum", content=b"[1]", headers={"content-type": "application/json"})

    assert answer.json() == {"errors": 1, "body": "[1]"}


def test_exceptions_reach_the_handlers_of_the_application() -> None:
    async def refuse(numbers: Numbers) -> None:
        raise HTTPException(409, "no")

    answer = TestClient(app_with(StampingRoute, refuse)).post("/v1/sum", json={"numbers": []})

    assert (answer.status_code, answer.json()) == (409, {"detail": "no"})


def test_injected_things_and_cleanup_work() -> None:
    events: list[str] = []

    async def open_session() -> AsyncIterator[str]:
        yield "session"
        events.append("closed")

    async def add_up_with(
        numbers: Numbers,
        request: Request,
        response: Response,
        tasks: BackgroundTasks,
        session: Annotated[str, Depends(open_session)],
    ) -> str:
        response.headers["x-session"] = session
        tasks.add_task(events.append, "task")
        return request.url.path

    answer = TestClient(app_with(StampingRoute, add_up_with, status_code=201)).post("/v2/sum", json={"numbers": []})

    assert (answer.status_code, answer.json(), answer.headers["x-session"]) == (201, "/v2/sum", "session")
    assert events == ["task", "closed"]


@pytest.mark.parametrize("scope", ["function", "request"])
def test_swallowed_exception_is_reported(scope: Any) -> None:
    async def swallow() -> AsyncIterator[None]:
        try:
            yield
        except ValueError:
            """Not raised again."""

    async def fail(_: Annotated[None, Depends(swallow, scope=scope)]) -> None:
        raise ValueError

    with pytest.raises(FireweedError, match="not raising the exception again"):
        TestClient(app_with(StampingRoute, fail)).post("/v1/sum")


def test_dependencies_can_be_overridden() -> None:
    def get_user(name: str) -> str:
        return name

    async def greet(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    app = app_with(StampingRoute, greet)
    app.dependency_overrides[get_user] = lambda: "nobody"

    answer = TestClient(app).post("/v1/sum")

    assert (answer.json(), answer.headers["x-path"]) == ("nobody", "/v1/sum")


def test_a_builder_of_handlers_that_a_program_has_replaced_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    paths: list[str] = []
    build = request_handler.build_request_handler

    def build_recording(*arguments: Any) -> Handler:
        handle = build(*arguments)

        async def record(request: Request) -> Response:
            paths.append(request.scope["fastapi"]["effective_route_context"].path)
            return await handle(request)

        return record

    monkeypatch.setattr(request_handler, "build_request_handler", build_recording)
    router, app = APIRouter(), Fireweed()

    @router.get("/{number}")
    async def read(number: int) -> int:
        return number

    app.include_router(router, prefix="/numbers")

    assert TestClient(app).get("/numbers/3").json() == 3
    assert paths == ["/numbers/{number}"]
