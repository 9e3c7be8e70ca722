import collections
import dataclasses
import datetime
import io
import ipaddress
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from pydantic import (
    AnyUrl,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    NameEmail,
    RootModel,
    SecretBytes,
    SecretStr,
    field_serializer,
)
from pydantic_core import PydanticUndefined

from fireweed.encoders import ENCODERS_BY_TYPE, decimal_encoder, isoformat, jsonable_encoder
from fireweed.exceptions import PydanticV1NotSupportedError
from fireweed.forms import UploadFile
from fireweed.http.headers import Headers


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


class Mood(StrEnum):
    GOOD = "good"


class Inner(BaseModel):
    x: int | None = None
    y: int = 2


class Item(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    name: str = "tea"
    inner: Inner = Inner()
    price: float = Field(default=1.5, alias="unitPrice")
    made: datetime.date = datetime.date(2026, 1, 2)


ITEM = {"name": "tea", "inner": {"x": None, "y": 2}, "unitPrice": 1.5, "made": "2026-01-02"}


@dataclasses.dataclass
class Point:
    x: int
    label: Any = None


class Plain:
    def __init__(self) -> None:
        self.name = "plain"
        self.made = datetime.date(2026, 1, 2)


class Pairs:
    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter([("a", 1)])


class Slotted:
    __slots__ = ("a",)


class Text(str):
    __slots__ = ()


class Price(Decimal):
    pass


@pytest.mark.parametrize("value", ["text", "", 1, 1.5, True, None], ids=repr)
def test_what_json_holds_is_unchanged(value: Any) -> None:
    assert jsonable_encoder(value) is value


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (b"abc", "abc"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), "2026-01-02T03:04:05"),
        (datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), "2026-01-02T00:00:00+00:00"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (datetime.time(3, 4), "03:04:00"),
        (datetime.timedelta(days=1, seconds=0.5), 86400.5),
        (Decimal("1.10"), 1.1),
        (Decimal("5"), 5),
        (Price("1.5"), 1.5),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ipaddress.ip_address("127.0.0.1"), "127.0.0.1"),
        (ipaddress.ip_address("::1"), "::1"),
        (ipaddress.ip_network("10.0.0.0/8"), "10.0.0.0/8"),
        (ipaddress.ip_interface("::1/64"), "::1/64"),
        (PurePosixPath("/a/b"), "/a/b"),
        (PureWindowsPath("c:\\a"), "c:\\a"),
        (Path("a"), "a"),
        (re.compile("a+"), "a+"),
        (SecretStr("secret"), "**********"),
        (SecretBytes(b"secret"), "b'**********'"),
        (AnyUrl("http://example.com/a"), "http://example.com/a"),
        (HttpUrl("http://example.com/a"), "http://example.com/a"),
        (NameEmail("Ann", "ann@example.com"), "Ann <ann@example.com>"),
        (Colour.RED, "red"),
        (Size.SMALL, 1),
        (Mood.GOOD, "good"),
        (PydanticUndefined, None),
    ],
    ids=repr,
)
def test_known_types_become_what_json_holds(value: Any, encoded: Any) -> None:
    result = jsonable_encoder(value)

    assert result == encoded
    assert type(result) is type(encoded)


@pytest.mark.parametrize(
    ("value", "number"),
    [("1E+2", 100), ("0", 0), ("1.0", 1.0), ("1E-5", 0.00001), ("-3", -3)],
)
def test_decimal_without_fraction_is_an_int(value: str, number: float) -> None:
    encoded = decimal_encoder(Decimal(value))

    assert encoded == number
    assert type(encoded) is type(number)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_decimal_that_is_no_number_is_a_float(value: str) -> None:
    assert repr(decimal_encoder(Decimal(value))) == repr(float(value))


def test_isoformat_is_public() -> None:
    assert isoformat(datetime.date(2026, 1, 2)) == "2026-01-02"


