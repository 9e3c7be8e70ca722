"""Mistakes beside a parameter are told with the function and its place, the parameter and the cure."""

import re
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, AliasChoices, AliasPath, BaseModel

from fireweed import Body, Cookie, Depends, Fireweed, Header, Path, Query
from fireweed.endpoint.classify import classify_parameter
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.inputs import BodyForm, Inputs
from fireweed.endpoint.signature import EMPTY, Parameter
from fireweed.exceptions import DeclarationError

PLACE = rf"^endpoint at {re.escape(__file__)}:\d+: parameter 'x': "


class Item(BaseModel):
    name: str


class Foreign: ...


async def endpoint(x: Any) -> None: ...


def get_user() -> str:
    return "a"


def take_two(first: int, second: int) -> int:
    return first + second


def take_named(*, first: int) -> int:
    return first


def take_default(number: int = 1) -> int:
    return number


def declare(annotation: Any, default: Any = EMPTY, path_names: frozenset[str] = frozenset()) -> Any:
    return classify_parameter(endpoint, Parameter("x", annotation, default), path_names)


@pytest.mark.parametrize(
    ("annotation", "default", "message"),
    [
        (Annotated[int, Query], EMPTY, "`Query` is not called. Write `Query(...)`."),
        (int, Header, "`Header` is not called. Write `Header(...)`."),
        (int, Depends, "`Depends` is not called. Write `Depends(...)`."),
        (str, get_user, "To call it for each request, write `Depends(get_user)`."),
        (get_user, EMPTY, "not a type. To call it for each request, write `Annotated[..., Depends(get_user)]`."),
        (any, EMPTY, "its annotation is any, not a type. Write `typing.Any`."),
        (callable, EMPTY, "its annotation is callable, not a type. Write `collections.abc.Callable`."),
        (5, EMPTY, "its annotation 5 is a value, not a type. Annotate it with the type of its values"),
        ([int], EMPTY, "is a value, not a type. Write `list[int]`."),
        ([], Query(), "its annotation [] is a value, not a type. Annotate it with the type"),
        ((int, str), EMPTY, "is a value, not a type. Write `tuple[int, str]`, or `int | str` for one of them."),
        (int, Cookie(validation_alias=AliasChoices("a", 1)), "its alias 1 is no text. Write '1'."),  # type: ignore[arg-type]
        (int, Query(default_factory=3), "its default_factory 3 cannot be called."),  # type: ignore[arg-type]
        (int, Query(default_factory=take_two), "takes 'first' and 'second', which nobody gives."),  # type: ignore[arg-type]
        (int, Query(default_factory=take_named), "takes 'first', which nobody gives."),  # type: ignore[arg-type]
        (Annotated[int, Query(min_length=3)], EMPTY, "`min_length` does not fit <class 'int'>."),
        (Annotated[str | None, Query(gt=3)], EMPTY, "`gt` does not fit <class 'str'>."),
        (Annotated[list[int] | None, Query(gt=3)], EMPTY, "`gt` does not fit list[int]."),
        (Annotated[int | str, Body(max_length=3)], EMPTY, "`max_length` does not fit <class 'int'>."),
    ],
    ids=str,
)
def test_mistake_is_told_with_its_place_and_its_cure(annotation: Any, default: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=PLACE + ".*" + re.escape(message)):
        declare(annotation, default)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (Foreign, "Use a type that pydantic validates, or make the value with `Depends`."),
        (Annotated[str, Query(pattern="(")], "regex parse error: ( ^ error: unclosed group. Correct its annotation."),
        (Annotated[Item | Foreign, Body()], "Use a type that pydantic validates, or make the value with `Depends`."),
    ],
    ids=["class", "pattern", "union"],
)
def test_type_that_pydantic_cannot_validate_is_told_in_the_same_way(annotation: Any, message: str) -> None:
    field = declare(annotation)

    with pytest.raises(DeclarationError, match=PLACE + ".*" + re.escape(message)):
        Inputs(endpoint, [field], BodyForm.VALUE)


@pytest.mark.parametrize(
    ("annotation", "default", "in_path", "message"),
    [
        (Annotated[int, Query(3)], EMPTY, False, "`Query` default value cannot be set in `Annotated` for 'x'."),
        (Annotated[int, Path()], 3, True, "Path parameters cannot have default values"),
        (Annotated[int, Query()], EMPTY, True, "Cannot use `Query` for path param 'x'"),
        (list[int], EMPTY, True, "Path params must be of one of the supported types"),
        (Item, EMPTY, True, "Path params must be of one of the supported types"),
        (Annotated[list[Item], Query()], EMPTY, False, "Query parameter 'x' must be one of the supported types"),
        (Annotated[dict[str, int], Query()], EMPTY, False, "Query parameter 'x' must be one of the supported types"),
        (Annotated[int, Query()], Query(), False, "together for 'x'"),
        (Annotated[int, Depends(get_user)], Depends(get_user), False, "together for 'x'"),
        (Annotated[int, Query()], Depends(get_user), False, "together for 'x'"),
    ],
    ids=str,
)
def test_contradiction_is_told_in_the_words_that_users_know(
    annotation: Any, default: Any, in_path: bool, message: str
) -> None:
    with pytest.raises(AssertionError, match=re.escape(message)) as caught:
        declare(annotation, default, frozenset({"x"}) if in_path else frozenset())

    assert re.search(rf"endpoint at {re.escape(__file__)}:\d+", caught.value.__notes__[0])


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (int, Query(default_factory=int)),
        (int, Query(default_factory=lambda: 1)),
        (int, Query(default_factory=take_default)),
        (dict, Body(default_factory=dict)),
        (int, Query(validation_alias=AliasPath("a", 0))),
        (Annotated[int | None, Query(gt=3)], EMPTY),
        (Annotated[int | float, Query(gt=3)], EMPTY),
        (Annotated[str | list[str], Query(max_length=3)], EMPTY),
        (Annotated[str | None, AfterValidator(len), Query(gt=3)], EMPTY),
        (Annotated[Annotated[str, AfterValidator(len)] | None, Query(gt=3)], EMPTY),
    ],
    ids=str,
)
def test_what_looks_like_a_mistake_and_is_none_is_accepted(annotation: Any, default: Any) -> None:
    assert isinstance(declare(annotation, default), InputField)


@pytest.mark.parametrize("annotation", [get_user, 5, [int], "any"], ids=str)
def test_annotation_of_a_dependency_may_be_anything(annotation: Any) -> None:
    marker = Depends(get_user)

    assert declare(annotation, marker) is marker


def misspell_an_option(app: Fireweed) -> None:
    @app.get("/")
    async def endpoint(x: Annotated[int, Query(max_lenght=3)]) -> None: ...


def embed_a_query(app: Fireweed) -> None:
    @app.get("/")
    async def endpoint(x: Annotated[int, Query(embed=True)]) -> None: ...


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (misspell_an_option, "Query() got an unexpected keyword argument 'max_lenght'. Did you mean 'max_length'?"),
        (embed_a_query, "Query() got an unexpected keyword argument 'embed'"),
    ],
    ids=["misspelt", "of-another-marker"],
)
def test_option_that_does_not_exist_is_refused_where_it_is_written(
    mistake: Callable[[Fireweed], None], message: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        mistake(Fireweed())


async def test_body_of_a_get_request_is_allowed() -> None:
    app = Fireweed()

    @app.get("/")
    async def endpoint(item: Item) -> None: ...

    assert "requestBody" in app.openapi()["paths"]["/"]["get"]
