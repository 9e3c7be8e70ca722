"""How one path parameter is written: what it matches, what it becomes, and how it is put back into a path.

Knows no template and no route. `CONVERTOR_TYPES` is the table that `{name:key}` looks up.
"""

import math
import re
import uuid
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T")


class Convertor(Generic[T]):
    """Subclass it for a path parameter of your own, and register an instance with `register_url_convertor`.

    `regex` is what the parameter may look like in a decoded path. `convert` gets the text that matched; raising
    ValueError there means that the path does not match. `to_string` is the way back, for `url_path_for`.
    """

    regex: ClassVar[str] = ""

    def convert(self, value: str) -> T:
        raise NotImplementedError(f"{type(self).__name__} must define convert(value)")

    def to_string(self, value: T) -> str:
        raise NotImplementedError(f"{type(self).__name__} must define to_string(value)")


class StringConvertor(Convertor[str]):
    """`{name}` and `{name:str}`: one segment of the path, not empty."""

    regex = "[^/]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        text = str(value)
        _require("/" not in text, "May not contain path separators")
        _require(text != "", "Must not be empty")
        return text


class PathConvertor(Convertor[str]):
    """`{name:path}`: all that is left of the path, slashes included; may be empty."""

    regex = ".*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return str(value)


class IntegerConvertor(Convertor[int]):
    """`{name:int}`: ASCII digits without a sign."""

    regex = "[0-9]+"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        number = int(value)
        _require(number >= 0, "Negative integers are not supported")
        return str(number)


class FloatConvertor(Convertor[float]):
    """`{name:float}`: ASCII digits, with or without a fraction; neither sign nor exponent."""

    regex = r"[0-9]+(\.[0-9]+)?"

    def convert(self, value: str) -> float:
        return float(value)

    def to_string(self, value: float) -> str:
        number = float(value)
        _require(not number < 0, "Negative floats are not supported")
        _require(not math.isnan(number), "NaN values are not supported")
        _require(not math.isinf(number), "Infinite values are not supported")
        return f"{number:0.20f}".rstrip("0").rstrip(".")


class UUIDConvertor(Convertor[uuid.UUID]):
    """`{name:uuid}`: 32 hexadecimal digits, the four hyphens optional (RFC 9562 §4)."""

    regex = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"

    def convert(self, value: str) -> uuid.UUID:
        return uuid.UUID(value)

    def to_string(self, value: uuid.UUID) -> str:
        return str(value)


CONVERTOR_TYPES: dict[str, Convertor[Any]] = {
    "str": StringConvertor(),
    "path": PathConvertor(),
    "int": IntegerConvertor(),
    "float": FloatConvertor(),
    "uuid": UUIDConvertor(),
}


def register_url_convertor(key: str, convertor: Convertor[Any]) -> None:
    """Let `{name:key}` mean `convertor` in every path that is declared from now on.

    Raises:
        re.PatternError: its regular expression is none.
    """
    re.compile(convertor.regex)
    CONVERTOR_TYPES[key] = convertor


def _require(condition: bool, text: str) -> None:  # noqa: FBT001 - reads as the assertion that programs expect
    # Raised by hand, so that `python -O` does not let a wrong URL through.
    if not condition:
        raise AssertionError(text)
