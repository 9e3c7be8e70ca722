"""JSON bodies of every shape, the right ones and the wrong ones."""

import base64
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from fireweed import Body
from kit.endpoints import JSON, details, locations, missing, serve
from kit.forms import post


class Item(BaseModel):
    name: str
    price: float = 1


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str


@dataclass
class Point:
    x: int
    y: int = 0


class Movie(TypedDict):
    title: str


async def of_item(item: Item) -> Any:
    return item


async def of_members(
    age: Annotated[int, Body(validation_alias=AliasChoices("age", "years"))],
    item: Annotated[Item | None, Body()] = None,
) -> Any:
    return [age, item]


def test_members_may_have_several_names() -> None:
    assert post(of_members, '{"years":3}', JSON).json() == [3, None]
    assert locations(post(of_members, '{"years":"x"}', JSON)) == [("int_parsing", ["body", "years"])]
    assert details(post(of_members, '{"other":1}', JSON)) == [missing("body", "age")]


def test_only_member_may_have_several_names() -> None:
    async def endpoint(item: Annotated[Item, Body(embed=True, validation_alias=AliasChoices("item", "thing"))]) -> Any:
        return item.name

    assert post(endpoint, '{"thing":{"name":"x"}}', JSON).json() == "x"


def test_null_is_a_value() -> None:
    async def endpoint(item: Annotated[Item | None, Body()] = Item(name="default")) -> Any:  # noqa: B008
        return item

    assert post(endpoint, "null", JSON).json() is None
    assert post(endpoint, "", JSON).json() == {"name": "default", "price": 1.0}


def test_null_member_is_a_value() -> None:
    async def endpoint(item: Annotated[int | None, Body(embed=True)] = 5) -> Any:
        return item

    assert [post(endpoint, body, JSON).json() for body in ('{"item":null}', "{}", "")] == [None, 5, 5]


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "1"])
def test_body_of_members_that_is_no_object_lacks_all_of_them(body: str) -> None:
    assert details(post(of_members, body, JSON)) == [missing("body", "age"), missing("body", "item")]


@pytest.mark.parametrize(("body", "input"), [("[]", []), ("1", 1), ('"x"', "x"), ("null", None)])
def test_model_is_an_object(body: str, input: Any) -> None:
    [error] = details(post(of_item, body, JSON))

    assert (error["type"], error["loc"], error["input"]) == ("model_attributes_type", ["body"], input)


def test_bytes_may_be_in_base64() -> None:
    class Blob(BaseModel):
        model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")
        data: bytes

    async def endpoint(blob: Blob) -> Blob:
        assert blob.data == b"\xff\0"
        return blob

    document = {"data": base64.urlsafe_b64encode(b"\xff\0").decode()}

    assert serve(endpoint, method="POST").post("/", json=document).json() == document
    assert locations(post(endpoint, '{"data":"%"}', JSON)) == [("bytes_invalid_encoding", ["body", "data"])]


@pytest.mark.parametrize(
    "type_",
    [
        Annotated[Cat | Dog, Body(discriminator="kind")],
        Annotated[Cat | Dog, Field(discriminator="kind")],
    ],
    ids=["marker", "field"],
)
def test_discriminator_chooses_the_model(type_: Any) -> None:
    async def endpoint(pet: Any) -> Any:
        return pet

    endpoint.__annotations__["pet"] = type_

    assert post(endpoint, '{"kind":"cat"}', JSON).json() == {"kind": "cat"}
    assert locations(post(endpoint, '{"kind":"dog"}', JSON)) == [("missing", ["body", "dog", "bark"])]
    assert locations(post(endpoint, "{}", JSON)) == [("union_tag_not_found", ["body"])]


def test_union_takes_what_fits() -> None:
    async def endpoint(value: Cat | Dog | list[int]) -> Any:
        return value

    assert post(endpoint, '{"kind":"cat"}', JSON).json() == {"kind": "cat"}
    assert post(endpoint, "[1]", JSON).json() == [1]


