import math
import re
import uuid
from typing import Any

import pytest

from fireweed.routes import CONVERTOR_TYPES, Convertor, register_url_convertor
from fireweed.routes.template import parse_template

SOME_UUID = uuid.UUID("a1b2c3d4-0000-4000-8000-00000000beef")


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("str", "a b", "a b"),
        ("path", "a/b/", "a/b/"),
        ("path", "", ""),
        ("int", "007", 7),
        ("float", "1.50", 1.5),
        ("float", "3", 3.0),
        ("uuid", str(SOME_UUID), SOME_UUID),
        ("uuid", SOME_UUID.hex.upper(), SOME_UUID),
    ],
)
def test_converts_what_its_regex_matches(key: str, text: str, value: Any) -> None:
    convertor = CONVERTOR_TYPES[key]

    converted = convertor.convert(text)

    assert re.fullmatch(convertor.regex, text)
    assert (converted, type(converted)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("str", ""),
        ("str", "a/b"),
        ("path", "a\nb"),
        ("int", "-1"),
        ("int", "٣"),
        ("int", ""),
        ("float", "1."),
        ("float", ".5"),
        ("float", "1e5"),
        ("uuid", "a1b2c3d4"),
    ],
)
def test_regex_leaves_out_what_is_no_such_value(key: str, text: str) -> None:
    assert not re.fullmatch(CONVERTOR_TYPES[key].regex, text)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("str", "a b", "a b"),
        ("str", 5, "5"),
        ("path", "a/b", "a/b"),
        ("int", 7, "7"),
        ("int", "7", "7"),
        ("float", 1.5, "1.5"),
        ("float", 100.0, "100"),
        ("float", 0.0, "0"),
        ("float", 1e20, "100000000000000000000"),
        ("uuid", SOME_UUID, str(SOME_UUID)),
    ],
)
def test_writes_a_value(key: str, value: Any, text: str) -> None:
    assert CONVERTOR_TYPES[key].to_string(value) == text


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("str", "a/b", "May not contain path separators"),
        ("str", "", "Must not be empty"),
        ("int", -1, "Negative integers are not supported"),
        ("float", -0.5, "Negative floats are not supported"),
        ("float", math.nan, "NaN values are not supported"),
        ("float", math.inf, "Infinite values are not supported"),
        ("float", -math.inf, "Negative floats are not supported"),
    ],
)
def test_refuses_to_write_what_would_not_match(key: str, value: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=f"^{message}$"):
        CONVERTOR_TYPES[key].to_string(value)


def test_registered_convertor_is_known_to_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    class Color(Convertor[int]):
        regex = "[0-9a-f]{6}"

        def convert(self, value: str) -> int:
            return int(value, 16)

        def to_string(self, value: int) -> str:
            return f"{value:06x}"

    monkeypatch.delitem(CONVERTOR_TYPES, "color", raising=False)

    register_url_convertor("color", Color())
    template = parse_template("/colors/{value:color}")

    assert template.match("/colors/0000ff") == {"value": 255}
    assert template.build({"value": 255}) == "/colors/0000ff"


@pytest.mark.parametrize("method", ["convert", "to_string"])
def test_unfinished_convertor_names_the_missing_method(method: str) -> None:
    class Unfinished(Convertor[str]): ...

    with pytest.raises(NotImplementedError, match=rf"Unfinished must define {method}\(value\)"):
        getattr(Unfinished(), method)("a")
