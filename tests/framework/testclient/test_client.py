"""Requests and responses, cookies, redirects and extensions, as a test sees them."""

from typing import Annotated

import pytest

from fireweed import Cookie, Fireweed, Response
from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.testclient import ASGIInstance, TestClient
from fireweed.types import Message, Receive, Scope, Send
from kit.apps import answering, keeping_scopes


def test_returns_the_response() -> None:
    client = TestClient(answering(b"made", status=201, headers=[(b"content-type", b"text/plain"), (b"x-id", b"7")]))

    response = client.post("/")

    assert (response.status_code, response.text, response.headers["x-id"]) == (201, "made", "7")


def test_takes_a_whole_response_in_one_call() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        send.send_response(200, ((b"x-id", b"7"),), b"hello")  # type: ignore[attr-defined]  # beyond ASGI's `send`

    response = TestClient(app).get("/")

    assert (response.text, response.headers["content-length"]) == ("hello", "5")


def test_leaves_the_length_of_a_whole_response_alone_where_it_is_given() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        send.send_response(200, ((b"content-length", b"5"),), b"hello")  # type: ignore[attr-defined]  # as above

    assert TestClient(app).get("/").headers.get_list("content-length") == ["5"]


def test_gives_no_length_where_the_status_forbids_content() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        send.send_response(204, (), b"")  # type: ignore[attr-defined]  # as above

    assert "content-length" not in TestClient(app).get("/").headers


def test_has_no_body_in_answer_to_head() -> None:
    assert TestClient(answering(b"hidden")).head("/").content == b""


def test_does_not_require_the_last_chunk() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"part", "more_body": True})

    assert TestClient(app).get("/").text == "part"


def test_calls_asgi2_applications() -> None:
    class App:
        def __init__(self, scope: Scope) -> None:
            self.scope = scope

        async def __call__(self, receive: Receive, send: Send) -> None:
            await answering(self.scope["path"].encode())(self.scope, receive, send)

    assert TestClient(App).get("/two").text == "/two"


def test_calls_applications_that_are_awaitable_classes() -> None:
    def app(scope: Scope, receive: Receive, send: Send) -> object:
        return answering(b"three")(scope, receive, send)

    assert TestClient(app).get("/").text == "three"  # type: ignore[arg-type]  # typed loosely, as wrappers often are


def test_calls_functions_of_scope_that_return_the_application() -> None:
    def app(scope: Scope) -> ASGIInstance:
        async def instance(receive: Receive, send: Send) -> None:
            await answering(b"two")(scope, receive, send)

        return instance

    assert TestClient(app).get("/").text == "two"


def collect_body_messages(client_messages: list[Message]) -> TestClient:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        has_more = True
        while has_more:
            client_messages.append(await receive())
            has_more = client_messages[-1]["more_body"]
        await answering()(scope, receive, send)
        client_messages.append(await receive())

    return TestClient(app)


def test_sends_a_body_in_one_message() -> None:
    messages: list[Message] = []

    collect_body_messages(messages).post("/", json={"a": 1})

    assert messages[0] == {"type": "http.request", "body": b'{"a":1}', "more_body": False}


def test_sends_a_generated_body_chunk_by_chunk() -> None:
    messages: list[Message] = []

    collect_body_messages(messages).post("/", content=iter([b"a", b"b"]))

    assert [(message["body"], message["more_body"]) for message in messages[:-1]] == [(b"a", True), (b"b", False)]


def test_tells_of_the_disconnect_after_the_response() -> None:
    messages: list[Message] = []

    collect_body_messages(messages).get("/")

    assert messages[-1] == {"type": "http.disconnect"}


def test_follows_redirects_by_default() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        here = scope["path"] == "/new"
        answer = answering(b"arrived") if here else answering(status=307, headers=[(b"location", b"/new")])
        await answer(scope, receive, send)

    response = TestClient(app).get("/old")

    assert (response.text, response.url.path, len(response.history)) == ("arrived", "/new", 1)


def test_can_leave_redirects_alone() -> None:
    client = TestClient(answering(status=307, headers=[(b"location", b"/new")]), follow_redirects=False)

    assert client.get("/old").status_code == 307


def test_partitioned_cookie_comes_back_as_any_other() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint(response: Response, seat: Annotated[str | None, Cookie()] = None) -> str | None:
        response.set_cookie("seat", "7 a", secure=True, samesite="none", partitioned=True)
        return seat

    client = TestClient(app, base_url="https://testserver")

    answers = [client.get("/") for _ in range(2)]

    assert answers[0].headers["set-cookie"] == 'seat="7 a"; Partitioned; Path=/; SameSite=none; Secure'
    assert [answer.json() for answer in answers] == [None, "7 a"]


def test_keeps_cookies_between_requests() -> None:
    scopes: list[Scope] = []
    keep = keeping_scopes(scopes)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/login":
            await answering(headers=[(b"set-cookie", b"session=1")])(scope, receive, send)
        else:
            await keep(scope, receive, send)

    client = TestClient(app, cookies={"theme": "dark"})
    client.get("/login")
    client.get("/")

    assert dict(scopes[0]["headers"])[b"cookie"] == b"theme=dark; session=1"


def test_shows_what_the_debug_extension_tells() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.debug", "info": {"template": "page.html", "context": {"n": 1}}})
        await answering()(scope, receive, send)

    response = TestClient(app).get("/")

    assert response.extensions["http.response.debug"] == {"template": "page.html", "context": {"n": 1}}
    assert vars(response)["template"] == "page.html"
    assert vars(response)["context"] == {"n": 1}


def test_collects_trailers() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "trailers": True})
        await send({"type": "http.response.body", "body": b"body"})
        await send({"type": "http.response.trailers", "headers": [(b"a", b"1")], "more_trailers": True})
        await send({"type": "http.response.trailers", "headers": [(b"b", b"2")]})

    response = TestClient(app).get("/")

    assert response.extensions["http.response.trailers"] == [(b"a", b"1"), (b"b", b"2")]


def test_warns_of_timeouts() -> None:
    client = TestClient(answering())

    with pytest.warns(FireweedDeprecationWarning, match="no timeouts") as warned:
        client.get("/", timeout=3)

    assert warned[0].filename == __file__


def test_sends_nothing_once_closed() -> None:
    client = TestClient(answering())
    client.close()

    with pytest.raises(RuntimeError, match="closed"):
        client.get("/")


def test_is_not_collected_as_a_test() -> None:
    assert not TestClient.__test__
