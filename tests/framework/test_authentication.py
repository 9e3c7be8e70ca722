"""Endpoints for clients with certain scopes."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from fireweed import Fireweed, Request
from fireweed.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    BaseUser,
    SimpleUser,
    UnauthenticatedUser,
    has_required_scope,
    requires,
)
from fireweed.connection import HTTPConnection
from fireweed.exceptions import HTTPException
from fireweed.middleware.authentication import AuthenticationMiddleware
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Route, Router
from fireweed.testclient import TestClient
from kit.asgi import http_scope, websocket_scope


class ScopesBackend(AuthenticationBackend):
    """Believes the scopes that the header `x-scopes` lists."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        if "x-scopes" not in conn.headers:
            return None
        return AuthCredentials(conn.headers["x-scopes"].split()), SimpleUser("ada")


class FakeWebSocket(HTTPConnection):
    """A WebSocket that remembers whether it was closed."""

    scope_types = ("websocket",)
    closed = False

    async def close(self) -> None:
        self.closed = True


def with_auth(scope: Any, *scopes: str) -> Any:
    return {**scope, "auth": AuthCredentials(scopes)}


def get_client(endpoint: Callable[..., Any]) -> TestClient:
    async def login(request: Request) -> Response:
        return PlainTextResponse("who are you?")

    app = Fireweed(routes=[Route("/login", login)])
    app.add_api_route("/", endpoint)
    app.add_middleware(AuthenticationMiddleware, backend=ScopesBackend())
    return TestClient(app, follow_redirects=False)


def guard(kind: str, *args: Any, **options: Any) -> Callable[..., Any]:
    async def show_async(request: Request, q: int = 0) -> dict[str, Any]:
        return {"q": q, "thread": threading.current_thread().name}

    def show(request: Request, q: int = 0) -> dict[str, Any]:
        return {"q": q, "thread": threading.current_thread().name}

    return requires(*args, **options)(show_async if kind == "async" else show)


KINDS = pytest.mark.parametrize("kind", ["async", "sync"])


@KINDS
async def test_client_with_the_scopes_is_served(kind: str) -> None:
    client = get_client(guard(kind, ["read", "write"]))

    answer = client.get("/?q=3", headers={"x-scopes": "write read other"})

    assert (answer.status_code, answer.json()["q"]) == (200, 3)
    assert answer.json()["thread"].startswith("fireweed-worker") == (kind == "sync")


@KINDS
@pytest.mark.parametrize("headers", [{}, {"x-scopes": ""}, {"x-scopes": "read"}, {"x-scopes": "readwrite"}])
async def test_other_clients_are_refused(kind: str, headers: dict[str, str]) -> None:
    answer = get_client(guard(kind, ["read", "write"])).get("/", headers=headers)

    assert (answer.status_code, answer.json()) == (403, {"detail": "Forbidden"})


async def test_status_may_be_another() -> None:
    answer = get_client(guard("async", "read", status_code=404)).get("/")

    assert answer.status_code == 404


@KINDS
async def test_other_clients_may_be_sent_to_a_route(kind: str) -> None:
    answer = get_client(guard(kind, "read", redirect="login")).get("/?q=1&r=a b")

    expected = "http://testserver/login?next=http%3A%2F%2Ftestserver%2F%3Fq%3D1%26r%3Da%2520b"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)


async def test_router_without_types_may_be_guarded() -> None:
    @requires("read")
    async def show(request: Request) -> Response:
        return PlainTextResponse(request.user.display_name)

    app = AuthenticationMiddleware(Router([Route("/", show)]), ScopesBackend())

    assert TestClient(app).get("/", headers={"x-scopes": "read"}).text == "ada"


async def test_method_may_be_guarded() -> None:
    class Pages:
        @requires("read")
        async def show(self, request: Request) -> str:
            return "shown"

    shown = await Pages().show(Request(with_auth(http_scope(), "read")))

    assert shown == "shown"


async def test_partial_may_be_guarded() -> None:
    async def show(greeting: str, request: Request) -> str:
        return greeting

    guarded = requires("read")(partial(show, "hello"))

    assert await guarded(request=Request(with_auth(http_scope(), "read"))) == "hello"


async def test_websocket_with_the_scopes_is_served() -> None:
    served = []

    @requires("read")
    async def chat(websocket: Any) -> None:
        served.append(websocket)

    websocket = FakeWebSocket(with_auth(websocket_scope(), "read"))
    await chat(websocket)

    assert (served, websocket.closed) == ([websocket], False)


async def test_other_websocket_is_closed() -> None:
    served = []

    @requires("read")
    async def chat(websocket: Any) -> None:
        served.append(websocket)

    websocket = FakeWebSocket(with_auth(websocket_scope(), "write"))
    await chat(websocket=websocket)

    assert (served, websocket.closed) == ([], True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(None, "'request' is required to be of type 'Request' not 'NoneType'", id="none"),
        pytest.param(FakeWebSocket(websocket_scope()), "of type 'Request' not 'FakeWebSocket'", id="websocket"),
    ],
)
def test_parameter_has_to_hold_a_request(given: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        guard("sync", "read")(given)


async def test_parameter_has_to_hold_a_websocket() -> None:
    @requires("read")
    async def chat(websocket: Any) -> None: ...

    with pytest.raises(AssertionError, match="'websocket' is required to be of type 'WebSocket' not 'Request'"):
        await chat(Request(http_scope()))


def test_endpoint_without_a_connection_is_refused() -> None:
    def show(item: int) -> None: ...

    with pytest.raises(TypeError, match=r'No "request" or "websocket" argument on function ".*show'):
        requires("read")(show)


def test_missing_middleware_is_named() -> None:
    with pytest.raises(AssertionError, match="AuthenticationMiddleware must be installed"):
        guard("sync", "read")(Request(http_scope()))


def test_refusal_is_the_exception_of_endpoints() -> None:
    with pytest.raises(HTTPException) as caught:
        guard("sync", "read")(Request(with_auth(http_scope())))

    assert caught.value.status_code == 403


@pytest.mark.parametrize(
    ("scopes", "expected"), [([], True), (["a"], True), (["a", "b"], True), (["c"], False), (["a", "c"], False)]
)
def test_all_scopes_are_required(scopes: list[str], expected: bool) -> None:
    assert has_required_scope(Request(with_auth(http_scope(), "a", "b")), scopes) is expected


def test_users_say_who_they_are() -> None:
    known, unknown = SimpleUser("ada"), UnauthenticatedUser()

    assert (known.is_authenticated, known.display_name, known.identity) == (True, "ada", "ada")
    assert (unknown.is_authenticated, unknown.display_name, unknown.identity) == (False, "", "")


def test_credentials_are_without_scopes_by_default() -> None:
    assert AuthCredentials().scopes == []


@pytest.mark.parametrize("name", ["is_authenticated", "display_name", "identity"])
def test_user_has_to_define_who_it_is(name: str) -> None:
    class User(BaseUser):
        pass

    with pytest.raises(NotImplementedError, match=f"User has to define `{name}`"):
        getattr(User(), name)


async def test_backend_has_to_define_how_it_finds_out() -> None:
    with pytest.raises(NotImplementedError, match="has to define `authenticate`"):
        await AuthenticationBackend().authenticate(HTTPConnection(http_scope()))


def test_error_is_the_one_of_the_tree() -> None:
    assert AuthenticationError.__module__ == "fireweed.exceptions"
