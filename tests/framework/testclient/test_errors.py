"""What goes wrong in the application, and how the test learns of it."""

import pytest

from fireweed.testclient import TestClient
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering

START: Message = {"type": "http.response.start", "status": 200}
CHUNK: Message = {"type": "http.response.body", "body": b"chunk", "more_body": True}
END: Message = {"type": "http.response.body", "body": b"end"}


def sending(*messages: Message, then: Exception | None = None) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)
        if then is not None:
            raise then

    return app


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([], id="before the response"),
        pytest.param([START], id="after the head"),
        pytest.param([START, CHUNK, CHUNK], id="within the body"),
        pytest.param([START, END], id="after the response"),
    ],
)
def test_raises_what_the_application_raises(messages: list[Message]) -> None:
    client = TestClient(sending(*messages, then=ValueError("broken")))

    with pytest.raises(ValueError, match="broken"):
        client.get("/")


def test_answers_500_instead_if_asked() -> None:
    client = TestClient(sending(then=ValueError()), raise_server_exceptions=False)

    response = client.get("/")

    assert (response.status_code, response.content) == (500, b"")


def test_keeps_the_response_of_an_error_if_asked() -> None:
    client = TestClient(sending(START, CHUNK, then=ValueError()), raise_server_exceptions=False)

    response = client.get("/")

    assert (response.status_code, response.content) == (200, b"chunk")


def test_raises_when_the_application_sends_nothing() -> None:
    with pytest.raises(AssertionError, match=r"TestClient did not receive any response\."):
        TestClient(sending()).get("/")


def test_answers_500_when_the_application_sends_nothing_if_asked() -> None:
    assert TestClient(sending(), raise_server_exceptions=False).get("/").status_code == 500


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        pytest.param([START, START], 'multiple "http.response.start"', id="second head"),
        pytest.param([END], 'without "http.response.start"', id="body before head"),
        pytest.param([START, END, END], "after response completed", id="body after end"),
        pytest.param([START, {"type": "http.response.trailers"}], 'without "trailers"', id="trailers unannounced"),
        pytest.param([{"type": "http.response.pong"}], 'unknown type "http.response.pong"', id="unknown"),
    ],
)
def test_rejects_messages_out_of_order(messages: list[Message], text: str) -> None:
    with pytest.raises(AssertionError, match=text):
        TestClient(sending(*messages)).get("/")


def test_answers_further_requests_after_an_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/broken":
            raise ValueError("broken")
        await answering(b"fine")(scope, receive, send)

    client = TestClient(app)
    with pytest.raises(ValueError, match="broken"):
        client.get("/broken")

    assert client.get("/").text == "fine"