@pytest.mark.parametrize(
    "sequence",
    [
        [1, Colour.RED],
        (1, Colour.RED),
        collections.deque([1, Colour.RED]),
        (item for item in [1, Colour.RED]),
    ],
    ids=["list", "tuple", "deque", "generator"],
)
def test_sequences_become_lists(sequence: Any) -> None:
    assert jsonable_encoder(sequence) == [1, "red"]


@pytest.mark.parametrize("class_", [set, frozenset])
def test_sets_become_lists(class_: Callable[[list[str]], Any]) -> None:
    assert jsonable_encoder(class_(["a"])) == ["a"]


def test_mapping_is_encoded_with_its_keys() -> None:
    mapping = {Colour.RED: Colour.RED, UUID(int=1): {1}, None: 1, 2: (3,)}

    assert jsonable_encoder(mapping) == {"red": "red", str(UUID(int=1)): [1], None: 1, 2: [3]}


@pytest.mark.parametrize(
    "mapping",
    [collections.OrderedDict(a=1), MappingProxyType({"a": 1}), collections.ChainMap({"a": 1}), Pairs()],
    ids=["ordered", "proxy", "chain", "pairs"],
)
def test_what_dict_understands_becomes_a_dict(mapping: Any) -> None:
    assert jsonable_encoder(mapping) == {"a": 1}


def test_object_with_attributes_becomes_a_dict() -> None:
    assert jsonable_encoder(Plain()) == {"name": "plain", "made": "2026-01-02"}


@pytest.mark.parametrize("value", [object(), Slotted(), len, 1j], ids=["object", "slots", "builtin", "complex"])
def test_object_without_attributes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="TypeError"):
        jsonable_encoder(value)


def test_model_is_dumped_under_its_aliases() -> None:
    assert jsonable_encoder(Item()) == ITEM


def test_models_inside_of_other_values_are_dumped() -> None:
    assert jsonable_encoder({"items": [Item()]}) == {"items": [ITEM]}


def test_model_decides_how_its_fields_are_written() -> None:
    class Stamped(BaseModel):
        at: datetime.datetime

        @field_serializer("at")
        def write(self, at: datetime.datetime) -> str:
            return at.strftime("%Y")

    assert jsonable_encoder(Stamped(at=datetime.datetime(2026, 1, 2))) == {"at": "2026"}


def test_root_model_is_what_it_holds() -> None:
    assert jsonable_encoder(RootModel[list[Inner]]([Inner()])) == [{"x": None, "y": 2}]


def test_dataclass_becomes_a_dict() -> None:
    assert jsonable_encoder(Point(1, Colour.RED)) == {"x": 1, "label": "red"}


def test_recursive_container_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(RecursionError):
        jsonable_encoder(endless)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"include": {"name"}}, {"name": "tea"}),
        ({"include": ["name"]}, {"name": "tea"}),
        ({"include": ("name",)}, {"name": "tea"}),
        ({"include": {"inner": {"y"}}}, {"inner": {"y": 2}}),
        ({"exclude": {"inner", "price", "made"}}, {"name": "tea"}),
        ({"exclude": ["inner", "price", "made"]}, {"name": "tea"}),
        ({"include": {"inner": True}, "exclude": {"inner": {"x"}}}, {"inner": {"y": 2}}),
        ({"include": {"price"}, "by_alias": False}, {"price": 1.5}),
        ({"exclude_unset": True}, {"name": "tea"}),
        ({"exclude_defaults": True}, {}),
        ({"include": {"inner"}, "exclude_none": True}, {"inner": {"y": 2}}),
    ],
    ids=str,
)
def test_options_say_what_of_a_model_is_written(options: dict[str, Any], expected: Any) -> None:
    assert jsonable_encoder(Item(name="tea"), **options) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"include": {"a"}}, {"a": None}),
        ({"exclude": {"a"}}, {"b": {"c": None}}),
        ({"exclude_none": True}, {"b": {}}),
        ({"include": set()}, {}),
        ({"exclude": set()}, {"a": None, "b": {"c": None}}),
    ],
    ids=str,
)
def test_options_say_what_of_a_mapping_is_written(options: dict[str, Any], expected: Any) -> None:
    assert jsonable_encoder({"a": None, "b": {"c": None}}, **options) == expected


