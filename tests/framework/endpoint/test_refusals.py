import functools
from dataclasses import dataclass
from typing import Any

import pytest
from annotated_types import Gt, Interval, Len
from pydantic import AfterValidator, BaseModel, StringConstraints

from fireweed import Body, Depends, Query, params
from fireweed.endpoint.refusals import (
    refuse,
    refuse_misfits,
    refuse_nested,
    refuse_parameter,
    refuse_uncalled,
    refuse_unevaluated,
    refuse_v1_model,
)
from fireweed.endpoint.signature import EMPTY, Parameter, Unevaluated
from fireweed.exceptions import DeclarationError, PydanticV1NotSupportedError

HERE = r"endpoint at .*test_refusals\.py:\d+"


def endpoint() -> None: ...


def get_user() -> int:
    return 1


class Model(BaseModel):
    a: int


@dataclass
class Service:
    a: int = 0

    def run(self) -> None: ...


def test_known_words_are_an_assertion_error_with_a_note() -> None:
    with pytest.raises(AssertionError, match="known words") as caught:
        refuse(endpoint, "known words")

    assert str(caught.value) == "known words"
    assert caught.value.__notes__[0].startswith("It is declared by endpoint at ")


def test_parameter_is_named_with_function_problem_and_remedy() -> None:
    with pytest.raises(DeclarationError, match=rf"^{HERE}: parameter 'x': It is wrong\. Mend it\.$"):
        refuse_parameter(endpoint, "x", "It is wrong.", "Mend it.")


def test_unevaluated_annotation_is_refused_with_its_cause() -> None:
    with pytest.raises(DeclarationError, match=r"its annotation 'Item' \(NameError: no Item\) cannot be evaluated"):
        refuse_unevaluated(endpoint, "x", Unevaluated("Item", NameError("no Item")))


# What is not called...


@pytest.mark.parametrize(
    ("item", "name"),
    [(Query, "Query"), (Depends, "Depends"), (Body, "Body"), (params.Header, "Header"), (params.Security, "Security")],
)
@pytest.mark.parametrize("place", ["default", "annotated"])
def test_marker_that_is_not_called_is_refused(item: Any, name: str, place: str) -> None:
    parameter = Parameter("x", int, item if place == "default" else EMPTY)

    with pytest.raises(
        DeclarationError, match=rf"^{HERE}: parameter 'x': `{name}` is not called\. Write `{name}\(\.\.\.\)"
    ):
        refuse_uncalled(endpoint, parameter, () if place == "default" else (item,))


@pytest.mark.parametrize(
    ("default", "name"),
    [
        (get_user, "get_user"),
        (Service, "Service"),
        (Service().run, "run"),
        (functools.partial(get_user), "get_user"),
        (len, "len"),
    ],
    ids=["function", "class", "method", "partial", "builtin"],
)
def test_default_that_looks_like_a_dependency_is_refused(default: Any, name: str) -> None:
    with pytest.raises(
        DeclarationError, match=rf"{HERE}: parameter 'x': its default is .*write `Depends\({name}\)`\.$"
    ):
        refuse_uncalled(endpoint, Parameter("x", int, default), ())


@pytest.mark.parametrize("default", [EMPTY, None, 1, [], Query(), Service(), Depends(get_user)], ids=repr)
def test_other_defaults_pass(default: Any) -> None:
    refuse_uncalled(endpoint, Parameter("x", int, default), (Query(), "note", [], Gt(1)))


# Constraints...


@pytest.mark.parametrize(
    ("type_", "marker", "option"),
    [
        (int, Query(min_length=1), "min_length"),
        (float, Query(max_length=1), "max_length"),
        (str, Query(gt=1), "gt"),
        (str, Query(le=1.5), "le"),
        (bytes, Query(ge=1), "ge"),
        (list[int], Query(lt=1), "lt"),
        (str, Query(multiple_of=2), "multiple_of"),
        (dict[str, int], Body(gt=1), "gt"),
        (list, Query(multiple_of=2), "multiple_of"),
        (int, Query(pattern="^a"), "pattern"),
    ],
    ids=str,
)
def test_constraint_that_does_not_fit_the_type_is_refused(type_: Any, marker: Any, option: str) -> None:
    with pytest.raises(DeclarationError, match=rf"{HERE}: parameter 'x': `{option}` does not fit .*correct the type"):
        refuse_misfits(endpoint, "x", type_, marker.metadata)


@pytest.mark.parametrize(
    ("type_", "constraints"),
    [
        (int, [Gt(1), Interval(ge=1, lt=2.5)]),
        (str, [Gt("a"), Len(1, 2)]),
        (list[int], [Len(1)]),
        (str, [AfterValidator(len), Gt(3)]),
        (str, [StringConstraints(min_length=1)]),
        (str, Query(pattern="^a").metadata),
        (int | str, [Gt(3)]),
        (Any, [Len(3)]),
        (int, ["a note", Len(3)]),
    ],
    ids=str,
)
def test_constraint_that_may_fit_passes(type_: Any, constraints: list[Any]) -> None:
    refuse_misfits(endpoint, "x", type_, constraints)


# Models...


def test_model_of_pydantic_1_is_refused() -> None:
    from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        a: int

    with pytest.raises(PydanticV1NotSupportedError, match=rf"{HERE}: parameter 'x': Old is a pydantic\.v1 model"):
        refuse_v1_model(endpoint, "x", list[Old])


@pytest.mark.parametrize("type_", [Model, int, list[Model] | None], ids=str)
def test_other_types_pass(type_: Any) -> None:
    refuse_v1_model(endpoint, "x", type_)


class Inner(BaseModel):
    a: int


class OfModel(BaseModel):
    a: int = 1
    inner: Inner | None = None


class OfMapping(BaseModel):
    inner: dict[str, int] = {}


class OfModels(BaseModel):
    inner: list[Inner] = []


@pytest.mark.parametrize("model", [OfModel, OfMapping, OfModels], ids=lambda model: str(model.__name__))
def test_model_with_a_field_that_no_text_can_become_is_refused(model: type[BaseModel]) -> None:
    problem = rf"no text of a request can become the field 'inner' of {model.__name__}\. Make it a single value"

    with pytest.raises(DeclarationError, match=rf"{HERE}: parameter 'x': {problem}"):
        refuse_nested(endpoint, "x", [Model, model])
