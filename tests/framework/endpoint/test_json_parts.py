"""JSON documents as fields of a form: `Body` parameters beside `Form` and `File` ones."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, BeforeValidator, Json

from fireweed import Body, File, Form, UploadFile
from kit import multipart
from kit.endpoints import details, missing
from kit.forms import post, post_parts


class Item(BaseModel):
    name: str
    price: float = 1


@dataclass
class Point:
    x: int


async def of_item(item: Item, file: UploadFile) -> Any:
    return [item, file.filename]


FILE = multipart.file("file", "x")


def test_model_beside_a_file_is_a_json_part() -> None:
    answer = post_parts(of_item, multipart.field("item", '{"name":"x"}'), FILE)

    assert answer.json() == [{"name": "x", "price": 1.0}, "a.txt"]


def test_part_may_be_sent_as_a_file() -> None:
    part = multipart.file("item", '{"name":"x"}', filename="blob", content_type="application/json")

    assert post_parts(of_item, part, FILE).json() == [{"name": "x", "price": 1.0}, "a.txt"]


def test_errors_are_located_in_the_part() -> None:
    answer = post_parts(of_item, multipart.field("item", '{"price":"a"}'), FILE)

    assert details(answer) == [
        missing("body", "item", "name", input={"price": "a"}),
        {
            "type": "float_parsing",
            "loc": ["body", "item", "price"],
            "msg": "Input should be a valid number, unable to parse string as a number",
            "input": "a",
        },
    ]


@pytest.mark.parametrize("parts", [[], [multipart.field("item")]], ids=["absent", "empty"])
def test_absent_part_is_missing(parts: list[bytes]) -> None:
    assert details(post_parts(of_item, *parts, FILE)) == [missing("body", "item")]


def test_part_may_be_optional() -> None:
    async def endpoint(file: UploadFile, item: Item | None = None) -> Any:
        return item

    assert post_parts(endpoint, FILE).json() is None
    assert post_parts(endpoint, multipart.field("item", "null"), FILE).json() is None


@pytest.mark.parametrize(
    ("type_", "document", "value"),
    [
        (dict[str, int], '{"a":1}', {"a": 1}),
        (list[Item], '[{"name":"x"}]', [{"name": "x", "price": 1.0}]),
        (Point, '{"x":1}', {"x": 1}),
        (Annotated[Item | Point, Body()], '{"x":1}', {"x": 1}),
    ],
    ids=["mapping", "models", "dataclass", "union"],
)
def test_whatever_only_json_can_say_is_a_json_part(type_: Any, document: str, value: Any) -> None:
    async def endpoint(file: UploadFile, item: Any) -> Any:
        return item

    endpoint.__annotations__["item"] = type_

    assert post_parts(endpoint, multipart.field("item", document), FILE).json() == value


def test_body_that_text_can_become_is_text() -> None:
    async def endpoint(
        file: UploadFile, name: Annotated[str, Body()], numbers: Annotated[list[int], Body()], age: int = Body(3)
    ) -> Any:
        return [name, numbers, age]

    parts = [multipart.field("name", "x"), multipart.field("numbers", "1"), multipart.field("numbers", "2")]

    assert post_parts(endpoint, *parts, FILE).json() == ["x", [1, 2], 3]


def test_json_part_may_be_in_an_urlencoded_form() -> None:
    async def endpoint(item: Item, name: Annotated[str, Form()]) -> Any:
        return [item.name, name]

    assert post(endpoint, 'item={"name":"x"}&name=y').json() == ["x", "y"]


def test_validator_that_parses_the_text_itself_gets_it() -> None:
    async def endpoint(file: UploadFile, item: Annotated[dict[str, int], BeforeValidator(json.loads), Body()]) -> Any:
        return item

    assert post_parts(endpoint, multipart.field("item", '{"a":1}'), FILE).json() == {"a": 1}


def test_json_of_pydantic_may_be_sent_as_a_file_too() -> None:
    async def endpoint(item: Annotated[Json[Item], Form()]) -> Any:
        return item.name

    part = multipart.file("item", '{"name":"x"}', filename="blob", content_type="application/json")

    assert post_parts(endpoint, part).json() == "x"


MALFORMED = {
    "unfinished": multipart.field("item", "{"),
    "deep": multipart.field("item", "[" * 5000),
    "nan": multipart.field("item", "nan"),
    "surrogate": multipart.field("item", '{"name":"\\ud800"}'),
    "control": multipart.field("item", "\0"),
    "not UTF-8": multipart.file("item", b"\xff\xfe"),
    "not UTF-8 inside": multipart.file("item", b'{"name":"\xff"}'),
}


@pytest.mark.parametrize("part", MALFORMED.values(), ids=list(MALFORMED))
def test_malformed_part_is_an_error_of_the_client(part: bytes) -> None:
    [error] = details(post_parts(of_item, part, FILE))

    assert (error["type"], error["loc"]) == ("json_invalid", ["body", "item"])
    assert error["msg"].startswith("Invalid JSON: ")


def test_file_marker_is_for_files_alone() -> None:
    async def endpoint(data: Annotated[bytes, File()], item: Item) -> Any:
        return [data.decode(), item.name]

    parts = [multipart.file("data", '{"name":"y"}'), multipart.field("item", '{"name":"x"}')]

    assert post_parts(endpoint, *parts).json() == ['{"name":"y"}', "x"]
