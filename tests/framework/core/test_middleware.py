"""Functions as middleware of an application."""

from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import HTTPException
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import pass_on


def adding(value: str) -> DispatchFunction:
    """A dispatch function that adds a header `x-layer`."""

    async def add(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers.append("x-layer", value)
        return response

    return add


def echo_path(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


def new_application(**options: Any) -> Application:
    app = Application(**options)
    app.add_route("/", echo_path)
    return app


async def test_decorated_functions_wrap_those_added_before() -> None:
    app = new_application()

    @app.middleware("http")
    async def first(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await adding("first")(request, call_next)

    @app.middleware("http")
    async def second(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await adding("second")(request, call_next)

    recorder = await call(app, http_scope())

    assert [value for name, value in recorder.raw_headers if name == b"x-layer"] == [b"first", b"second"]


def test_decorator_returns_the_function() -> None:
    assert new_application().middleware("http")(pass_on) is pass_on


def test_decorator_refuses_other_types() -> None:
    with pytest.raises(AssertionError, match="of type \"http\", not 'websocket'"):
        new_application().middleware("websocket")


async def test_decorator_refuses_to_add_to_a_running_application() -> None:
    app = new_application()
    await call(app, http_scope())

    with pytest.raises(RuntimeError, match="Cannot add middleware after an application has started"):
        app.middleware("http")(pass_on)


async def test_handled_exception_is_a_response_to_the_middleware() -> None:
    statuses: list[int] = []
    app = new_application()

    async def refuse(request: Request) -> Response:
        raise HTTPException(418)

    @app.middleware("http")
    async def note_status(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        statuses.append(response.status_code)
        return response

    app.add_route("/tea", refuse)
    await call(app, http_scope(path="/tea"))

    assert statuses == [418]


async def test_exception_of_the_middleware_is_answered_500() -> None:
    app = new_application()

    @app.middleware("http")
    async def fail(request: Request, call_next: RequestResponseEndpoint) -> Response:
        raise HTTPException(418)

    recorder = AsgiRecorder(app, http_scope())
    with pytest.raises(HTTPException):
        await recorder.run()

    assert recorder.status == 500


@pytest.mark.parametrize("layers", [1, 3])
async def test_one_call_answers_on_a_server_that_takes_whole_responses(layers: int) -> None:
    app: ASGIApp = new_application()
    for _ in range(layers):
        app = BaseHTTPMiddleware(app, adding("1"))

    recorder = await call(app, http_scope(), direct=True)

    assert (recorder.body, recorder.direct_responses) == (b"/", 1)
