"""What stands in for functions from the inside of FastAPI."""

from typing import Any

import pytest

from fireweed.compat.internals import (
    get_path_param_names,
    get_typed_return_annotation,
    get_typed_signature,
    lenient_issubclass,
)


def test_finds_the_parameters_of_a_path() -> None:
    assert get_path_param_names("/files/{folder}/{path:path}") == {"folder", "path"}


def test_evaluates_annotations() -> None:
    def endpoint(size: "int") -> "str": ...  # type: ignore[empty-body]

    assert get_typed_signature(endpoint).parameters["size"].annotation is int
    assert get_typed_return_annotation(endpoint) is str


def test_tells_of_no_return_annotation() -> None:
    assert get_typed_return_annotation(lambda: None) is None


@pytest.mark.parametrize(
    ("candidate", "base", "expected"),
    [(bool, int, True), (str, int, False), (list[int], list, False), ("text", str, False), (int, None, False)],
    ids=["subclass", "other class", "generic", "no class", "no base"],
)
def test_asks_for_subclasses_of_anything(candidate: Any, base: Any, expected: bool) -> None:
    assert lenient_issubclass(candidate, base) is expected
