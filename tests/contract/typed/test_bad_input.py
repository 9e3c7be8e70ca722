"""Wrong values for parameters of every kind, from every source: the whole answer, byte for byte as data.

Each line of `data/bad_*.jsonl` holds a declaration, a request, and the status and `detail` of its answer.
"""

import datetime
import ipaddress
import json
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, NamedTuple

import pydantic
import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

import fireweed
from fireweed.testclient import TestClient

DATA = FilePath(__file__).parent / "data"


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Item(BaseModel):
    name: str
    price: float = Field(0, ge=0)
    tags: list[str] = []


class Box(BaseModel):
    model_config = ConfigDict(extra="forbid")

    item: Item
    rest: list[Item] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: bool


class Tree(BaseModel):
    value: int
    children: list["Tree"] = []


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)

    number: int
    day: datetime.date | None = None


class Options(TypedDict):
    a: int


@dataclass
class Point:
    x: int
    y: int = 0


def positive(value: int) -> int:
    if value < 0:
        raise ValueError("must be positive")
    return value


def even(value: int) -> int:
    if value % 2:
        raise AssertionError("must be even")  # the statement would say more under pytest
    return value


def custom(value: str) -> str:
    raise PydanticCustomError("taken", "{name} is taken", {"name": value})


# What the declarations in the data are written with.
NAMES: dict[str, Any] = {
    **{name: getattr(pydantic, name) for name in pydantic.__all__ if name.isidentifier() and name[0].isupper()},
    **{name: getattr(fireweed, name) for name in ("Body", "Cookie", "Header", "Path", "Query")},
    **{class_.__name__: class_ for class_ in (Colour, Size, Item, Box, Cat, Dog, Tree, Strict, Options, Point)},
    **{"Annotated": Annotated, "Literal": Literal, "Decimal": Decimal, "Sequence": Sequence, "deque": deque},
    **{"datetime": datetime, "ipaddress": ipaddress, "uuid": uuid, "AfterValidator": AfterValidator},
    **{"positive": positive, "even": even, "custom": custom},
}


class Case(NamedTuple):
    """`row` is a line of a data file; the source in `id` is its name."""

    id: str
    row: dict[str, Any]


def read_cases() -> list[Case]:
    return [
        Case(f"{file.stem.removeprefix('bad_')}-{number}", json.loads(line))
        for file in sorted(DATA.glob("bad_*.jsonl"))
        for number, line in enumerate(file.read_text().splitlines(), 1)
    ]


CASES = read_cases()


def serve_declaration(row: dict[str, Any]) -> TestClient:
    names = dict(NAMES)
    exec(f"def endpoint({row['declaration']}): return 'accepted'", names)
    app = fireweed.Fireweed()
    app.add_api_route("/{x}" if "path" in row else "/", names["endpoint"], methods=["POST" if "body" in row else "GET"])
    return TestClient(app)


def send(client: TestClient, row: dict[str, Any]) -> Any:
    url = f"/{row.get('path', '')}?{row.get('query', '')}"
    headers = row.get("headers", [])
    headers = list(headers.items()) if isinstance(headers, dict) else [tuple(header) for header in headers]
    if "body" not in row:
        return client.get(url, headers=headers)
    media_type = row.get("content_type", "application/json")
    if media_type is not None:
        headers.append(("content-type", media_type))
    return client.post(url, headers=headers, content=row["body"].encode(errors="surrogateescape"))


@pytest.mark.parametrize("row", [case.row for case in CASES], ids=[case.id for case in CASES])
def test_wrong_value_is_answered_with_what_is_wrong(row: dict[str, Any]) -> None:
    response = send(serve_declaration(row), row)

    assert response.status_code == row["status"], response.text
    assert json.dumps(response.json()) == json.dumps({"detail": row["detail"]})
