"""Classes as endpoints, of HTTP and of WebSockets."""

import threading
from typing import Any, Literal

import pytest

from fireweed.core import Application
from fireweed.endpoints import HTTPEndpoint, WebSocketEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Route, Router, WebSocketRoute
from fireweed.testclient import TestClient
from fireweed.websockets import WebSocket
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


class Items(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        return PlainTextResponse(f"item {request.path_params['item_id']}")

    def put(self, request: Request) -> Response:
        return PlainTextResponse(threading.current_thread().name)

    async def query(self, request: Request) -> Response:
        return PlainTextResponse("found")

    async def purge(self, request: Request) -> Response:
        return PlainTextResponse("never")


def serve(endpoint: type[HTTPEndpoint]) -> TestClient:
    return TestClient(Application(routes=[Route("/{item_id}", endpoint)]))


# HTTPEndpoint


@pytest.mark.parametrize(
    ("method", "body"), [("GET", "item 7"), ("QUERY", "found"), ("HEAD", "")], ids=["get", "query", "head by get"]
)
def test_calls_the_method_of_the_request(method: str, body: str) -> None:
    response = serve(Items).request(method, "/7")

    assert (response.status_code, response.text) == (200, body)


def test_calls_plain_methods_in_a_thread() -> None:
    assert serve(Items).put("/7").text.startswith("fireweed-worker")


def test_prefers_a_head_method_for_head() -> None:
    class Headed(Items):
        async def head(self, request: Request) -> Response:
            return Response(headers={"x-head": "yes"})

    assert serve(Headed).head("/7").headers["x-head"] == "yes"


def test_inherits_methods() -> None:
    class More(Items):
        async def post(self, request: Request) -> Response:
            return PlainTextResponse("made")

    client = serve(More)

    assert (client.post("/7").text, client.get("/7").text) == ("made", "item 7")


@pytest.mark.parametrize("method", ["POST", "PURGE", "DISPATCH", "__INIT__"])
def test_answers_405_to_other_methods(method: str) -> None:
    response = serve(Items).request(method, "/7")

    assert (response.status_code, response.text) == (405, "Method Not Allowed")
    assert response.headers["allow"] == "GET, HEAD, PUT, QUERY"


def test_allows_head_only_with_get_or_head() -> None:
    class Sink(HTTPEndpoint):
        async def post(self, request: Request) -> Response:
            return Response()

    assert serve(Sink).head("/7").headers["allow"] == "POST"


def test_handlers_of_the_application_answer_405() -> None:
    app = Application(routes=[Route("/", Items)])

    @app.exception_handler(405)
    async def refuse(request: Request, error: Exception) -> Response:
        return PlainTextResponse("not that way", status_code=405)

    assert TestClient(app).delete("/").text == "not that way"


async def test_answers_405_without_an_application() -> None:
    answer = await call(Router([Route("/{item_id}", Items)]), http_scope("DELETE", "/7"))

    assert (answer.status, answer.text, answer.headers["allow"]) == (405, "Method Not Allowed", "GET, HEAD, PUT, QUERY")


def test_handlers_get_the_request_of_the_method() -> None:
    seen: list[Request] = []

    class Failing(HTTPEndpoint):
        async def get(self, request: Request) -> Response:
            seen.append(request)
            raise LookupError

    app = Application(routes=[Route("/", Failing)])

    @app.exception_handler(LookupError)
    async def answer(request: Request, error: LookupError) -> Response:
        return PlainTextResponse(str(request is seen[0]))

    assert TestClient(app).get("/").text == "True"


@pytest.mark.parametrize(
    ("endpoint", "scope"), [(HTTPEndpoint, websocket_scope()), (WebSocketEndpoint, http_scope())], ids=["http", "ws"]
)
def test_rejects_scopes_of_the_other_kind(endpoint: Any, scope: Any) -> None:
    recorder = AsgiRecorder(endpoint, scope)

    with pytest.raises(ValueError, match="answers scopes of type"):
        endpoint(scope, recorder.receive, recorder.send)


# WebSocketEndpoint


def build_echo(encoding: Literal["text", "bytes", "json"] | None, events: list[Any]) -> type[WebSocketEndpoint]:
    chosen = encoding

    class Echo(WebSocketEndpoint):
        encoding = chosen

        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            events.append(data)
            await websocket.send_text("received")

        async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
            events.append(close_code)

    return Echo


def connect(endpoint: type[WebSocketEndpoint]) -> Any:
    return TestClient(Application(routes=[WebSocketRoute("/", endpoint)])).websocket_connect("/")


@pytest.mark.parametrize(
    ("encoding", "message", "data"),
    [
        pytest.param(None, {"text": "a"}, "a", id="any-text"),
        pytest.param(None, {"bytes": b"a"}, b"a", id="any-bytes"),
        pytest.param("text", {"text": ""}, "", id="text"),
        pytest.param("bytes", {"bytes": b""}, b"", id="bytes"),
        pytest.param("json", {"text": '{"a": 1}'}, {"a": 1}, id="json text"),
        pytest.param("json", {"bytes": b"[1]", "text": None}, [1], id="json bytes"),
    ],
)
def test_decodes_messages(encoding: Any, message: dict[str, Any], data: Any) -> None:
    events: list[Any] = []

    with connect(build_echo(encoding, events)) as session:
        session.send({"type": "websocket.receive", **message})
        session.receive_text()

    assert events == [data, 1000]


@pytest.mark.parametrize(
    ("encoding", "message", "text"),
    [
        pytest.param("text", {"bytes": b"a"}, "Expected text websocket messages, but got bytes", id="text"),
        pytest.param("bytes", {"text": "a"}, "Expected bytes websocket messages, but got text", id="bytes"),
        pytest.param("json", {"text": "{"}, r"Malformed JSON data received\.", id="json"),
        pytest.param("json", {"bytes": b"\xff"}, r"Malformed JSON data received\.", id="json bytes"),
    ],
)
def test_closes_for_other_messages(encoding: Any, message: dict[str, Any], text: str) -> None:
    events: list[Any] = []

    session = connect(build_echo(encoding, events)).__enter__()
    session.send({"type": "websocket.receive", **message})
    answer = session.receive()

    with pytest.raises(RuntimeError, match=f"^{text}$"):
        session.__exit__()
    assert (answer, events) == ({"type": "websocket.close", "code": 1003, "reason": ""}, [1011])


def test_on_connect_may_be_replaced() -> None:
    class Refusing(WebSocketEndpoint):
        async def on_connect(self, websocket: WebSocket) -> None:
            await websocket.accept(subprotocol="v1")

    with connect(Refusing) as session:
        assert session.accepted_subprotocol == "v1"


def test_on_disconnect_gets_the_code_of_the_client() -> None:
    events: list[Any] = []

    with connect(build_echo("text", events)) as session:
        session.close(code=3001)

    assert events == [3001]


def test_on_disconnect_gets_1011_after_an_exception() -> None:
    codes: list[int] = []

    class Failing(WebSocketEndpoint):
        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            raise LookupError

        async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
            codes.append(close_code)

    with pytest.raises(LookupError), connect(Failing) as session:
        session.send_text("a")

    assert codes == [1011]


def test_ignores_events_without_a_method() -> None:
    with connect(WebSocketEndpoint) as session:
        session.send_text("a")
