"""Mistakes that users make when they declare something, and the words in which they are told."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from fireweed import APIRouter, Depends, Fireweed, HTTPException


async def endpoint() -> None: ...


async def wait(_: object) -> None: ...


def decorate_without_a_path() -> None:
    Fireweed().get(endpoint)  # type: ignore[arg-type]  # the mistake


def decorate_without_a_slash() -> None:
    Fireweed().get("items")(endpoint)


def give_tags_as_a_string() -> None:
    APIRouter(tags="books")  # type: ignore[arg-type]  # the mistake


def give_one_dependency() -> None:
    Fireweed().get("/", dependencies=Depends(endpoint))(endpoint)


def give_a_bare_dependency() -> None:
    options: Any = {"dependencies": [endpoint]}
    APIRouter(**options)


def give_a_lifespan_that_never_yields() -> None:
    options: Any = {"lifespan": wait}
    Fireweed(**options).build_lifespan()


def give_the_detail_before_the_status() -> None:
    arguments: Any = ("not found", 404)
    HTTPException(*arguments)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (decorate_without_a_path, TypeError, "The decorator of endpoint was written without a path."),
        (decorate_without_a_slash, AssertionError, "The path 'items' of endpoint at "),
        (give_tags_as_a_string, TypeError, "APIRouter: tags is a list, not the string 'books'. Write ['books']."),
        (give_one_dependency, TypeError, "dependencies is a list. Write [Depends(...)]."),
        (give_a_bare_dependency, TypeError, "which is no dependency. Wrap it in Depends()."),
        (give_a_lifespan_that_never_yields, TypeError, "The lifespan wait never yields."),
        (give_the_detail_before_the_status, TypeError, "HTTPException takes the status first, as a number"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_mistake_is_named_with_its_remedy(mistake: Callable[[], None], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        mistake()