def test_options_hold_for_dataclasses() -> None:
    assert jsonable_encoder(Point(1), exclude_none=True) == {"x": 1}
    assert jsonable_encoder(Point(1), include={"label"}) == {"label": None}


def test_include_is_for_the_outermost_value_alone() -> None:
    assert jsonable_encoder({"a": {"b": 1, "c": 2}}, include={"a"}) == {"a": {"b": 1, "c": 2}}


def test_options_reach_models_inside() -> None:
    assert jsonable_encoder([Item(name="tea")], exclude_unset=True) == [{"name": "tea"}]


def test_keys_of_sqlalchemy_are_left_out() -> None:
    assert jsonable_encoder({"_sa_instance_state": 1, "a": {"_sa": 1}}) == {"a": {}}


def test_keys_of_sqlalchemy_stay_if_asked() -> None:
    assert jsonable_encoder({"_sa_x": 1}, sqlalchemy_safe=False) == {"_sa_x": 1}


@pytest.mark.parametrize(
    ("custom_encoder", "value", "expected"),
    [
        ({datetime.date: lambda _: "day"}, {"a": [datetime.date(2026, 1, 2)]}, {"a": ["day"]}),
        ({datetime.date: lambda _: "day"}, datetime.datetime(2026, 1, 2), "day"),
        ({int: lambda number: number + 1}, {"a": [1, True]}, {"a": [2, 2]}),
        ({Item: lambda _: "item"}, [Item()], ["item"]),
        ({Point: lambda _: "point"}, Point(1), "point"),
        ({Plain: lambda plain: plain.name}, Plain(), "plain"),
        ({Colour: lambda _: "colour"}, Colour.RED, "colour"),
        ({str: lambda _: "str", Text: lambda _: "Text"}, Text("x"), "Text"),
        ({dict: lambda _: "dict"}, {"a": 1}, "dict"),
        ({type(None): lambda _: "none"}, [None], ["none"]),
    ],
    ids=["inside", "subclass", "int", "model", "dataclass", "object", "enum", "exact-type", "dict", "None"],
)
def test_custom_encoder_comes_before_everything_else(custom_encoder: Any, value: Any, expected: Any) -> None:
    assert jsonable_encoder(value, custom_encoder=custom_encoder) == expected


def test_custom_encoder_does_not_look_into_models() -> None:
    assert jsonable_encoder(Inner(), custom_encoder={int: lambda _: "int"}) == {"x": None, "y": 2}


def test_table_of_encoders_can_be_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENCODERS_BY_TYPE, Slotted, lambda _: "slotted")

    assert jsonable_encoder([Slotted()]) == ["slotted"]


def test_model_of_pydantic_1_is_refused() -> None:
    from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        a: int = 1

    with pytest.raises(PydanticV1NotSupportedError, match=r"^Old is a pydantic\.v1 model\."):
        jsonable_encoder({"old": Old()})


def test_upload_is_what_the_client_says_of_it() -> None:
    upload = UploadFile(io.BytesIO(b"x"), size=1, filename="a.txt", headers=Headers({"content-type": "text/plain"}))

    encoded = jsonable_encoder(upload)

    assert encoded == {"filename": "a.txt", "size": 1, "headers": {"content-type": "text/plain"}}


@pytest.mark.parametrize("module", ["pydantic.color", "pydantic_extra_types.color"])
def test_colour_is_written_as_text(module: str) -> None:
    class_ = type("Color", (), {"__module__": module, "__qualname__": "Color", "__str__": lambda _: "red"})

    assert jsonable_encoder({"colour": class_()}) == {"colour": "red"}
