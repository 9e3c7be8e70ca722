import threading
from typing import Any

import pytest

from fireweed.exceptions import BaseHTTPException, HTTPException
from fireweed.middleware.handlers import ExceptionHandlers
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from kit.asgi import http_scope


def handler_answering(text: str) -> Any:
    async def handler(request: Request, error: Exception) -> Response:
        return PlainTextResponse(text)

    return handler


async def answer(handlers: ExceptionHandlers, error: Exception) -> bytes | None:
    handler = handlers.find(error)
    return None if handler is None else (await handler(Request(http_scope()), error)).body


@pytest.mark.parametrize(
    ("error", "answered"),
    [
        (HTTPException(404), b"404"),
        (HTTPException(409), b"HTTPException"),
        (BaseHTTPException(409), b"BaseHTTPException"),
        (KeyError(), b"LookupError"),
        (ValueError(), None),
    ],
    ids=["status-first", "own-class", "parent-class", "nearest-ancestor", "nobody"],
)
async def test_finds_the_handler(error: Exception, answered: bytes | None) -> None:
    handlers = ExceptionHandlers(
        {
            404: handler_answering("404"),
            BaseHTTPException: handler_answering("BaseHTTPException"),
            HTTPException: handler_answering("HTTPException"),
            LookupError: handler_answering("LookupError"),
        }
    )

    assert await answer(handlers, error) == answered


async def test_status_counts_for_http_exceptions_only() -> None:
    class Absent(Exception):
        status_code = 404

    assert await answer(ExceptionHandlers({404: handler_answering("404")}), Absent()) is None


async def test_later_handler_replaces_an_earlier_one() -> None:
    handlers = ExceptionHandlers({KeyError: handler_answering("first")})

    handlers.add(KeyError, handler_answering("second"))

    assert await answer(handlers, KeyError()) == b"second"


async def test_plain_function_runs_in_a_worker_thread() -> None:
    def handler(request: Request, error: Exception) -> Response:
        return PlainTextResponse(threading.current_thread().name)

    answered = await answer(ExceptionHandlers({KeyError: handler}), KeyError())

    assert answered is not None
    assert answered.startswith(b"fireweed-worker")


@pytest.mark.parametrize("key", ["404", None, 4.04, BaseException, KeyError()], ids=repr)
def test_refuses_a_key_that_no_exception_has(key: Any) -> None:
    with pytest.raises(TypeError, match="for a status or an exception class, not for"):
        ExceptionHandlers({key: handler_answering("")})


async def test_refuses_a_handler_that_returns_no_response() -> None:
    async def forgetful(request: Request, error: Exception) -> None: ...

    with pytest.raises(TypeError, match=r"forgetful of KeyError returned None; it must return a Response") as caught:
        await answer(ExceptionHandlers({KeyError: forgetful}), KeyError("x"))

    assert repr(caught.value.__cause__) == "KeyError('x')"
