"""What stands in for functions from the inside of FastAPI."""

from typing import Any

import pytest

from fireweed import HTTPException
from fireweed.compat.internals import (
    AsyncExitStackMiddleware,
    MultipartPart,
    generate_encoders_by_class_tuples,
    get_path_param_names,
    get_typed_return_annotation,
    get_typed_signature,
    lenient_issubclass,
    wrap_app_handling_exceptions,
)
from fireweed.types import Receive, Scope, Send


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


async def test_stack_of_a_scope_is_closed_after_the_application() -> None:
    steps: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["stack"].callback(steps.append, "closed")
        steps.append("answered")

    await AsyncExitStackMiddleware(app, "stack")({"type": "http"}, receive=find_nothing, send=find_nothing)

    assert steps == ["answered", "closed"]


async def find_nothing(*_: Any) -> Any:
    """Neither receives nor sends."""


async def test_exceptions_pass_to_the_boundary_of_the_application() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise HTTPException(418)

    with pytest.raises(HTTPException):
        await wrap_app_handling_exceptions(app, None)({"type": "http"}, find_nothing, find_nothing)


def test_encoders_know_their_types() -> None:
    assert generate_encoders_by_class_tuples({int: str, float: str, bytes: repr}) == {str: (int, float), repr: (bytes,)}


def test_part_of_a_form_is_empty_at_first() -> None:
    part, other = MultipartPart(), MultipartPart()

    part.data += b"more"

    assert (bytes(other.data), other.file, other.item_headers) == (b"", None, [])
