from typing import Any

import pytest

from fireweed.exceptions import HTTPException
from fireweed.security import APIKeyCookie, APIKeyHeader, APIKeyQuery
from fireweed.security.api_key import APIKeyBase
from fireweed.security.models import APIKeyIn
from kit.connections import connection

CASES = [
    pytest.param(APIKeyQuery, {"query": "key=secret"}, {"query": "key="}, id="query"),
    pytest.param(APIKeyHeader, {"headers": {"KEY": "secret"}}, {"headers": {"key": ""}}, id="header"),
    pytest.param(APIKeyCookie, {"headers": {"cookie": "key=secret"}}, {"headers": {"cookie": "key="}}, id="cookie"),
]


@pytest.mark.parametrize(("scheme", "given", "_"), CASES)
async def test_finds_the_key(scheme: type[APIKeyQuery], given: dict[str, Any], _: Any) -> None:
    assert await scheme(name="key")(connection(**given)) == "secret"


@pytest.mark.parametrize(("scheme", "_", "empty"), CASES)
@pytest.mark.parametrize("is_absent", [False, True], ids=["empty", "absent"])
async def test_refuses_without_a_key(scheme: type[APIKeyQuery], _: Any, empty: dict[str, Any], is_absent: bool) -> None:
    with pytest.raises(HTTPException) as caught:
        await scheme(name="key")(connection(**({} if is_absent else empty)))

    assert (caught.value.status_code, caught.value.headers) == (401, {"WWW-Authenticate": "APIKey"})


@pytest.mark.parametrize(("scheme", "_", "empty"), CASES)
async def test_empty_key_is_none(scheme: type[APIKeyQuery], _: Any, empty: dict[str, Any]) -> None:
    assert await scheme(name="key", auto_error=False)(connection(**empty)) is None


@pytest.mark.parametrize(
    ("scheme", "location"), [(APIKeyQuery, "query"), (APIKeyHeader, "header"), (APIKeyCookie, "cookie")]
)
def test_has_a_model(scheme: type[APIKeyQuery], location: str) -> None:
    described = scheme(name="key", description="The key.").model.model_dump(mode="json", by_alias=True)

    assert list(described.items()) == [
        ("type", "apiKey"),
        ("description", "The key."),
        ("in", location),
        ("name", "key"),
    ]


@pytest.mark.parametrize(("given", "name"), [(None, "APIKeyHeader"), ("mine", "mine")], ids=["class", "given"])
def test_has_a_name(given: str | None, name: str) -> None:
    assert APIKeyHeader(name="key", scheme_name=given).scheme_name == name


def test_subclass_has_to_say_where_the_key_is() -> None:
    class Elsewhere(APIKeyBase):
        location = APIKeyIn.header

    with pytest.raises(NotImplementedError, match="Elsewhere has to define `get_values`"):
        Elsewhere(name="key").find_credentials(connection())
