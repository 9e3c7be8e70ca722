"""What requests and WebSockets get from a backend, and how its errors are answered."""

from typing import Any

import pytest

from fireweed.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    BaseUser,
    SimpleUser,
    UnauthenticatedUser,
)
from fireweed.connection import HTTPConnection
from fireweed.middleware.authentication import AuthenticationMiddleware
from fireweed.responses import JSONResponse, Response
from fireweed.types import Scope
from kit.apps import answering, keeping_scopes
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


class TokenBackend(AuthenticationBackend):
    """Believes the user that the header `authorization` names."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        token = conn.headers.get("authorization")
        if token is None:
            return None
        if not token.isalpha():
            raise AuthenticationError(f"bad token {token}")
        return AuthCredentials(["read"]), SimpleUser(token)


async def pass_through(headers: dict[str, str]) -> Scope:
    scopes: list[Scope] = []
    await call(AuthenticationMiddleware(keeping_scopes(scopes), TokenBackend()), http_scope(headers=headers))
    return scopes[0]


async def test_user_and_credentials_are_in_the_scope() -> None:
    connection = HTTPConnection(await pass_through({"authorization": "ada"}))

    assert (connection.user.identity, connection.auth.scopes) == ("ada", ["read"])


async def test_client_that_does_not_say_is_unauthenticated() -> None:
    connection = HTTPConnection(await pass_through({}))

    assert isinstance(connection.user, UnauthenticatedUser)
    assert connection.auth.scopes == []


@pytest.mark.parametrize("token", ["", "a b", "\xff\x00", "1" * 10_000])
async def test_wrong_credentials_are_answered_400(token: str) -> None:
    app = AuthenticationMiddleware(answering(b"inside"), TokenBackend())

    answer = await call(app, http_scope(headers={"authorization": token}))

    assert (answer.status, answer.text) == (400, f"bad token {token}")


def answer_401(conn: HTTPConnection, error: Exception) -> Response:
    return JSONResponse({"error": str(error), "path": conn.url.path}, status_code=401)


async def answer_401_async(conn: HTTPConnection, error: Exception) -> Response:
    return answer_401(conn, error)


@pytest.mark.parametrize("on_error", [answer_401, answer_401_async])
async def test_error_may_be_answered_otherwise(on_error: Any) -> None:
    app = AuthenticationMiddleware(answering(), TokenBackend(), on_error=on_error)

    answer = await call(app, http_scope(path="/here", headers={"authorization": "1"}))

    assert (answer.status, answer.text) == (401, '{"error":"bad token 1","path":"/here"}')


async def test_websocket_with_wrong_credentials_is_closed() -> None:
    app = AuthenticationMiddleware(answering(), TokenBackend())

    recorder = await AsgiRecorder(app, websocket_scope(headers={"authorization": "1"})).run()

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


async def test_websocket_gets_its_user() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["user"].identity)

    scope = websocket_scope(headers={"authorization": "ada"})
    await AsgiRecorder(AuthenticationMiddleware(app, TokenBackend()), scope).run()

    assert seen == ["ada"]


async def test_lifespan_has_no_user() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(dict(scope))

    await AsgiRecorder(AuthenticationMiddleware(app, TokenBackend()), {"type": "lifespan"}).run()

    assert seen == [{"type": "lifespan"}]


async def test_other_errors_of_the_backend_pass() -> None:
    class Broken(AuthenticationBackend):
        async def authenticate(self, conn: HTTPConnection) -> None:
            raise KeyError("database")

    with pytest.raises(KeyError, match="database"):
        await call(AuthenticationMiddleware(answering(), Broken()), http_scope())
