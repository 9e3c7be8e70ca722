from typing import Any

import pytest

from fireweed import Depends, Fireweed
from fireweed.security import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fireweed.testclient import TestClient
from kit.endpoints import locations
from kit.forms import URLENCODED

LENIENT, STRICT = "/lenient", "/strict"
MINIMAL: dict[str, Any] = {"scopes": [], "client_id": None, "client_secret": None}


def build_app() -> Fireweed:
    app = Fireweed()

    @app.post(LENIENT)
    async def lenient(form: OAuth2PasswordRequestForm = Depends()) -> Any:
        return vars(form)

    @app.post(STRICT)
    async def strict(form: OAuth2PasswordRequestFormStrict = Depends()) -> Any:
        return vars(form)

    return app


def post(path: str, content: str) -> Any:
    return TestClient(build_app()).post(path, content=content, headers=URLENCODED)


@pytest.mark.parametrize("path", [LENIENT, STRICT])
def test_reads_all_fields(path: str) -> None:
    content = "grant_type=password&username=Ada&password=secret&scope=a+b:c&client_id=shop&client_secret=hidden"

    assert post(path, content).json() == {
        "grant_type": "password",
        "username": "Ada",
        "password": "secret",
        "scopes": ["a", "b:c"],
        "client_id": "shop",
        "client_secret": "hidden",
    }


def test_grant_type_is_optional() -> None:
    response = post(LENIENT, "username=Ada&password=secret")

    assert response.json() == {"grant_type": None, "username": "Ada", "password": "secret", **MINIMAL}


def test_strict_form_demands_a_grant_type() -> None:
    assert locations(post(STRICT, "username=Ada&password=secret")) == [("missing", ["body", "grant_type"])]


@pytest.mark.parametrize("path", [LENIENT, STRICT])
def test_refuses_another_grant_type(path: str) -> None:
    response = post(path, "grant_type=code&username=Ada&password=secret")

    assert locations(response) == [("string_pattern_mismatch", ["body", "grant_type"])]


@pytest.mark.parametrize(("path", "secrets"), [(LENIENT, {"password", "client_secret"}), (STRICT, set())])
def test_document_says_what_to_hide(path: str, secrets: set[str]) -> None:
    document = build_app().openapi()
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    fields = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]["properties"]

    assert {name for name, field in fields.items() if field.get("format") == "password"} == secrets
