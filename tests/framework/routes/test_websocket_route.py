import functools
from typing import Any

import pytest

from fireweed.exceptions import DeclarationError, NoMatchFound
from fireweed.routes import Match, WebSocketRoute
from fireweed.types import Receive, Scope, Send
from kit.apps import answering
from kit.asgi import call, http_scope, websocket_scope


class Session:
    """Stands for a WebSocket."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.send = send


class SessionRoute(WebSocketRoute):
    websocket_class = Session


class ClosingApplication:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": 4000})


async def chat(websocket: Session) -> None:
    await websocket.send({"type": "websocket.accept", "room": websocket.scope["path_params"]})


@pytest.mark.parametrize(
    ("scope", "match"),
    [
        (websocket_scope("/chat/3"), Match.FULL),
        (websocket_scope("/chat/x"), Match.NONE),
        (http_scope("GET", "/chat/3"), Match.NONE),
    ],
    ids=["full", "path", "http"],
)
def test_matches_handshakes_only(scope: Scope, match: Match) -> None:
    assert WebSocketRoute("/chat/{room:int}", chat).matches(scope)[0] is match


async def test_function_gets_a_websocket() -> None:
    recorder = await call(SessionRoute("/chat/{room:int}", chat), websocket_scope("/chat/3"))

    assert recorder.sent == [{"type": "websocket.accept", "room": {"room": 3}}]


async def test_application_is_used_as_it_is() -> None:
    recorder = await call(WebSocketRoute("/", ClosingApplication()), websocket_scope("/"))

    assert recorder.sent == [{"type": "websocket.close", "code": 4000}]


async def test_alone_refuses_another_path() -> None:
    recorder = await call(WebSocketRoute("/a", ClosingApplication()), websocket_scope("/b"))

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


def test_builds_its_path() -> None:
    url_path = WebSocketRoute("/chat/{room:int}", chat).url_path_for("chat", room=3)

    assert (url_path, url_path.protocol) == ("/chat/3", "websocket")


def test_builds_no_path_for_another_name() -> None:
    with pytest.raises(NoMatchFound):
        WebSocketRoute("/chat", chat).url_path_for("talk")


def test_rejects_path_without_leading_slash() -> None:
    with pytest.raises(AssertionError, match=r"^Routed paths must start with '/'$"):
        WebSocketRoute("chat", chat)


@pytest.mark.parametrize(
    ("another", "expected"),
    [
        (WebSocketRoute("/chat", chat, name="talk"), True),
        (WebSocketRoute("/talk", chat), False),
        (WebSocketRoute("/chat", answering()), False),
        ("/chat", False),
    ],
    ids=["same", "path", "endpoint", "type"],
)
def test_equality_compares_path_and_endpoint(another: Any, expected: bool) -> None:
    route = WebSocketRoute("/chat", chat)

    assert (route == another) is expected
    assert not expected or hash(route) == hash(another)


def test_repr_names_path_and_name() -> None:
    assert repr(WebSocketRoute("/chat", chat)) == "WebSocketRoute(path='/chat', name='chat')"


def forget(websocket: Session) -> None: ...


def wrap(endpoint: Any) -> Any:
    @functools.wraps(endpoint)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return endpoint(*args, **kwargs)

    return wrapper


@pytest.mark.parametrize(
    "endpoint", [forget, functools.partial(forget), wrap(forget)], ids=["def", "partial", "wrapped"]
)
def test_refuses_a_plain_function_at_once(endpoint: Any) -> None:
    line = endpoint.__code__.co_firstlineno if hasattr(endpoint, "__code__") else forget.__code__.co_firstlineno

    with pytest.raises(DeclarationError) as raised:
        WebSocketRoute("/chat/{room}", endpoint)

    text = str(raised.value)
    assert f"forget at {__file__}:{line} is a plain function" in text
    assert "the WebSocket '/chat/{room}'. Write `async def forget`" in text


@pytest.mark.parametrize(
    "endpoint",
    [chat, wrap(chat), functools.partial(chat), lambda websocket: chat(websocket)],
    ids=["async def", "wrapped", "partial", "lambda"],
)
async def test_takes_whatever_may_be_awaited(endpoint: Any) -> None:
    client = await call(SessionRoute("/chat/{room}", endpoint), websocket_scope("/chat/3"))

    assert client.types == ["websocket.accept"]
