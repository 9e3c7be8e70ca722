import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed.defaults import Default
from fireweed.endpoint.outputs import (
    BODILESS,
    Content,
    Output,
    build_output,
    choose_model,
)
from fireweed.endpoint.serialization import SerializerOptions, has_response_member
from fireweed.endpoint.signature import EMPTY, Unevaluated
from fireweed.exceptions import (
    DeclarationError,
    EndpointContext,
    FireweedError,
    PydanticV1NotSupportedError,
    ResponseValidationError,
)
from fireweed.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

CONTEXT: EndpointContext = {"function": "endpoint", "path": "/items", "file": "app.py", "line": 3}


class Item(BaseModel):
    name: str
    price: float = 1.0


class Stocked(Item):
    secret: str = "s"


@dataclass
class Row:
    name: str
    secret: str = "s"


class Record:
    name = "row"
    price = 2.5
    secret = "s"


class Nope:
    pass


def endpoint() -> None: ...


def build(model: Any = EMPTY, response_class: Any = None, status: int | None = None, **options: Any) -> Output:
    class_ = Default(JSONResponse) if response_class is None else response_class
    return build_output(endpoint, model, class_, status, SerializerOptions(**options), CONTEXT)


def render(value: Any, model: Any = EMPTY, **options: Any) -> Any:
    body = build(model, **options).to_answer(value)
    assert isinstance(body, bytes)
    return json.loads(body)


# Choosing the model...


@pytest.mark.parametrize(
    ("response_model", "return_annotation", "model"),
    [
        (Default(None), Item, Item),
        (Default(None), EMPTY, EMPTY),
        (Default(None), None, EMPTY),
        (Default(None), type(None), EMPTY),
        (Default(None), Response, EMPTY),
        (Default(None), JSONResponse, EMPTY),
        (Default(None), Annotated[JSONResponse, "note"], EMPTY),
        (Default(None), Any, Any),
        (Item, Stocked, Item),
        (Item, Response, Item),
        (None, Item, EMPTY),
    ],
    ids=str,
)
def test_response_model_wins_over_the_return_annotation(
    response_model: Any, return_annotation: Any, model: Any
) -> None:
    assert choose_model(response_model, return_annotation) == model


@pytest.mark.parametrize(
    "model", [Response | dict[str, int], JSONResponse | None, Annotated[int | Response, "note"]], ids=str
)
def test_response_in_a_union_is_found(model: Any) -> None:
    assert has_response_member(model)


@pytest.mark.parametrize("model", [Response, int | None, Item, list[int]], ids=str)
def test_response_elsewhere_is_not_in_a_union(model: Any) -> None:
    assert not has_response_member(model)


# Status and headers...


@pytest.mark.parametrize(("given", "status"), [(None, 200), (201, 201), (418, 418)])
def test_status_is_the_one_declared(given: int | None, status: int) -> None:
    assert build(status=given).status == status
    assert build(status=given).documented_status == status


def test_documented_status_is_that_of_the_response_class() -> None:
    assert build(response_class=RedirectResponse).documented_status == 307
    assert build(response_class=RedirectResponse, status=303).documented_status == 303


def test_headers_are_one_constant_tuple() -> None:
    assert build().headers is build(Item).headers
    assert build().headers == ((b"content-type", b"application/json"),)


# A model...


@pytest.mark.parametrize(
    ("value", "model", "rendered"),
    [
        (Stocked(name="tea"), Item, {"name": "tea", "price": 1.0}),
        ({"name": "tea", "secret": 1}, Item, {"name": "tea", "price": 1.0}),
        (Record(), Item, {"name": "row", "price": 2.5}),
        (Row("row"), Item, {"name": "row", "price": 1.0}),
        ([Stocked(name="a"), {"name": "b"}], list[Item], [{"name": "a", "price": 1.0}, {"name": "b", "price": 1.0}]),
        ({"k": Stocked(name="a")}, dict[str, Item], {"k": {"name": "a", "price": 1.0}}),
        ({"name": "x", "other": 1}, Row, {"name": "x", "secret": "s"}),
        (None, Item | None, None),
        ("5", int, 5),
        (float("nan"), float, None),
        (Stocked(name="a"), Any, {"name": "a", "price": 1.0, "secret": "s"}),
        (b"abc", bytes, "abc"),
    ],
    ids=[
        "subclass",
        "dict",
        "attributes",
        "dataclass",
        "list",
        "mapping",
        "to-dataclass",
        "None",
        "int",
        "nan",
        "any",
        "bytes",
    ],
)
def test_result_is_filtered_by_its_model(value: Any, model: Any, rendered: Any) -> None:
    assert render(value, model) == rendered


def test_model_is_rendered_compactly() -> None:
    assert build(Item).to_answer(Item(name="té")) == '{"name":"té","price":1.0}'.encode()


class Options(BaseModel):
    model_config = {"populate_by_name": True}

    a: int = 1
    b: int | None = None
    c: Annotated[str, "note"] = "x"


@pytest.mark.parametrize(
    ("options", "rendered"),
    [
        ({}, {"a": 3, "b": None, "c": "x"}),
        ({"include": {"a"}}, {"a": 3}),
        ({"include": ["a"]}, {"a": 3}),
        ({"exclude": {"a", "b"}}, {"c": "x"}),
        ({"exclude": ["a"]}, {"b": None, "c": "x"}),
        ({"exclude_unset": True}, {"a": 3}),
        ({"exclude_defaults": True}, {"a": 3}),
        ({"exclude_none": True}, {"a": 3, "c": "x"}),
    ],
    ids=str,
)
def test_options_say_what_is_written(options: dict[str, Any], rendered: Any) -> None:
    assert render(Options(a=3), Options, **options) == rendered
    assert build(Options, JSONResponse, **options).to_answer(Options(a=3)) == Content(rendered)