def test_dataclass_and_typed_dict_are_bodies() -> None:
    async def of_point(point: Point) -> Any:
        return asdict(point)

    async def of_movie(movie: Movie) -> Any:
        return movie

    assert post(of_point, '{"x":1}', JSON).json() == {"x": 1, "y": 0}
    assert locations(post(of_point, '{"x":"a"}', JSON)) == [("int_parsing", ["body", "x"])]
    assert post(of_movie, '{"title":"x"}', JSON).json() == {"title": "x"}
    assert details(post(of_movie, "{}", JSON)) == [missing("body", "title", input={})]


def test_get_may_have_a_body() -> None:
    client = serve(of_item, method="GET")

    assert client.request("GET", "/", json={"name": "x"}).json() == {"name": "x", "price": 1.0}
    assert details(client.get("/")) == [missing("body")]


@pytest.mark.parametrize(
    ("content_type", "is_json"),
    [
        ("application/json", True),
        ("application/vnd.api+json; charset=utf-8", True),
        ("APPLICATION/JSON", True),
        ("text/json", False),
        ("text/plain", False),
    ],
)
def test_media_type_says_whether_a_body_is_json(content_type: str, is_json: bool) -> None:
    answer = post(of_item, '{"name":"x"}', {"content-type": content_type})

    assert (answer.status_code == 200) is is_json


def test_bytes_and_text_are_bodies_of_other_media_types() -> None:
    async def of_bytes(data: Annotated[bytes, Body(media_type="application/octet-stream")]) -> Any:
        return list(data)

    async def of_text(data: Annotated[str, Body(media_type="text/plain", max_length=3)]) -> Any:
        return data

    assert post(of_bytes, b"\xff\0", {"content-type": "application/octet-stream"}).json() == [255, 0]
    assert post(of_text, "abc", {"content-type": "text/plain"}).json() == "abc"
    assert locations(post(of_text, "abcd", {"content-type": "text/plain"})) == [("string_too_long", ["body"])]


def test_constraints_of_the_annotation_hold_for_the_body() -> None:
    async def endpoint(numbers: Annotated[list[int], Field(min_length=1), Body()]) -> Any:
        return numbers

    assert locations(post(endpoint, "[]", JSON)) == [("too_short", ["body"])]
    assert locations(post(endpoint, '["a"]', JSON)) == [("int_parsing", ["body", 0])]


def test_model_knows_which_fields_were_given() -> None:
    async def endpoint(item: Item) -> Any:
        return item.model_dump(exclude_unset=True)

    assert post(endpoint, '{"name":"x"}', JSON).json() == {"name": "x"}


# Bad input never fails the server...

BAD: dict[str, tuple[bytes, int, list[tuple[str, list[Any]]]]] = {
    "unfinished": (b'{"name":"x"', 422, [("json_invalid", ["body", 11])]),
    "empty value": (b'{"name":}', 422, [("json_invalid", ["body", 8])]),
    "control character": (b"\0", 422, [("json_invalid", ["body", 0])]),
    "half a surrogate pair": (b'{"name":"\\ud800"}', 422, [("json_invalid", ["body", 0])]),
    "deep": (b"[" * 200_000, 400, []),
    "not UTF-8": (b'{"name":"\xff"}', 400, []),
    "duplicate key": (b'{"name":1,"name":"x"}', 200, []),
    "not a number": (b'{"name":NaN}', 422, [("string_type", ["body", "name"])]),
    "infinite": (b'{"name":"x","price":Infinity}', 200, []),
    "huge exponent": (b'{"name":"x","price":1e999}', 200, []),
    "huge number": (b'{"name":%b}' % (b"9" * 4000), 422, [("string_type", ["body", "name"])]),
}


@pytest.mark.parametrize(("body", "status", "errors"), BAD.values(), ids=list(BAD))
def test_bad_body_is_answered(body: bytes, status: int, errors: list[Any]) -> None:
    async def endpoint(item: Item) -> str:
        return item.name

    answer = post(endpoint, body, JSON)

    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {"detail": "There was an error parsing the body"}
    if errors:
        assert locations(answer) == errors
