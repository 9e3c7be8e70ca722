"""Start-up and shutdown of an application: the server's side of ASGI's Lifespan protocol."""

import asyncio
import gc
import logging
from typing import Any

import pytest

from fireweed_server import lifespan as lifespans
from fireweed_server.asgi import Message, Receive, Scope, Send
from fireweed_server.errors import LifespanError
from fireweed_server.lifespan import Lifespan


class Application:
    """Answers each event with the message given for it, and records what happened."""

    def __init__(self, *, startup: Message | None = None, shutdown: Message | None = None) -> None:
        self.answers = {
            "lifespan.startup": startup or {"type": "lifespan.startup.complete"},
            "lifespan.shutdown": shutdown or {"type": "lifespan.shutdown.complete"},
        }
        self.events: list[str] = []
        self.scope: Scope = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        for _ in self.answers:
            event = (await receive())["type"]
            self.events.append(event)
            await send(self.answers[event])
        self.events.append("returned")


async def ignoring_app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        raise NotImplementedError


async def refusing_app(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("only http is spoken here")


async def breaking_app(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    raise ValueError("no database")


async def test_starts_and_shuts_down() -> None:
    app = Application()
    lifespan = Lifespan(app, "auto", {})

    await lifespan.startup()
    events_at_start = list(app.events)
    await lifespan.shutdown()

    assert events_at_start == ["lifespan.startup"]
    assert app.events == ["lifespan.startup", "lifespan.shutdown", "returned"]


async def test_scope_says_what_is_spoken_and_carries_the_state() -> None:
    state: dict[str, Any] = {}
    app = Application()
    lifespan = Lifespan(app, "on", state)

    await lifespan.startup()
    await lifespan.shutdown()

    assert app.scope == {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    assert app.scope["state"] is state


async def test_shutdown_comes_at_most_once() -> None:
    app = Application()
    lifespan = Lifespan(app, "auto", {})
    await lifespan.startup()

    await lifespan.shutdown()
    await lifespan.shutdown()

    assert app.events.count("lifespan.shutdown") == 1


async def test_off_never_calls_the_application() -> None:
    app = Application()
    lifespan = Lifespan(app, "off", {})

    await lifespan.startup()
    await lifespan.shutdown()

    assert app.events == []


# Applications that fail...


@pytest.mark.parametrize("mode", ["auto", "on"])
async def test_failed_start_shows_the_message_of_the_application(mode: str) -> None:
    app = Application(startup={"type": "lifespan.startup.failed", "message": "No database.\n"})

    with pytest.raises(LifespanError) as raised:
        await Lifespan(app, mode, {}).startup()

    assert str(raised.value) == "The application failed to start: No database."
    assert raised.value.exit_code == 3


async def test_failed_start_without_a_message_has_the_exception_as_its_cause() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed"})
        raise ValueError("no database")

    with pytest.raises(LifespanError, match=r"failed to start\.$") as raised:
        await Lifespan(app, "auto", {}).startup()

    assert isinstance(raised.value.__cause__, ValueError)


async def test_failed_shutdown_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = Application(shutdown={"type": "lifespan.shutdown.failed", "message": "Still busy."})
    lifespan = Lifespan(app, "auto", {})
    await lifespan.startup()

    await lifespan.shutdown()

    assert caplog.messages == ["The application failed to shut down: Still busy."]


async def test_exception_between_start_and_shutdown_is_logged_at_shutdown(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        raise ValueError("lost the database")

    lifespan = Lifespan(app, "auto", {})
    await lifespan.startup()

    await lifespan.shutdown()

    assert caplog.messages == ["The application's lifespan raised ValueError."]


async def test_message_out_of_turn_raises_in_the_application() -> None:
    caught: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "lifespan.shutdown.complete"})
        except RuntimeError as error:
            caught.append(str(error))

    await Lifespan(app, "auto", {}).startup()

    assert caught == ["Unexpected lifespan message 'lifespan.shutdown.complete' after 'lifespan.startup'."]


# Applications that know nothing of it...


@pytest.mark.parametrize("app", [ignoring_app, refusing_app], ids=["returns", "raises"])
async def test_auto_serves_an_application_without_lifespan(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    lifespan = Lifespan(app, "auto", {})

    await lifespan.startup()
    await lifespan.shutdown()

    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_auto_warns_when_the_start_itself_raises(caplog: pytest.LogCaptureFixture) -> None:
    await Lifespan(breaking_app, "auto", {}).startup()

    assert caplog.messages[0].startswith("The application raised ValueError when it started; it is served")


@pytest.mark.parametrize(
    ("app", "what"),
    [
        pytest.param(ignoring_app, "returned without an answer", id="returns"),
        pytest.param(refusing_app, "raised ValueError", id="raises"),
        pytest.param(breaking_app, "raised ValueError", id="raises-when-starting"),
    ],
)
async def test_on_takes_silence_for_a_failure(app: Any, what: str) -> None:
    with pytest.raises(LifespanError, match=what):
        await Lifespan(app, "on", {}).startup()


# Interruption...


async def test_cancelled_start_ends_the_application() -> None:
    asked, ended = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            asked.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    starting = asyncio.create_task(Lifespan(app, "auto", {}).startup())
    await asked.wait()
    starting.cancel()
    await asyncio.wait({starting})

    assert starting.cancelled()
    assert ended.is_set()


async def test_cancelled_start_is_over_although_the_application_raises() -> None:
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    asked = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            asked.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await send({"type": "lifespan.shutdown.failed"})

    starting = asyncio.create_task(Lifespan(app, "auto", {}).startup())
    await asked.wait()
    starting.cancel()
    await asyncio.wait({starting})
    gc.collect()

    assert starting.cancelled()
    assert complaints == []


async def test_cancelled_shutdown_ends_the_application() -> None:
    ended = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await asyncio.Event().wait()
        finally:
            ended.set()

    lifespan = Lifespan(app, "auto", {})
    await lifespan.startup()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await lifespan.shutdown()

    assert ended.is_set()


async def test_an_application_that_ignores_its_cancellation_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lifespans, "_CANCEL_TIME", 0.0)
    may_end = asyncio.Event()
    has_ended = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        try:
            await may_end.wait()
        except asyncio.CancelledError:
            await may_end.wait()
        has_ended.set()

    lifespan = Lifespan(app, "auto", {})
    await lifespan.startup()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await lifespan.shutdown()

    assert caplog.messages == ["The application's lifespan goes on although it was cancelled; it is left behind."]
    may_end.set()
    await has_ended.wait()