def test_alias_is_written_unless_told_otherwise() -> None:
    from pydantic import Field

    class Aliased(BaseModel):
        a: int = Field(serialization_alias="A")

    assert render(Aliased(a=1), Aliased) == {"A": 1}
    assert render(Aliased(a=1), Aliased, by_alias=False) == {"a": 1}


@pytest.mark.parametrize("response_class", [None, JSONResponse], ids=["bytes", "content"])
def test_result_that_does_not_fit_its_model_is_an_error_of_the_application(response_class: Any) -> None:
    result = [{"name": "a"}, {"name": 1}]

    with pytest.raises(ResponseValidationError) as caught:
        build(list[Item], response_class).to_answer(result)

    error = caught.value
    assert error.errors() == [
        {"type": "string_type", "loc": ("response", 1, "name"), "msg": "Input should be a valid string", "input": 1}
    ]
    assert error.body is result
    assert (error.endpoint_function, error.endpoint_file, error.endpoint_line) == ("endpoint", "app.py", 3)


# No model...


@pytest.mark.parametrize(
    ("value", "rendered"),
    [
        (None, None),
        ({"a": [1, 2.5, "é"]}, {"a": [1, 2.5, "é"]}),
        ((1, 2), [1, 2]),
        ({1: 2}, {"1": 2}),
        (date(2026, 1, 2), "2026-01-02"),
        ([Item(name="a")], [{"name": "a", "price": 1.0}]),
        ({1, 2}, [1, 2]),
        ({"_sa_x": 1, "a": 1}, {"a": 1}),
        ({date(2026, 1, 2): 1}, {"2026-01-02": 1}),
        (["_sa"], ["_sa"]),
        ('"_sa', '"_sa'),
    ],
    ids=repr,
)
def test_result_without_model_is_what_jsonable_encoder_makes_of_it(value: Any, rendered: Any) -> None:
    assert render(value) == rendered


@pytest.mark.parametrize("value", [float("nan"), {"a": float("inf")}, object()], ids=["nan", "inf", "object"])
def test_result_that_json_cannot_hold_is_an_error(value: Any) -> None:
    with pytest.raises(ValueError, match=r"Out of range float|not iterable"):
        build().to_answer(value)


# Responses and response classes...


@pytest.mark.parametrize("model", [EMPTY, Item], ids=["no-model", "model"])
@pytest.mark.parametrize("response_class", [None, PlainTextResponse], ids=["default", "chosen"])
def test_response_is_answered_as_it_is(model: Any, response_class: Any) -> None:
    response = Response(b"x")

    assert build(model, response_class).to_answer(response) is response


def test_chosen_class_gets_content_to_render() -> None:
    assert build(EMPTY, PlainTextResponse).to_answer("text") == Content("text")
    assert build(Item, PlainTextResponse).to_answer({"name": "a", "x": 1}) == Content({"name": "a", "price": 1.0})


def test_chosen_class_inherited_as_a_default_is_a_choice() -> None:
    assert build(EMPTY, Default(PlainTextResponse)).to_answer("text") == Content("text")


@pytest.mark.parametrize("status", sorted({100, 101, 204, 205, 304}))
def test_status_without_content_has_no_body(status: int) -> None:
    assert status in BODILESS
    assert build(status=status).to_answer({"a": 1}) == b""


# What cannot be answered with...


@pytest.mark.parametrize("model", [Response | dict[str, int], Response | None, Nope, list[Nope]], ids=str)
def test_model_that_cannot_be_serialised_is_refused(model: Any) -> None:
    with pytest.raises(FireweedError) as caught:
        build(model)

    message = str(caught.value)
    assert message.startswith(
        f"Invalid args for response field! Hint: check that {model} is a valid Pydantic field type."
    )
    assert "response_model=None" in message
    assert "endpoint at " in message


def test_annotation_that_cannot_be_evaluated_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"endpoint at .*: the return annotation 'Item' \(NameError: no Item\)"):
        build(Unevaluated("Item", NameError("no Item")))


def test_model_of_pydantic_1_is_refused() -> None:
    from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        a: int

    with pytest.raises(
        PydanticV1NotSupportedError, match=r"endpoint at .*: the response model Old is a pydantic\.v1 model"
    ):
        build(list[Old])


@pytest.fixture
def elsewhere() -> dict[str, Any]:
    names: dict[str, Any] = {"BaseModel": BaseModel, "__name__": "elsewhere"}
    exec("class Outer(BaseModel):\n    inner: 'Inner'", names)
    return names


@pytest.mark.parametrize(
    ("response_class", "answer"),
    [(None, b'{"inner":{"a":1}}'), (JSONResponse, Content({"inner": {"a": 1}}))],
    ids=["bytes", "content"],
)
def test_model_may_be_completed_after_the_declaration(
    elsewhere: dict[str, Any], response_class: Any, answer: Any
) -> None:
    output = build(elsewhere["Outer"], response_class)
    exec("class Inner(BaseModel):\n    a: int", elsewhere)
    elsewhere["Outer"].model_rebuild(_types_namespace=elsewhere)

    assert output.to_answer({"inner": {"a": "1"}}) == answer


def test_model_that_is_never_completed_is_named(elsewhere: dict[str, Any]) -> None:
    output = build(elsewhere["Outer"])

    with pytest.raises(
        DeclarationError, match=r"endpoint at .*: the response model <class 'elsewhere\.Outer'> refers to"
    ):
        output.to_answer({})
