"""Start-up and shutdown of the application around a `with` block."""

import asyncio

import pytest

from fireweed.exceptions import FireweedError
from fireweed.testclient import TestClient
from fireweed.types import Message, Receive, Scope, Send
from kit.apps import answering, with_lifespan


def test_runs_around_the_block() -> None:
    events: list[str] = []

    with TestClient(with_lifespan(answering(), events)):
        events.append("block")

    assert events == ["startup", "block", "shutdown"]


def test_does_not_run_without_a_block() -> None:
    events: list[str] = []

    TestClient(with_lifespan(answering(), events)).get("/")

    assert events == []


def test_publishes_its_state() -> None:
    with TestClient(with_lifespan(answering(), pool="pool")) as client:
        assert client.app_state == {"pool": "pool"}


def test_runs_again_in_a_second_block() -> None:
    events: list[str] = []
    client = TestClient(with_lifespan(answering(), events))
    client.get("/")

    with client:
        client.get("/")
    client.get("/")
    with client:
        client.get("/")

    assert events == ["startup", "shutdown"] * 2


def test_runs_once_for_each_of_two_nested_blocks() -> None:
    events: list[str] = []
    client = TestClient(with_lifespan(answering(b"hello"), events))

    with client:
        with client:
            client.get("/")
        text = client.get("/").text

    assert text == "hello"
    assert events == ["startup", "startup", "shutdown", "shutdown"]


def test_runs_the_shutdown_when_the_block_fails() -> None:
    events: list[str] = []

    with pytest.raises(ValueError, match="in the block"), TestClient(with_lifespan(answering(), events)):
        raise ValueError("in the block")

    assert events == ["startup", "shutdown"]


def sending(*messages: Message, then: Exception | None = None) -> TestClient:
    """A client of an application that answers each lifespan message with one of `messages`, then raises or returns."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await receive()
            await send(message)
        if then is not None:
            raise then

    return TestClient(app)


STARTED: Message = {"type": "lifespan.startup.complete"}
FAILED: Message = {"type": "lifespan.startup.failed", "message": "no database"}
SHUTDOWN_FAILED: Message = {"type": "lifespan.shutdown.failed", "message": "no database"}


@pytest.mark.parametrize("messages", [pytest.param([], id="unannounced"), pytest.param([FAILED], id="announced")])
def test_raises_the_error_of_a_failed_startup(messages: list[Message]) -> None:
    client = sending(*messages, then=ValueError("broken"))

    with pytest.raises(ValueError, match="broken"):
        client.__enter__()


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        pytest.param([], "returned without an answer", id="no answer"),
        pytest.param([FAILED], "no database", id="failed"),
    ],
)
def test_raises_when_the_startup_does_not_complete(messages: list[Message], text: str) -> None:
    client = sending(*messages)

    with pytest.raises(FireweedError, match=text):
        client.__enter__()


@pytest.mark.parametrize(
    "messages", [pytest.param([STARTED], id="unannounced"), pytest.param([STARTED, SHUTDOWN_FAILED], id="announced")]
)
def test_raises_the_error_of_a_failed_shutdown(messages: list[Message]) -> None:
    client = sending(*messages, then=ValueError("broken"))
    client.__enter__()

    with pytest.raises(ValueError, match="broken"):
        client.__exit__()


def test_raises_when_the_shutdown_reports_failure() -> None:
    client = sending(STARTED, SHUTDOWN_FAILED)
    client.__enter__()

    with pytest.raises(FireweedError, match="no database"):
        client.__exit__()


def test_accepts_a_lifespan_that_ends_early() -> None:
    with sending(STARTED) as client:
        assert not client.is_closed


def test_shares_one_loop_with_the_requests() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await with_lifespan(answering())(scope, receive, send)

    with TestClient(app) as client:
        client.get("/")
        client.get("/")

    assert len(loops) == 3
    assert len(set(loops)) == 1
