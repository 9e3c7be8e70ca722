"""Types and values in explanations: as they are written, and the same in every process."""

import typing
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal, Optional

import pytest

from fireweed.routing.explanation.values import describe_type, describe_value


class Color(Enum):
    RED = "red"


class Plain: ...


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (int, "int"),
        (None, "None"),
        (Any, "Any"),
        (Optional[int], "int | None"),  # noqa: UP045 - both spellings are in programs
        (list[Plain | None], "list[Plain | None]"),
        (Annotated[dict[str, int], "text"], "dict[str, int]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (Callable[[int], str], "Callable[[int], str]"),
        (Literal["a", Color.RED], "Literal['a', Color.RED]"),
        (typing.List[int], "list[int]"),  # noqa: UP006 - both spellings are in programs
    ],
    ids=str,
)
def test_names_types_without_modules(annotation: Any, text: str) -> None:
    assert describe_type(annotation) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (Color.RED, "Color.RED"),
        ({"b", "a"}, "{'a', 'b'}"),
        ("x" * 60, f"'{'x' * 36}..."),
    ],
    ids=["number", "enum", "set", "long"],
)
def test_describes_values_in_a_few_words(value: object, text: str) -> None:
    assert describe_value(value) == text


def test_leaves_out_addresses() -> None:
    assert describe_value(object()) == "<object object>"
