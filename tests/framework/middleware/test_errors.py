"""Debug mode: the developer sees what went wrong."""

import threading

import pytest

from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope


class Odd(Exception):
    def __str__(self) -> str:
        return f"odd <b> in {threading.current_thread().name}"


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    raise Odd


async def hide(request: Request, error: Exception) -> Response:
    return PlainTextResponse("hidden")


async def debug(accept: str) -> AsgiRecorder:
    app = ServerErrorMiddleware(fail, hide, debug=True)
    recorder = AsgiRecorder(app, http_scope(headers={"accept": accept}))
    with pytest.raises(Odd):
        await recorder.run()
    return recorder


async def test_traceback_takes_the_place_of_the_handler() -> None:
    answer = await debug("*/*")

    assert (answer.status, answer.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    assert answer.text.startswith("Traceback (most recent call last)")
    assert "in fail" in answer.text


async def test_browser_gets_a_page() -> None:
    answer = await debug("text/html,*/*;q=0.8")

    assert (answer.status, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "<h1>500 Server Error</h1>" in answer.text


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
async def test_source_code_is_read_in_a_worker_thread(accept: str) -> None:
    answer = await debug(accept)

    assert "in fireweed-worker" in answer.text


async def test_nothing_is_shown_without_debug() -> None:
    recorder = AsgiRecorder(ServerErrorMiddleware(fail), http_scope(headers={"accept": "text/html"}))
    with pytest.raises(Odd):
        await recorder.run()

    assert recorder.text == "Internal Server Error"
