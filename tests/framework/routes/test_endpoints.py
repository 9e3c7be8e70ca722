import functools
import threading
from typing import Any

import pytest

from fireweed.requests import REQUEST_KEY, Request
from fireweed.responses import PlainTextResponse
from fireweed.routes import get_name, request_response
from fireweed.routes.endpoints import is_function
from fireweed.types import Receive, Scope, Send
from kit.asgi import call, http_scope


class Application:
    def __init__(
        self, scope: Scope | None = None, receive: Receive | None = None, send: Send | None = None
    ) -> None: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def method(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("method")


def function(request: Request) -> PlainTextResponse:
    return PlainTextResponse("function")


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (function, True),
        (Application().method, True),
        (functools.partial(functools.partial(function)), True),
        (Application, False),
        (Application(), False),
        (functools.partial(Application()), False),
    ],
    ids=["function", "method", "partial", "class", "object", "partial-object"],
)
def test_tells_functions_from_applications(endpoint: Any, expected: bool) -> None:
    assert is_function(endpoint) is expected


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [(function, "function"), (Application, "Application"), (Application(), "Application")],
    ids=["function", "class", "object"],
)
def test_names_an_endpoint(endpoint: Any, name: str) -> None:
    assert get_name(endpoint) == name


async def test_async_function_answers_on_the_loop() -> None:
    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{request.method} {threading.current_thread().name}")

    answer = await call(request_response(endpoint), http_scope("PUT", "/"))

    assert answer.text == f"PUT {threading.current_thread().name}"


async def test_plain_function_answers_in_a_worker_thread() -> None:
    def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(threading.get_ident()))

    answer = await call(request_response(endpoint), http_scope())

    assert answer.text != str(threading.get_ident())


async def test_function_may_read_the_body() -> None:
    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse((await request.body()).upper())

    answer = await call(request_response(endpoint), http_scope("POST"), body=b"abc")

    assert answer.text == "ABC"


async def test_leaves_its_request_for_exception_handlers() -> None:
    requests: list[Request] = []
    scope = http_scope()

    def note(request: Request) -> PlainTextResponse:
        requests.append(request)
        return PlainTextResponse("noted")

    await call(request_response(note), scope)

    assert scope[REQUEST_KEY] is requests[0]
