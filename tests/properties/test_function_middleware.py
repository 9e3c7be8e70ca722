"""An application inside function middleware does what it does without: the same messages, the same error."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from fireweed.middleware.base import BaseHTTPMiddleware
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope
from kit.function_middleware import iterate_again, pass_on

START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"x-inner", b"1")]}
HINT: Message = {"type": "http.response.early_hint", "links": [b"</style.css>"]}
LAST: Message = {"type": "http.response.body", "body": b"last", "more_body": False}

QUIET = ["wait", "receive"]
BEFORE = st.lists(st.sampled_from([*QUIET, "hint", "fail"]), max_size=3)
BETWEEN = st.lists(st.sampled_from([*QUIET, *["chunk", "chunk in a task"] * 4, "fail"]), max_size=8)
AFTER = st.lists(st.sampled_from([*QUIET, "fail"]), max_size=2)
SCRIPTS = st.builds(lambda *parts: [*parts[0], "start", *parts[1], "last", *parts[2]], BEFORE, BETWEEN, AFTER)


class ScriptError(Exception):
    """The failure that a script asks for."""


class Scripted:
    """An application that does one thing after the other."""

    def __init__(self, script: Sequence[str]) -> None:
        self.script = script

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for number, step in enumerate(self.script):
            chunk: Message = {"type": "http.response.body", "body": b"%d " % number, "more_body": True}
            match step:
                case "wait":
                    await asyncio.sleep(0)
                case "receive":
                    await receive()
                case "hint":
                    await send(HINT)
                case "fail":
                    raise ScriptError(number)
                case "start":
                    await send(START)
                case "chunk":
                    await send(chunk)
                case "chunk in a task":
                    await asyncio.wait([asyncio.ensure_future(send(chunk))])
                case "last":
                    await send(LAST)


async def run(app: ASGIApp) -> tuple[AsgiRecorder, str]:
    """Call `app`; returns what it sent and how it failed."""
    recorder = AsgiRecorder(app, http_scope("POST"))
    for _ in range(12):  # more than any script receives
        recorder.feed_body(b"x", more_body=True)
    try:
        await recorder.run()
    except ScriptError as error:
        return recorder, repr(error)
    return recorder, ""


@given(SCRIPTS, st.integers(1, 3))
@settings(max_examples=200)
async def test_layers_that_pass_on_change_nothing(script: list[str], layers: int) -> None:
    app: ASGIApp = Scripted(script)
    bare, bare_error = await run(app)

    for _ in range(layers):
        app = BaseHTTPMiddleware(app, pass_on)
    layered, layered_error = await run(app)

    assert layered.sent == bare.sent
    assert layered_error == bare_error


@given(SCRIPTS, st.integers(1, 3))
@settings(max_examples=100)
async def test_layers_that_iterate_again_keep_the_body(script: list[str], layers: int) -> None:
    app: ASGIApp = Scripted(script)
    bare, bare_error = await run(app)

    for _ in range(layers):
        app = BaseHTTPMiddleware(app, iterate_again)
    layered, layered_error = await run(app)

    assert layered.body == bare.body
    assert layered_error == bare_error
