import pytest

from fireweed.exceptions import HTTPException
from fireweed.security import OpenIdConnect
from kit.connections import authorized, connection


async def test_finds_the_whole_field() -> None:
    assert await OpenIdConnect(openIdConnectUrl="/openid")(authorized("Other secret")) == "Other secret"


async def test_challenges() -> None:
    with pytest.raises(HTTPException) as caught:
        await OpenIdConnect(openIdConnectUrl="/openid")(connection())

    assert (caught.value.status_code, caught.value.headers) == (401, {"WWW-Authenticate": "Bearer"})


async def test_empty_field_is_none() -> None:
    assert await OpenIdConnect(openIdConnectUrl="/openid", auto_error=False)(authorized("")) is None


def test_has_a_model() -> None:
    scheme = OpenIdConnect(openIdConnectUrl="/openid", description="Ours.", scheme_name="mine")

    assert scheme.scheme_name == "mine"
    assert scheme.model.model_dump(mode="json", by_alias=True) == {
        "type": "openIdConnect",
        "description": "Ours.",
        "openIdConnectUrl": "/openid",
    }
