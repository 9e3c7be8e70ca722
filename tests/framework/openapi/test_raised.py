"""Declared errors: what the document says of `raises`, and that requests know nothing of it."""

from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Fireweed, HTTPException
from fireweed.exceptions import ProblemException
from fireweed.openapi.merging import Json
from fireweed.testclient import TestClient


class Message(BaseModel):
    message: str


class MissingItem(HTTPException):
    status_code = 404
    detail = "No such item"


class OutOfStockError(Exception):
    """There is none left.

    And nobody knows when there will be.
    """

    status_code = 409


HTTP_ERROR = {"$ref": "#/components/schemas/HTTPError"}


def read_item() -> Any: ...


def read_numbered(number: int) -> Any: ...


def describe(endpoint: Any = read_item, **options: Any) -> Json:
    app = Fireweed()
    app.get("/", **options)(endpoint)
    responses: Json = app.openapi()["paths"]["/"]["get"]["responses"]
    return responses


def test_declared_error_is_a_response() -> None:
    described = describe(raises=[HTTPException(404, "Item not found")])

    assert described["404"] == {
        "description": "Item not found",
        "content": {
            "application/json": {
                "schema": HTTP_ERROR,
                "examples": {"Item not found": {"value": {"detail": "Item not found"}}},
            }
        },
    }


def test_body_of_declared_errors_is_a_component() -> None:
    app = Fireweed()
    app.get("/", raises=[HTTPException(404)])(read_item)

    assert app.openapi()["components"]["schemas"]["HTTPError"] == {
        "properties": {"detail": {"type": "string", "title": "Detail"}},
        "type": "object",
        "required": ["detail"],
        "title": "HTTPError",
    }


def test_errors_of_one_status_share_a_response() -> None:
    described = describe(raises=[HTTPException(404, "No shop"), MissingItem, HTTPException(404, "No shop")])

    assert described["404"]["description"] == "No shop; No such item"
    assert described["404"]["content"]["application/json"]["examples"] == {
        "No shop": {"value": {"detail": "No shop"}},
        "No such item": {"value": {"detail": "No such item"}},
    }


def test_details_that_are_no_text_have_examples_too() -> None:
    details = [{"code": 1}, {"code": 2}]
    described = describe(raises=[HTTPException(400, detail) for detail in details])

    content = described["400"]["content"]["application/json"]
    assert described["400"]["description"] == "Bad Request"
    assert content["schema"] == {"$ref": "#/components/schemas/StructuredHTTPError"}
    assert [example["value"] for example in content["examples"].values()] == [{"detail": detail} for detail in details]


def test_class_of_ones_own_has_no_content() -> None:
    assert describe(raises=[OutOfStockError])["409"] == {"description": "There is none left."}


def test_headers_of_declared_errors_are_shown() -> None:
    described = describe(raises=[HTTPException(401, headers={"WWW-Authenticate": "Bearer", "Content-Type": "a/b"})])

    assert described["401"]["headers"] == {"WWW-Authenticate": {"schema": {"type": "string"}}}


def test_status_without_body_has_no_content() -> None:
    assert describe(raises=[HTTPException(304)])["304"] == {"description": "Not Modified"}


def test_status_without_a_name_is_described() -> None:
    assert describe(raises=[HTTPException(599)])["599"]["description"] == "Additional Response"


def test_declared_422_shares_its_response_with_the_automatic_one() -> None:
    described = describe(read_numbered, raises=[HTTPException(422, "No number of ours")])

    content = described["422"]["content"]["application/json"]
    assert content["schema"] == {"anyOf": [HTTP_ERROR, {"$ref": "#/components/schemas/HTTPValidationError"}]}


def test_main_answer_wins() -> None:
    assert describe(status_code=307, response_model=None, raises=[HTTPException(307)])["307"]["description"] == (
        "Successful Response"
    )


def test_explicit_description_keeps_the_content() -> None:
    described = describe(raises=[MissingItem], responses={404: {"description": "Gone"}})

    assert described["404"]["description"] == "Gone"
    assert described["404"]["content"]["application/json"]["schema"] == HTTP_ERROR


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"model": Message}, id="model"),
        pytest.param(
            {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}}, id="content"
        ),
    ],
)
def test_explicit_content_replaces_that_of_declared_errors(given: Json) -> None:
    described = describe(raises=[MissingItem], responses={"404": given})

    assert described["404"] == {
        "description": "No such item",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
    }


def test_errors_are_inherited_outer_ones_first() -> None:
    router = APIRouter(raises=[HTTPException(404, "router")])
    router.get("/", raises=[HTTPException(404, "operation")])(read_item)
    app = Fireweed(raises=[HTTPException(404, "application")])
    app.include_router(router, prefix="/items", raises=[HTTPException(404, "inclusion")])

    described = app.openapi()["paths"]["/items/"]["get"]["responses"]["404"]["description"]

    assert described == "application; inclusion; router; operation"


def test_webhooks_and_callbacks_declare_errors() -> None:
    hooks = APIRouter(raises=[HTTPException(410, "Unsubscribed")])
    hooks.post("new-item")(read_item)
    app = Fireweed(webhooks=hooks)
    app.get("/", callbacks=hooks.routes)(read_item)

    document = app.openapi()

    assert "410" in document["webhooks"]["new-item"]["post"]["responses"]
    assert "410" in document["paths"]["/"]["get"]["callbacks"]["read_item"]["new-item"]["post"]["responses"]


def test_other_errors_may_be_raised_all_the_same() -> None:
    app = Fireweed()

    @app.get("/", raises=[MissingItem])
    def refuse() -> None:
        raise HTTPException(418)

    assert TestClient(app).get("/").json() == {"detail": "I'm a Teapot"}


# The format "problem"


class Unpaid(ProblemException):
    status_code = 402
    type = "https://example.com/problems/unpaid"
    title = "Not paid"
    detail = "There is an invoice open"


def test_declared_errors_are_problems() -> None:
    app = Fireweed(error_format="problem")
    app.get("/", raises=[Unpaid, HTTPException(400, {"code": 1})])(read_item)

    document = app.openapi()

    responses = document["paths"]["/"]["get"]["responses"]
    assert responses["402"] == {
        "description": "There is an invoice open",
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                "examples": {
                    "There is an invoice open": {
                        "value": {
                            "type": "https://example.com/problems/unpaid",
                            "title": "Not paid",
                            "status": 402,
                            "detail": "There is an invoice open",
                        }
                    }
                },
            }
        },
    }
    assert responses["400"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/ProblemDetails"
    }


def test_automatic_422_is_a_problem() -> None:
    app = Fireweed(error_format="problem")
    app.get("/")(read_numbered)

    document = app.openapi()

    assert document["paths"]["/"]["get"]["responses"]["422"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/ValidationProblem"}}
    }
    assert list(document["components"]["schemas"]) == ["ValidationError", "ValidationProblem"]
