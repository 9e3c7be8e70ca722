from typing import Any

import pytest

from fireweed import Depends, Fireweed
from fireweed.connection import HTTPConnection
from fireweed.exceptions import HTTPException
from fireweed.security import AnyOf, APIKeyHeader, HTTPBasic, HTTPBearer, OAuth2PasswordBearer, SecurityBase
from fireweed.security.models import APIKey
from fireweed.testclient import TestClient
from kit.connections import authorized, connection

TOKEN = OAuth2PasswordBearer("token")
KEY = APIKeyHeader(name="x-key")


class Refusing(OAuth2PasswordBearer):
    """Takes no token at all."""

    status_code = 401

    async def __call__(self, request: HTTPConnection) -> str | None:
        raise HTTPException(self.status_code, "Expired")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"authorization": "Bearer secret"}, "secret"),
        ({"x-key": "key"}, "key"),
        ({"authorization": "Bearer secret", "x-key": "key"}, "secret"),
        ({"authorization": "Other secret", "x-key": "key"}, "key"),
    ],
    ids=["first", "second", "both", "neither for the first"],
)
async def test_finds_the_first_credentials(headers: dict[str, str], found: str) -> None:
    assert await AnyOf(TOKEN, KEY)(connection(headers=headers)) == found


async def test_next_scheme_tries_when_one_finds_nothing() -> None:
    assert await AnyOf(HTTPBearer(auto_error=False), KEY)(connection(headers={"x-key": "key"})) == "key"


@pytest.mark.parametrize("status_code", [401, 403])
async def test_next_scheme_tries_when_one_refuses(status_code: int) -> None:
    scheme = Refusing("token")
    scheme.status_code = status_code

    assert await AnyOf(scheme, KEY)(connection(headers={"x-key": "key"})) == "key"


async def test_other_errors_end_the_search() -> None:
    scheme = Refusing("token")
    scheme.status_code = 503

    with pytest.raises(HTTPException, match="503"):
        await AnyOf(scheme, KEY)(connection(headers={"x-key": "key"}))


@pytest.mark.parametrize(
    ("schemes", "challenge"),
    [
        ([TOKEN, KEY], "Bearer, APIKey"),
        ([TOKEN, HTTPBearer()], "Bearer"),
        ([AnyOf(KEY, HTTPBasic(realm="shop")), TOKEN], 'APIKey, Basic realm="shop", Bearer'),
        ([Refusing("token"), KEY], "Bearer, APIKey"),
    ],
    ids=["each", "once", "nested", "refusing"],
)
async def test_refusal_has_all_challenges(schemes: list[Any], challenge: str) -> None:
    with pytest.raises(HTTPException) as caught:
        await AnyOf(*schemes)(connection())

    assert (caught.value.status_code, caught.value.detail) == (401, "Not authenticated")
    assert caught.value.headers == {"WWW-Authenticate": challenge}


async def test_finds_nothing_without_auto_error() -> None:
    assert await AnyOf(TOKEN, KEY, auto_error=False)(authorized("Other secret")) is None


def test_document_lists_alternatives() -> None:
    app = Fireweed()

    @app.get("/")
    async def read(credentials: str = Depends(AnyOf(TOKEN, AnyOf(KEY, HTTPBasic())))) -> None: ...

    document = app.openapi()

    assert document["paths"]["/"]["get"]["security"] == [
        {"OAuth2PasswordBearer": []},
        {"APIKeyHeader": []},
        {"HTTPBasic": []},
    ]
    assert list(document["components"]["securitySchemes"]) == ["OAuth2PasswordBearer", "APIKeyHeader", "HTTPBasic"]


def test_is_a_dependency() -> None:
    app = Fireweed()

    @app.get("/")
    async def read(credentials: str = Depends(AnyOf(TOKEN, KEY))) -> str:
        return credentials

    client = TestClient(app)

    assert client.get("/", headers={"x-key": "key"}).json() == "key"
    assert client.get("/").headers["www-authenticate"] == "Bearer, APIKey"


def test_refuses_a_single_scheme() -> None:
    with pytest.raises(ValueError, match="two schemes or more, not 1"):
        AnyOf(KEY)


@pytest.mark.parametrize("given", [HTTPBearer, "bearer", SecurityBase()], ids=["class", "text", "not callable"])
def test_refuses_what_is_no_scheme(given: Any) -> None:
    with pytest.raises(TypeError, match="takes security schemes"):
        AnyOf(KEY, given)


def test_refuses_a_scheme_that_asks_for_more() -> None:
    class Asking(SecurityBase):
        model = APIKey.model_validate({"in": "header", "name": "x"})
        scheme_name = "Asking"

        async def __call__(self, request: HTTPConnection, page: int) -> str:
            return str(page)

    with pytest.raises(TypeError, match="Asking asks for more"):
        AnyOf(KEY, Asking())
