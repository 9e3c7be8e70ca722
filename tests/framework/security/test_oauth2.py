from typing import Any

import pytest

from fireweed.security import OAuth2, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer
from fireweed.security.models import OAuthFlowClientCredentials, OAuthFlows
from kit.connections import authorized, connection

BEARERS = [OAuth2PasswordBearer("token"), OAuth2AuthorizationCodeBearer("authorize", "token")]


def describe(scheme: OAuth2) -> Any:
    return scheme.model.model_dump(mode="json", by_alias=True, exclude_none=True)


async def test_plain_scheme_finds_the_whole_field() -> None:
    assert await OAuth2()(authorized("Other secret")) == "Other secret"


@pytest.mark.parametrize("scheme", BEARERS, ids=["password", "code"])
@pytest.mark.parametrize("name", ["Bearer", "bearer"])
async def test_finds_the_token(scheme: OAuth2, name: str) -> None:
    assert await scheme(authorized(f"{name} secret")) == "secret"


@pytest.mark.parametrize("value", ["", "Basic secret", "Bearer", "Bearer "])
async def test_other_credentials_are_none(value: str) -> None:
    assert await OAuth2PasswordBearer("token", auto_error=False)(authorized(value)) is None


@pytest.mark.parametrize("scheme", [OAuth2(), *BEARERS], ids=["plain", "password", "code"])
async def test_challenges(scheme: OAuth2) -> None:
    with pytest.raises(Exception, match="401: Not authenticated") as caught:
        await scheme(connection())

    assert getattr(caught.value, "headers", None) == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize(
    ("scheme", "flows"),
    [
        pytest.param(OAuth2(), {}, id="no flow"),
        pytest.param(
            OAuth2(flows={"implicit": {"authorizationUrl": "authorize"}}),
            {"implicit": {"scopes": {}, "authorizationUrl": "authorize"}},
            id="flow as a dict",
        ),
        pytest.param(
            OAuth2(flows=OAuthFlows(clientCredentials=OAuthFlowClientCredentials(tokenUrl="token"))),
            {"clientCredentials": {"scopes": {}, "tokenUrl": "token"}},
            id="flow as a model",
        ),
        pytest.param(
            OAuth2PasswordBearer("token", scopes={"read": "Read all"}, refreshUrl="refresh"),
            {"password": {"refreshUrl": "refresh", "scopes": {"read": "Read all"}, "tokenUrl": "token"}},
            id="password",
        ),
        pytest.param(
            OAuth2AuthorizationCodeBearer("authorize", "token", "refresh"),
            {
                "authorizationCode": {
                    "refreshUrl": "refresh",
                    "scopes": {},
                    "authorizationUrl": "authorize",
                    "tokenUrl": "token",
                }
            },
            id="code",
        ),
    ],
)
def test_has_a_model(scheme: OAuth2, flows: dict[str, Any]) -> None:
    assert describe(scheme) == {"type": "oauth2", "flows": flows}


def test_refuses_flows_that_openapi_does_not_know() -> None:
    with pytest.raises(ValueError, match="tokenUrl"):
        OAuth2(flows={"password": {}})


def test_arguments_have_the_order_that_programs_use() -> None:
    scheme = OAuth2PasswordBearer("token", "mine", {"a": "A"}, "About", False)  # on purpose

    assert (scheme.scheme_name, scheme.model.description, scheme.auto_error) == ("mine", "About", False)
