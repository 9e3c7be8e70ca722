"""Mistakes that users make when they declare something, and the words in which they are told."""

import datetime
import re
import traceback
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Body, Cookie, Depends, Fireweed, Header, HTTPException, Query
from fireweed.exceptions import DeclarationError, FireweedError


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


def give_methods_as_a_string() -> None:
    Fireweed().api_route("/", methods="GET")(endpoint)


def decorate_a_handler_without_what_it_handles() -> None:
    Fireweed().exception_handler(wait)  # type: ignore[arg-type]  # the mistake


def add_what_an_endpoint_returned() -> None:
    Fireweed().add_api_route("/", endpoint())  # type: ignore[arg-type]  # the mistake


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
        (give_a_lifespan_that_never_yields, TypeError, " never yields. Put a `yield` between what starts"),
        (give_methods_as_a_string, TypeError, "methods is a list, not the string 'GET'. Write ['GET']."),
        (
            decorate_a_handler_without_what_it_handles,
            TypeError,
            "a status or an exception class, not for <function",
        ),
        (add_what_an_endpoint_returned, DeclarationError, "endpoint was called: give the function itself, not what it"),
        (give_the_detail_before_the_status, TypeError, "HTTPException takes the status first, as a number"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_mistake_is_named_with_its_remedy(mistake: Callable[[], None], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        mistake()


# Parameters: the function, where it is, the parameter, the problem and the remedy.


def get_user() -> str:
    return "ann"


async def fetch_user() -> str:
    return "ann"


def declare(annotation: Any, default: Any = ...) -> None:
    def read_item(item: Any) -> None: ...

    read_item.__annotations__["item"] = annotation
    if default is not ...:
        read_item.__defaults__ = (default,)
    Fireweed().post("/")(read_item)


NO_TYPE = r"its annotation .*, not a type\."
NOT_CALLABLE = r"which cannot be called\. Give `Depends` the function itself, `Depends\(get_user\)`, or annotate"


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (5, NO_TYPE),
        (datetime, NO_TYPE),
        (get_user, NO_TYPE),
        ([int], NO_TYPE),
        ((int, str), NO_TYPE),
        (Query(), r"`Query\(\.\.\.\)` stands where its type should\. Write `Annotated\[T, Query\(\.\.\.\)\]`"),
        (Depends(get_user), r"`Depends\(\.\.\.\)` stands where its type should\. Write `Annotated\[T, Depends\("),
        (Annotated[Any, Depends()], r"`Depends\(\)` does not say what to call\. Write `Depends\(get_user\)`, or"),
        (Annotated[str, Depends(get_user())], rf"its dependency is 'ann', {NOT_CALLABLE}"),  # type: ignore[arg-type]
        (Annotated[str | None, Depends()], rf"its dependency is str \| None, {NOT_CALLABLE}"),
    ],
    ids=["number", "module", "function", "list", "tuple", "marker", "depends", "bare-depends", "called", "union"],
)
def test_wrong_annotation_is_named_with_its_remedy(annotation: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=rf"^read_item at .*test_mistakes\.py:\d+: parameter 'item': {message}"):
        declare(annotation)


def test_coroutine_as_dependency_is_refused_and_closed() -> None:
    coroutine: Any = fetch_user()

    with pytest.raises(DeclarationError, match=rf"parameter 'item': its dependency is <coroutine .*{NOT_CALLABLE}"):
        declare(str, Depends(coroutine))

    assert coroutine.cr_frame is None


def test_coroutine_as_default_is_refused_and_closed() -> None:
    coroutine: Any = fetch_user()

    message = r"parameter 'item': its default is the coroutine of fetch_user, .*write `Depends\(fetch_user\)`\."
    with pytest.raises(DeclarationError, match=message):
        declare(str, coroutine)

    assert coroutine.cr_frame is None


@pytest.mark.parametrize("marker", [Query, Header, Cookie, Body])
@pytest.mark.parametrize("option", ["alias", "validation_alias", "serialization_alias"])
def test_alias_that_is_no_name_is_refused(marker: Callable[..., Any], option: str) -> None:
    with pytest.raises(TypeError, match=rf"{marker.__name__}\({option}=\.\.\.\) takes str.*, not \['a'\]\."):
        marker(**{option: ["a"]})


class Engine: ...


class Car(BaseModel):
    model_config = {"defer_build": True}
    engine: Engine


def declare_a_result(model: Any) -> None:
    Fireweed().get("/", response_model=model)(endpoint)


@pytest.mark.parametrize("declare", [declare, declare_a_result], ids=["parameter", "result"])
@pytest.mark.parametrize("model", [Engine, Car, list[Engine]], ids=["type", "field", "item"])
def test_type_that_pydantic_does_not_know_is_told_without_its_frames(
    declare: Callable[[Any], None], model: Any
) -> None:
    with pytest.raises(FireweedError) as raised:
        declare(model)

    told = "".join(traceback.format_exception_only(raised.value))
    assert f"Unable to generate pydantic-core schema for {Engine}" in told
    assert raised.value.__suppress_context__
    assert raised.value.__cause__ is None
