from collections.abc import AsyncIterable
from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Fireweed
from fireweed.openapi.merging import Json
from fireweed.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)


class Item(BaseModel):
    name: str


class Message(BaseModel):
    message: str


ITEM = {"schema": {"$ref": "#/components/schemas/Item"}}
MESSAGE = {"schema": {"$ref": "#/components/schemas/Message"}}


def read_item() -> Any: ...


def describe(**options: Any) -> Json:
    app = Fireweed()
    app.get("/", **options)(read_item)
    responses: Json = app.openapi()["paths"]["/"]["get"]["responses"]
    return responses


def test_answer_without_model_is_any_json() -> None:
    assert describe(response_model=None) == {
        "200": {"description": "Successful Response", "content": {"application/json": {"schema": {}}}}
    }


def test_answer_with_model() -> None:
    assert describe(response_model=Item)["200"]["content"] == {"application/json": ITEM}


def test_schema_without_a_name_has_a_title() -> None:
    assert describe(response_model=list[int])["200"]["content"]["application/json"] == {
        "schema": {"type": "array", "items": {"type": "integer"}, "title": "Response Read Item  Get"}
    }


@pytest.mark.parametrize(
    ("response_class", "status", "content"),
    [
        pytest.param(JSONResponse, "200", {"application/json": ITEM}, id="JSON"),
        pytest.param(HTMLResponse, "200", {"text/html": {"schema": {"type": "string"}}}, id="HTML"),
        pytest.param(PlainTextResponse, "200", {"text/plain": {"schema": {"type": "string"}}}, id="text"),
        pytest.param(Response, "200", None, id="anything"),
        pytest.param(StreamingResponse, "200", None, id="stream"),
        pytest.param(RedirectResponse, "307", None, id="redirect"),
    ],
)
def test_class_decides_about_status_and_content(response_class: Any, status: str, content: Json | None) -> None:
    (described,) = describe(response_class=response_class, response_model=Item).items()

    assert described[0] == status
    assert described[1].get("content") == content


@pytest.mark.parametrize("status_code", [204, 304])
def test_status_without_body_has_no_content(status_code: int) -> None:
    assert describe(response_model=None, status_code=status_code, response_description="Nothing") == {
        str(status_code): {"description": "Nothing"}
    }


def test_declared_model_is_described_under_its_status() -> None:
    responses = describe(response_model=None, responses={404: {"model": Message, "description": "Not there"}})

    assert responses["404"] == {"description": "Not there", "content": {"application/json": MESSAGE}}


def test_declared_content_is_added_to_the_model() -> None:
    declared = {"model": Message, "content": {"application/json": {"example": 1}, "text/csv": {}}}

    responses = describe(response_model=None, responses={404: declared})

    assert responses["404"]["content"] == {"application/json": {**MESSAGE, "example": 1}, "text/csv": {}}


def test_declared_answer_is_merged_into_the_main_one() -> None:
    responses = describe(response_model=Item, responses={200: {"content": {"image/png": {}}}})

    assert responses == {
        "200": {"description": "Successful Response", "content": {"application/json": ITEM, "image/png": {}}}
    }


def test_model_declared_for_the_main_status_replaces_the_main_one() -> None:
    responses = describe(response_model=list[Item], responses={200: {"model": Message}})

    assert responses["200"]["content"] == {"application/json": MESSAGE}


@pytest.mark.parametrize(
    ("status", "key", "description"),
    [
        (404, "404", "Not Found"),
        ("404", "404", "Not Found"),
        (599, "599", "Additional Response"),
        ("4xx", "4XX", "Client Error"),
        ("DEFAULT", "default", "Default Response"),
    ],
)
def test_description_is_made_of_the_status(status: int | str, key: str, description: str) -> None:
    assert describe(response_model=None, responses={status: {}})[key] == {"description": description}


def test_declared_answers_are_not_changed_by_describing() -> None:
    shared: Json = {"description": "No", "content": {"application/json": {}}}
    app = Fireweed(responses={404: shared})
    app.get("/a", openapi_extra={"responses": {"404": {"content": {"application/json": {"example": 1}}}}})(read_item)
    app.get("/b", responses={})(read_item)

    paths = app.openapi()["paths"]

    assert (
        paths["/b"]["get"]["responses"]["404"] == shared == {"description": "No", "content": {"application/json": {}}}
    )


def test_answers_of_routers_count_and_inner_ones_win() -> None:
    app = Fireweed(responses={404: {"description": "App"}, 500: {"description": "App"}})
    router = APIRouter(responses={404: {"description": "Router"}})
    router.get("/")(read_item)
    app.include_router(router)

    responses = app.openapi()["paths"]["/"]["get"]["responses"]

    assert (responses["404"]["description"], responses["500"]["description"]) == ("Router", "App")


def describe_invalid(**options: Any) -> Json:
    app = Fireweed()

    @app.get("/", **options)
    def read(q: int) -> None: ...

    responses: Json = app.openapi()["paths"]["/"]["get"]["responses"]
    return responses


def test_invalid_requests_are_answered_422() -> None:
    assert describe_invalid()["422"] == {
        "description": "Validation Error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
    }


@pytest.mark.parametrize("status", [422, "4XX", "default"])
def test_declared_answer_takes_the_place_of_422(status: int | str) -> None:
    responses = describe_invalid(responses={status: {"description": "Mine"}})

    assert responses.keys() == {"200", str(status)}


async def yield_items() -> AsyncIterable[Item]:
    yield Item(name="a")


async def yield_optional_items() -> AsyncIterable[Item | None]:
    yield None


async def yield_anything():  # type: ignore[no-untyped-def]  # that is what is tested
    yield 1


@pytest.mark.parametrize(
    ("endpoint", "item"),
    [
        (yield_items, ITEM["schema"]),
        (
            yield_optional_items,
            {"anyOf": [ITEM["schema"], {"type": "null"}], "title": "Streamitem Yield Optional Items  Get"},
        ),
        (yield_anything, {}),
    ],
)
def test_stream_shows_its_items(endpoint: Any, item: Json) -> None:
    app = Fireweed()
    app.get("/")(endpoint)

    responses = app.openapi()["paths"]["/"]["get"]["responses"]
    assert responses["200"]["content"] == {"application/jsonl": {"itemSchema": item}}


def test_stream_of_chunks_shows_the_media_type_of_its_class() -> None:
    class Png(StreamingResponse):
        media_type = "image/png"

    app = Fireweed()
    app.get("/plain", response_class=StreamingResponse)(yield_items)
    app.get("/png", response_class=Png)(yield_items)
    paths = app.openapi()["paths"]

    assert "content" not in paths["/plain"]["get"]["responses"]["200"]
    assert paths["/png"]["get"]["responses"]["200"]["content"] == {"image/png": {"schema": {"type": "string"}}}
