"""Typed WebSocket endpoints: what they are given, what refuses a handshake, what is closed when."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest

from fireweed import (
    APIRouter,
    BackgroundTasks,
    Cookie,
    Depends,
    Fireweed,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    Security,
    WebSocket,
    WebSocketDisconnect,
    WebSocketException,
)
from fireweed.connection import HTTPConnection
from fireweed.exceptions import DeclarationError, WebSocketRequestValidationError
from fireweed.routing import APIWebSocketRoute, iter_route_contexts
from fireweed.security import SecurityScopes
from fireweed.testclient import TestClient, WebSocketDenialResponse

NOBODY: Any = None


def receive_all(app: Fireweed, url: str, **options: Any) -> Any:
    """What the endpoint sends as its first message."""
    with TestClient(app).websocket_connect(url, **options) as websocket:
        return websocket.receive_json()


def refuse(app: Fireweed, url: str) -> WebSocketDisconnect:
    with pytest.raises(WebSocketDisconnect) as refusal, TestClient(app).websocket_connect(url):
        raise AssertionError("the handshake was accepted")
    return refusal.value


def test_parameters_come_from_the_handshake() -> None:
    app = Fireweed()

    @app.websocket("/rooms/{room}")
    async def endpoint(
        websocket: WebSocket,
        room: int,
        q: list[str] = Query(),
        x_token: str = Header(),
        session: str = Cookie("none"),
    ) -> None:
        await websocket.accept()
        await websocket.send_json([room, q, x_token, session])

    message = receive_all(app, "/rooms/7?q=a&q=b", headers={"x-token": "t", "cookie": "session=s"})

    assert message == [7, ["a", "b"], "t", "s"]


def test_dependencies_are_those_of_requests() -> None:
    app = Fireweed()
    seen: list[object] = []

    async def connection(connection: HTTPConnection) -> HTTPConnection:
        return connection

    def scopes(scopes: SecurityScopes) -> list[str]:
        return scopes.scopes

    @app.websocket("/")
    async def endpoint(
        websocket: WebSocket,
        response: Response,
        tasks: BackgroundTasks,
        same: Annotated[Any, Depends(connection)],
        scopes: Annotated[list[str], Security(scopes, scopes=["read"])],
    ) -> None:
        seen.extend((same is websocket, type(response), type(tasks)))
        await websocket.accept()
        await websocket.send_json(scopes)

    assert receive_all(app, "/") == ["read"]
    assert seen == [True, Response, BackgroundTasks]


def test_invalid_handshake_is_refused_with_what_is_wrong() -> None:
    app = Fireweed()

    @app.websocket("/{room}")
    async def endpoint(websocket: WebSocket, room: int, q: str) -> None: ...

    refusal = refuse(app, "/x")

    assert refusal.code == 1008
    assert refusal.reason.startswith("path.room: Input should be a valid integer")
    assert len(refusal.reason.encode()) <= 123


def test_valid_dependencies_of_an_invalid_handshake_may_refuse_for_a_better_reason() -> None:
    app = Fireweed()

    async def authenticate() -> None:
        raise WebSocketException(4401, "Who are you?")

    @app.websocket("/", dependencies=[Depends(authenticate)])
    async def endpoint(websocket: WebSocket, q: str) -> None: ...

    assert (refuse(app, "/").code, refuse(app, "/").reason) == (4401, "Who are you?")


def test_error_knows_the_endpoint() -> None:
    app = Fireweed()
    errors: list[WebSocketRequestValidationError] = []

    @app.exception_handler(WebSocketRequestValidationError)
    async def close(websocket: WebSocket, error: WebSocketRequestValidationError) -> None:
        errors.append(error)
        await websocket.close(4000)

    @app.websocket("/items/{item}")
    async def endpoint(websocket: WebSocket, item: int) -> None: ...

    assert refuse(app, "/items/x").code == 4000
    assert (errors[0].endpoint_path, errors[0].endpoint_function) == ("WS /items/{item}", "endpoint")
    assert errors[0].errors()[0]["loc"] == ("path", "item")


def test_http_exception_of_a_dependency_answers_the_handshake() -> None:
    app = Fireweed()

    async def authenticate() -> None:
        raise HTTPException(401, "Not authenticated", {"www-authenticate": "Bearer"})

    @app.websocket("/", dependencies=[Depends(authenticate)])
    async def endpoint(websocket: WebSocket) -> None: ...

    with pytest.raises(WebSocketDenialResponse) as denial, TestClient(app).websocket_connect("/"):
        raise AssertionError("the handshake was accepted")

    assert (denial.value.status_code, denial.value.json()) == (401, {"detail": "Not authenticated"})
    assert denial.value.headers["www-authenticate"] == "Bearer"


def test_generators_are_closed_after_the_endpoint_those_of_the_function_first() -> None:
    app = Fireweed()
    events: list[str] = []

    async def outer() -> AsyncIterator[None]:
        yield
        events.append("request closed")

    async def inner() -> AsyncIterator[None]:
        yield
        events.append("function closed")

    @app.websocket("/")
    async def endpoint(
        websocket: WebSocket,
        a: Annotated[None, Depends(inner, scope="function")],
        b: Annotated[None, Depends(outer)],
    ) -> None:
        await websocket.accept()
        events.append("endpoint returned")

    with TestClient(app).websocket_connect("/"):
        """Connect, and leave."""

    assert events == ["endpoint returned", "function closed", "request closed"]


def test_generators_see_what_the_endpoint_raises() -> None:
    app = Fireweed()
    seen: list[str] = []

    async def observe() -> AsyncIterator[None]:
        try:
            yield
        except WebSocketDisconnect as error:
            seen.append(f"{error.code} {error.reason}")
            raise

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, _: Annotated[None, Depends(observe)]) -> None:
        await websocket.accept()
        await websocket.receive_text()

    with pytest.raises(WebSocketDisconnect), TestClient(app).websocket_connect("/") as websocket:
        websocket.close(4001, "bye")

    assert seen == ["4001 bye"]


def test_routers_give_prefix_and_dependencies() -> None:
    calls: list[int] = []
    app, outer = Fireweed(), APIRouter(prefix="/outer")
    inner = APIRouter(dependencies=[Depends(lambda: calls.append(1))])

    @inner.websocket("/{room}", "room")
    async def endpoint(websocket: WebSocket, room: int, user: str) -> None:
        await websocket.accept()
        await websocket.send_json([room, user, len(calls)])

    outer.include_router(inner, prefix="/{user}", dependencies=[Depends(lambda: calls.append(2))])
    app.include_router(outer, dependencies=[Depends(lambda: calls.append(3))])

    assert receive_all(app, "/outer/ann/7") == [7, "ann", 3]
    assert calls == [3, 2, 1]
    assert app.url_path_for("room", user="ann", room="7") == "/outer/ann/7"


def test_dependencies_are_overridden() -> None:
    app = Fireweed()

    async def get_user(token: str) -> str:
        return token

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, user: Annotated[str, Depends(get_user)]) -> None:
        await websocket.accept()
        await websocket.send_json(user)

    app.dependency_overrides[get_user] = lambda: "nobody"

    assert receive_all(app, "/") == "nobody"
    app.dependency_overrides.clear()
    assert receive_all(app, "/?token=t") == "t"


def test_is_listed() -> None:
    app = Fireweed(openapi_url=None)

    @app.websocket("/a", name="first")
    async def endpoint(websocket: WebSocket) -> None: ...

    (context,) = iter_route_contexts(app.routes)

    assert isinstance(context.route, APIWebSocketRoute)
    assert (context.path, context.name, context.methods) == ("/a", "first", None)


async def serve_both(request: Request = NOBODY, websocket: WebSocket = NOBODY) -> str:
    return "request" if websocket is NOBODY else "websocket"


def test_a_dependency_can_serve_both_protocols() -> None:
    app = Fireweed()

    @app.websocket("/")
    async def session(websocket: WebSocket, kind: Annotated[str, Depends(serve_both)]) -> None:
        await websocket.accept()
        await websocket.send_json(kind)

    @app.get("/")
    async def answer(kind: Annotated[str, Depends(serve_both)]) -> str:
        return kind

    assert (receive_all(app, "/"), TestClient(app).get("/").json()) == ("websocket", "request")


async def with_request(websocket: WebSocket, request: Request) -> None: ...
async def with_body(websocket: WebSocket, item: dict[str, int]) -> None: ...
def plain(websocket: WebSocket) -> None: ...


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        (with_request, r"parameter 'request': it is called for a WebSocket, .* Take a `WebSocket`, or an `HTTPConn"),
        (with_body, r"with_body at .*parameter 'item': a WebSocket has no body\. Receive messages"),
        (plain, r"plain at .*is not a coroutine function\. Write `async def`"),
    ],
    ids=["request", "body", "plain function"],
)
def test_what_a_websocket_lacks_is_refused_at_declaration(endpoint: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        Fireweed().websocket("/")(endpoint)


def test_path_operation_has_no_websocket() -> None:
    async def endpoint(websocket: WebSocket) -> None: ...

    with pytest.raises(DeclarationError, match="'websocket': it is called for a request, which is no WebSocket"):
        Fireweed().get("/")(endpoint)


def test_decorator_without_a_path_is_refused() -> None:
    with pytest.raises(TypeError, match=r"plain was written without a path. Write @app.websocket"):
        Fireweed().websocket(plain)  # type: ignore[arg-type]
