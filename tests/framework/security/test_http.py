from base64 import b64encode
from typing import Any

import pytest

from fireweed.exceptions import HTTPException
from fireweed.security import (
    HTTPAuthorizationCredentials,
    HTTPBase,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    HTTPDigest,
)
from kit.connections import authorized, connection


def encode(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "value", "found"),
    [
        pytest.param(HTTPBase(scheme="x"), "Any thing", ("Any", "thing"), id="any scheme"),
        pytest.param(HTTPBearer(), "Bearer secret", ("Bearer", "secret"), id="bearer"),
        pytest.param(HTTPBearer(), "bEARER secret", ("bEARER", "secret"), id="case of the client"),
        pytest.param(HTTPBearer(), "Bearer  a b ", ("Bearer", "a b"), id="white space"),
        pytest.param(HTTPDigest(), 'digest username="Ada"', ("digest", 'username="Ada"'), id="digest"),
    ],
)
async def test_finds_credentials(scheme: Any, value: str, found: tuple[str, str]) -> None:
    credentials = await scheme(authorized(value))

    assert credentials == HTTPAuthorizationCredentials(scheme=found[0], credentials=found[1])


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic secret", " secret"])
async def test_other_credentials_are_none(value: str) -> None:
    assert await HTTPBearer(auto_error=False)(authorized(value)) is None


@pytest.mark.parametrize(
    ("scheme", "challenge"),
    [
        (HTTPBase(scheme="other"), "Other"),
        (HTTPBearer(), "Bearer"),
        (HTTPDigest(), "Digest"),
        (HTTPBasic(), "Basic"),
        (HTTPBasic(realm="the shop"), 'Basic realm="the shop"'),
        (HTTPBasic(realm='a "\\'), 'Basic realm="a \\"\\\\"'),
    ],
)
async def test_challenges(scheme: Any, challenge: str) -> None:
    with pytest.raises(HTTPException) as caught:
        await scheme(connection())

    assert (caught.value.status_code, caught.value.headers) == (401, {"WWW-Authenticate": challenge})


@pytest.mark.parametrize(
    ("text", "username", "password"),
    [("Ada:secret", "Ada", "secret"), ("Ada:a:b", "Ada", "a:b"), (":", "", "")],
    ids=["both", "colons in the password", "empty"],
)
@pytest.mark.parametrize("name", ["Basic", "basic"])
async def test_basic_finds_name_and_password(name: str, text: str, username: str, password: str) -> None:
    credentials = await HTTPBasic()(authorized(f"{name} {encode(text)}"))

    assert credentials == HTTPBasicCredentials(username=username, password=password)


@pytest.mark.parametrize("auto_error", [True, False])
@pytest.mark.parametrize(
    "encoded", ["", "!!!!", "QWRh", "QWRhOnNlY3JldA", encode("Ada:s\u00e9cret"), encode("no colon")]
)
async def test_basic_refuses_what_it_cannot_read(encoded: str, auto_error: bool) -> None:
    with pytest.raises(HTTPException) as caught:
        await HTTPBasic(auto_error=auto_error)(authorized(f"Basic {encoded}"))

    assert (caught.value.status_code, caught.value.headers) == (401, {"WWW-Authenticate": "Basic"})


async def test_basic_leaves_other_schemes_alone() -> None:
    assert await HTTPBasic(auto_error=False)(authorized("Bearer secret")) is None


def test_basic_refuses_a_realm_that_no_header_can_hold() -> None:
    with pytest.raises(ValueError, match="cannot be in a header"):
        HTTPBasic(realm="a\nb")


@pytest.mark.parametrize(
    ("scheme", "model"),
    [
        (HTTPBase(scheme="x", description="Any."), {"type": "http", "description": "Any.", "scheme": "x"}),
        (HTTPBasic(), {"type": "http", "scheme": "basic"}),
        (HTTPDigest(), {"type": "http", "scheme": "digest"}),
        (HTTPBearer(), {"type": "http", "scheme": "bearer"}),
        (
            HTTPBearer(bearerFormat="JWT", description="A token."),
            {"type": "http", "description": "A token.", "scheme": "bearer", "bearerFormat": "JWT"},
        ),
    ],
)
def test_has_a_model(scheme: Any, model: dict[str, str]) -> None:
    described = scheme.model.model_dump(mode="json", by_alias=True, exclude_none=True)

    assert list(described.items()) == list(model.items())


@pytest.mark.parametrize("scheme", [HTTPBase(scheme="x"), HTTPBasic(), HTTPBearer(), HTTPDigest()])
def test_is_called_like_its_class(scheme: Any) -> None:
    assert scheme.scheme_name == type(scheme).__name__
