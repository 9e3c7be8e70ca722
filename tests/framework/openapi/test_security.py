import functools
import warnings
from typing import Any

import pytest

from fireweed import APIRouter, Depends, Fireweed, Security
from fireweed.openapi.merging import Json
from fireweed.security import APIKeyHeader, HTTPBasic, HTTPBearer, OAuth2PasswordBearer

TOKEN = OAuth2PasswordBearer("token", scopes={"read": "Read", "write": "Write"})
TOKEN_MODEL = {
    "type": "oauth2",
    "flows": {"password": {"scopes": {"read": "Read", "write": "Write"}, "tokenUrl": "token"}},
}


def get_user(token: Any = Depends(TOKEN)) -> None: ...


def read() -> None: ...


def find_security(app: Fireweed, path: str = "/") -> Any:
    return app.openapi()["paths"][path]["get"].get("security")


def describe(endpoint: Any, **options: Any) -> Json:
    app = Fireweed()
    app.get("/", **options)(endpoint)
    return app.openapi()


def test_operation_without_schemes_has_no_security() -> None:
    document = describe(read)

    assert "security" not in document["paths"]["/"]["get"]
    assert "components" not in document


def test_scheme_is_found_below_other_dependencies() -> None:
    def endpoint(user: Any = Depends(get_user)) -> None: ...

    document = describe(endpoint)

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": []}]
    assert document["components"] == {"securitySchemes": {"OAuth2PasswordBearer": TOKEN_MODEL}}


def test_scheme_is_no_parameter() -> None:
    document = describe(read, dependencies=[Depends(APIKeyHeader(name="x-key"))])

    assert document["paths"]["/"]["get"].keys() == {"summary", "operationId", "responses", "security"}


def test_scheme_is_found_in_a_partial() -> None:
    document = describe(read, dependencies=[Depends(functools.partial(TOKEN))])

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": []}]


def test_scopes_are_inherited() -> None:
    def endpoint(user: Any = Security(get_user, scopes=["read"])) -> None: ...

    document = describe(endpoint)

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": ["read"]}]


def test_scopes_of_all_uses_are_merged_in_order() -> None:
    def endpoint(
        user: Any = Security(get_user, scopes=["write", "read"]), token: Any = Security(TOKEN, scopes=["read", "other"])
    ) -> None: ...

    document = describe(endpoint, dependencies=[Security(get_user, scopes=["first"])])

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": ["first", "write", "read", "other"]}]


def test_siblings_do_not_share_scopes() -> None:
    document = describe(read, dependencies=[Security(get_user, scopes=["read"]), Depends(HTTPBasic())])

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": ["read"]}, {"HTTPBasic": []}]


def test_schemes_of_all_around_count() -> None:
    app = Fireweed(dependencies=[Depends(HTTPBasic())])
    router = APIRouter(dependencies=[Depends(HTTPBearer())])
    router.get("/items", dependencies=[Depends(TOKEN)])(read)
    app.include_router(router, dependencies=[Depends(APIKeyHeader(name="x-key"))])

    assert find_security(app, "/items") == [
        {"HTTPBasic": []},
        {"APIKeyHeader": []},
        {"HTTPBearer": []},
        {"OAuth2PasswordBearer": []},
    ]


def test_hidden_operations_bring_no_schemes() -> None:
    document = describe(read, dependencies=[Depends(TOKEN)], include_in_schema=False)

    assert "components" not in document


def test_webhooks_bring_schemes() -> None:
    app = Fireweed()
    app.webhooks.post("order", dependencies=[Depends(TOKEN)])(read)

    document = app.openapi()

    assert document["webhooks"]["order"]["post"]["security"] == [{"OAuth2PasswordBearer": []}]
    assert document["components"]["securitySchemes"] == {"OAuth2PasswordBearer": TOKEN_MODEL}


def test_callbacks_bring_schemes() -> None:
    callbacks = APIRouter()
    callbacks.post("{$request.query.url}", name="shipped", dependencies=[Depends(TOKEN)])(read)

    document = describe(read, callbacks=callbacks.routes)

    path_item = document["paths"]["/"]["get"]["callbacks"]["shipped"]["{$request.query.url}"]
    assert path_item["post"]["security"] == [{"OAuth2PasswordBearer": []}]
    assert "security" not in document["paths"]["/"]["get"]
    assert document["components"]["securitySchemes"] == {"OAuth2PasswordBearer": TOKEN_MODEL}


def test_extra_security_comes_after() -> None:
    document = describe(read, dependencies=[Depends(TOKEN)], openapi_extra={"security": [{"mine": []}]})

    assert document["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": []}, {"mine": []}]


def test_warns_of_two_schemes_with_one_name() -> None:
    schemes = [Depends(APIKeyHeader(name=name)) for name in ("x-one", "x-two")]

    with pytest.warns(UserWarning, match="another security scheme called APIKeyHeader than that of read"):
        describe(read, dependencies=schemes)


def test_schemes_that_are_alike_may_share_a_name() -> None:
    schemes = [Depends(HTTPBearer()), Depends(HTTPBearer(auto_error=False))]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        document = describe(read, dependencies=schemes)

    assert document["paths"]["/"]["get"]["security"] == [{"HTTPBearer": []}]
