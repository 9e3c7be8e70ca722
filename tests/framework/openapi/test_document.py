import json
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError

from fireweed import APIRouter, Fireweed, Query, Request
from fireweed.openapi import utils
from fireweed.openapi.document import get_openapi
from fireweed.openapi.merging import Json
from fireweed.responses import PlainTextResponse
from fireweed.routes import Mount, Route
from fireweed.routing import iter_route_contexts


def read() -> None: ...


def test_smallest_document() -> None:
    assert get_openapi(title="API", version="1", routes=[]) == {
        "openapi": "3.1.0",
        "info": {"title": "API", "version": "1"},
        "paths": {},
    }


def test_everything_said_of_the_api_is_there() -> None:
    said: dict[str, Any] = {
        "title": "API",
        "summary": "A summary",
        "description": "A description",
        "version": "1",
        "contact": {"name": "Ada", "url": "http://example.com/ada", "email": "ada@example.com"},
    }
    tags = [{"name": "items", "description": "Items", "x-own": 1}]
    servers: list[Json] = [{"url": "/v1"}, {"url": "http://{a}.b", "variables": {"a": {"default": "x", "enum": ["x"]}}}]

    document = get_openapi(
        **said,
        terms_of_service="http://example.com/terms",
        license_info={"name": "MIT", "identifier": "MIT"},
        tags=tags,
        servers=servers,
        external_docs={"url": "http://example.com/docs", "description": "More"},
        openapi_version="3.1.1",
        routes=[],
    )

    assert document == {
        "openapi": "3.1.1",
        "info": {
            **said,
            "termsOfService": "http://example.com/terms",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": servers,
        "paths": {},
        "tags": tags,
        "externalDocs": {"url": "http://example.com/docs", "description": "More"},
    }


def test_empty_values_vanish() -> None:
    document = get_openapi(
        title="API",
        version="1",
        summary="",
        description="",
        contact={},
        tags=[],
        servers=[],
        external_docs={},
        routes=[],
    )

    assert document == {"openapi": "3.1.0", "info": {"title": "API", "version": "1"}, "paths": {}}


def test_urls_are_brought_into_their_normal_form() -> None:
    document = get_openapi(
        title="API",
        version="1",
        contact={"url": "HTTP://Example.com"},
        license_info={"name": "MIT", "url": "http://example.com"},
        tags=[{"name": "a", "externalDocs": {"url": "http://example.com"}}],
        servers=[{"url": "http://example.com"}],
        external_docs={"url": "http://example.com/ä"},
        routes=[],
    )

    assert document["info"]["contact"]["url"] == "http://example.com/"
    assert document["info"]["license"]["url"] == "http://example.com/"
    assert document["tags"][0]["externalDocs"]["url"] == "http://example.com/"
    assert document["servers"][0]["url"] == "http://example.com"
    assert document["externalDocs"]["url"] == "http://example.com/%C3%A4"


@pytest.mark.parametrize(
    ("option", "value", "place"),
    [
        ("contact", {"url": "nowhere"}, "info.contact.url"),
        ("license_info", {"url": "http://example.com"}, "info.license.name"),
        ("servers", [{}], r"servers.0.url"),
        ("servers", [{"url": "/", "variables": {"a": {}}}], r"servers.0.variables.a.default"),
        ("tags", [{"description": "Nameless"}], r"tags.0.name"),
        ("external_docs", {"description": "Nowhere"}, "externalDocs.url"),
    ],
)
def test_refuses_what_openapi_does_not_allow(option: str, value: Any, place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        get_openapi(title="API", version="1", routes=[], **{option: value})


def test_operations_stand_by_path_and_method() -> None:
    app = Fireweed()
    app.get("/items/{item_id:int}")(read)
    app.put("/items/{item_id}")(read)
    app.get("/users")(read)

    paths = app.openapi()["paths"]

    assert {path: list(operations) for path, operations in paths.items()} == {
        "/items/{item_id}": ["get", "put"],
        "/users": ["get"],
    }


def test_of_two_operations_the_one_that_answers_is_described() -> None:
    app = Fireweed()
    app.get("/", summary="First")(read)
    app.get("/", summary="Second")(read)

    assert app.openapi()["paths"]["/"]["get"]["summary"] == "First"


def test_hidden_and_untyped_routes_are_not_described() -> None:
    async def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    app, hidden = Fireweed(), APIRouter(include_in_schema=False)
    app.get("/hidden", include_in_schema=False)(read)
    hidden.get("/by-router")(read)
    app.include_router(hidden)
    app.routes.append(Route("/untyped", answer))
    app.routes.append(Mount("/mounted", Fireweed()))

    assert app.openapi()["paths"] == {}


def test_some_of_the_routes_can_be_described() -> None:
    app, router = Fireweed(), APIRouter(prefix="/router")
    router.get("/a")(read)
    router.get("/b")(read)
    app.include_router(router)
    contexts = [context for context in iter_route_contexts(app.routes) if context.path != "/router/a"]

    assert list(get_openapi(title="API", version="1", routes=contexts)["paths"]) == ["/router/b"]


def test_get_openapi_has_the_place_that_programs_know() -> None:
    assert utils.get_openapi is get_openapi


def test_components_are_sorted() -> None:
    class B(BaseModel): ...

    class A(BaseModel): ...

    app = Fireweed()

    @app.get("/")
    def read_both(q: int) -> A | B:
        return A()

    names = list(app.openapi()["components"]["schemas"])

    assert names == ["A", "B", "HTTPValidationError", "ValidationError"]


def test_warns_of_an_id_that_two_operations_have() -> None:
    app = Fireweed()
    app.get("/a", operation_id="same")(read)
    app.get("/b", operation_id="same")(read)

    with pytest.warns(UserWarning, match=r"Duplicate Operation ID same for function read at .*test_document.py"):
        app.openapi()


def test_values_that_json_cannot_hold_vanish() -> None:
    app = Fireweed()

    @app.get("/", openapi_extra={"x-infinite": float("inf")})
    def read_ratio(ratio: Annotated[float, Query()] = float("inf")) -> None: ...

    document = app.openapi()

    operation = document["paths"]["/"]["get"]
    assert operation["parameters"][0]["schema"] == {"type": "number", "title": "Ratio"}
    assert "x-infinite" not in operation
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_shares_nothing_with_what_was_given() -> None:
    servers = [{"url": "/v1"}]

    document = get_openapi(title="API", version="1", servers=servers, routes=[])
    document["servers"].append({"url": "/v2"})

    assert servers == [{"url": "/v1"}]
