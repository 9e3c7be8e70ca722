from collections.abc import Mapping
from typing import Any

import pytest

from fireweed import Depends, Fireweed, Request
from fireweed.connection import HTTPConnection
from fireweed.exceptions import HTTPException
from fireweed.security import HTTPBearer, OAuth2, OAuth2PasswordBearer, SecurityBase
from fireweed.security.base import CredentialsScheme
from fireweed.security.models import APIKey
from fireweed.testclient import TestClient, WebSocketDenialResponse
from fireweed.websockets import WebSocket
from kit.connections import SCOPES, authorized, connection
from kit.endpoints import serve


@pytest.mark.parametrize("build_scope", SCOPES, ids=["http", "websocket"])
async def test_reads_any_connection(build_scope: Any) -> None:
    scope = build_scope(headers={"authorization": "Bearer secret"})

    assert await OAuth2PasswordBearer("token")(HTTPConnection(scope)) == "secret"


async def test_connection_can_be_given_by_name() -> None:
    assert await OAuth2()(request=authorized("secret")) == "secret"


async def test_refuses_without_credentials() -> None:
    with pytest.raises(HTTPException) as caught:
        await OAuth2()(connection())

    assert (caught.value.status_code, caught.value.detail) == (401, "Not authenticated")
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}


async def test_finds_nothing_without_auto_error() -> None:
    assert await OAuth2(auto_error=False)(connection()) is None


def test_refusal_can_be_overridden() -> None:
    class Forbidding(HTTPBearer):
        def make_not_authenticated_error(self) -> HTTPException:
            return HTTPException(403, "Go away")

    response = serve(lambda token: None, dependencies=[Depends(Forbidding())]).get("/?token=")

    assert (response.status_code, response.json()) == (403, {"detail": "Go away"})
    assert "www-authenticate" not in response.headers


def test_headers_of_the_refusal_can_be_overridden() -> None:
    class Realm(HTTPBearer):
        def make_authenticate_headers(self) -> Mapping[str, str]:
            return {"WWW-Authenticate": 'Bearer realm="shop"'}

    response = serve(lambda token: None, dependencies=[Depends(Realm())]).get("/?token=")

    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="shop"')


def test_call_can_be_overridden() -> None:
    class Shouting(OAuth2PasswordBearer):
        async def __call__(self, request: Request) -> str:  # type: ignore[override]  # as programs write it
            return f"{await super().__call__(request)}!"

    async def read(token: str = Depends(Shouting("token"))) -> str:
        return token

    response = serve(read).get("/", headers={"authorization": "Bearer secret"})

    assert response.json() == "secret!"


def test_scheme_of_ones_own_is_a_dependency() -> None:
    class Ticket(SecurityBase):
        def __init__(self) -> None:
            self.model = APIKey.model_validate({"in": "header", "name": "x-ticket"})
            self.scheme_name = "Ticket"

        async def __call__(self, request: HTTPConnection) -> str:
            return request.headers["x-ticket"]

    app = Fireweed()

    @app.get("/")
    async def read(ticket: str = Depends(Ticket())) -> str:
        return ticket

    assert TestClient(app).get("/", headers={"x-ticket": "7"}).json() == "7"
    assert app.openapi()["components"]["securitySchemes"] == {
        "Ticket": {"type": "apiKey", "in": "header", "name": "x-ticket"}
    }


def test_websocket_is_denied_before_it_is_accepted() -> None:
    app = Fireweed()
    scheme = HTTPBearer()

    @app.websocket_route("/")
    async def talk(websocket: WebSocket) -> None:
        await scheme(websocket)
        await websocket.accept()

    with pytest.raises(WebSocketDenialResponse) as caught, TestClient(app).websocket_connect("/"):
        raise AssertionError("the handshake is refused")

    assert (caught.value.status_code, caught.value.json()) == (401, {"detail": "Not authenticated"})
    assert caught.value.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["challenge", "find_credentials"])
async def test_subclass_has_to_define(name: str) -> None:
    class Incomplete(CredentialsScheme[str]):
        pass

    class WithoutChallenge(Incomplete):
        def find_credentials(self, connection: HTTPConnection) -> str | None:
            return None

    model = APIKey.model_validate({"in": "header", "name": "x"})
    class_ = WithoutChallenge if name == "challenge" else Incomplete
    scheme = class_(model, scheme_name=None, auto_error=True)

    with pytest.raises(NotImplementedError, match=f"{class_.__name__} has to define `{name}`"):
        await scheme(connection())
