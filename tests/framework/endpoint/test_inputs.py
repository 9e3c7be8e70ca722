from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, BaseModel, Field, PydanticUserError, ValidationError
from pydantic_core import PydanticUndefined

from fireweed import Body, Header, Query
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.inputs import BodyForm, Inputs, build_validator, explain
from fireweed.exceptions import DeclarationError


class Item(BaseModel):
    name: str
    price: float = 1.0


class Cat(BaseModel):
    kind: str = "cat"


class Nope:
    pass


def build(call: Callable[..., Any], form: BodyForm = BodyForm.JSON) -> Inputs:
    inputs = GraphBuilder().build_call(call).get_inputs(form)
    assert inputs is not None
    return inputs


def errors(inputs: Inputs, raw: dict[str, Any]) -> list[tuple[str, tuple[int | str, ...]]]:
    with pytest.raises(ValidationError) as caught:
        inputs.validate(raw)
    return [(error["type"], error["loc"]) for error in caught.value.errors()]


def test_raw_request_becomes_arguments() -> None:
    def endpoint(limit: int, x_token: str = Header(), tags: list[int] = Query([])) -> None: ...

    raw = {"query": {"limit": "5", "other": "x"}, "header": {"x-token": "t"}, "query_lists": {"tags": ["1", "2"]}}

    assert build(endpoint).validate(raw) == {"limit": 5, "x_token": "t", "tags": [1, 2]}


def test_locations_are_paths_into_the_raw_request() -> None:
    def endpoint(limit: int, name: str, tags: list[int] = Query([])) -> None: ...

    found = errors(build(endpoint), {"query": {"limit": "x"}, "query_lists": {"tags": ["1", "y"]}})

    assert found == [
        ("int_parsing", ("query", "limit")),
        ("missing", ("query", "name")),
        ("int_parsing", ("query_lists", "tags", 1)),
    ]


def test_body_is_parsed_by_the_validator() -> None:
    def endpoint(item: Item) -> None: ...

    inputs = build(endpoint)

    assert inputs.has_json_body
    assert inputs.validate({"body": b'{"name": "tea"}'}) == {"item": Item(name="tea")}


def test_body_may_be_a_value_too() -> None:
    def endpoint(item: Item) -> None: ...

    inputs = build(endpoint)

    assert inputs.validate_value({"body": {"name": "tea"}}) == {"item": Item(name="tea")}
    assert inputs.validate_value is inputs.validate_value


def test_members_of_a_body_are_found_by_name() -> None:
    def endpoint(item: Item, count: int = Body(alias="n")) -> None: ...

    inputs = build(endpoint, BodyForm.MEMBERS)

    assert not inputs.has_json_body
    assert inputs.validate({"body": {"item": {"name": "tea"}, "n": 2}}) == {"item": Item(name="tea"), "count": 2}
    assert inputs.validate_value is inputs.validate


def test_callable_without_body_has_one_validator() -> None:
    def endpoint(limit: int) -> None: ...

    inputs = build(endpoint)

    assert not inputs.has_json_body
    assert inputs.validate_value is inputs.validate


def test_first_choice_that_is_there_counts() -> None:
    def endpoint(a: int = Query(validation_alias=AliasChoices("b", "c"))) -> None: ...

    inputs = build(endpoint)

    assert inputs.validate({"query": {"c": "2"}}) == {"a": 2}
    assert inputs.validate({"query": {"c": "2", "b": "1"}}) == {"a": 1}
    assert errors(inputs, {"query": {}}) == [("missing", ("query", "b"))]


def test_default_is_not_validated() -> None:
    def endpoint(a: int = Query("text"), b: int = Query("5", validate_default=True)) -> None: ...

    assert build(endpoint).validate({}) == {"a": "text", "b": 5}


def test_mutable_default_is_copied_for_each_request() -> None:
    def endpoint(a: list[list[int]] = Body([[1]])) -> None: ...

    inputs = build(endpoint)
    inputs.validate({})["a"][0].append(2)

    assert inputs.validate({}) == {"a": [[1]]}


def test_factory_is_called_for_each_request() -> None:
    numbers = iter(range(10))

    def endpoint(a: Annotated[int, Query(default_factory=lambda: next(numbers))]) -> None: ...

    inputs = build(endpoint)

    assert [inputs.validate({}), inputs.validate({}), inputs.validate({"query": {"a": "7"}})] == [
        {"a": 0},
        {"a": 1},
        {"a": 7},
    ]
    assert next(numbers) == 2


def test_discriminator_of_a_marker_holds() -> None:
    from typing import Literal

    class Tea(BaseModel):
        kind: Literal["tea"]

    class Cup(BaseModel):
        kind: Literal["cup"]

    def endpoint(item: Tea | Cup = Body(discriminator="kind")) -> None: ...

    assert errors(build(endpoint), {"body": b'{"kind": "x"}'}) == [("union_tag_invalid", ("body",))]


# What pydantic cannot validate...

REFUSED: list[tuple[str, Any, str]] = [
    (
        "class",
        Nope,
        r"Unable to generate pydantic-core schema for <class '.*Nope'>\. Use a type that pydantic validates",
    ),
    (
        "list",
        list[Nope],
        r"Unable to generate .*Use a type that pydantic validates, or make the value with `Depends`\.$",
    ),
    ("pattern", Annotated[str, Query(pattern="(")], r"regex parse error: .*unclosed group\. Correct its annotation\.$"),
    (
        "discriminator",
        Annotated[Cat, Body(discriminator="kind")],
        r"needs field 'kind' to be of type `Literal`\. Correct",
    ),
    ("no-union", Annotated[int | str, Body(discriminator="a")], r"not a valid discriminated union variant\. Correct"),
]


@pytest.mark.parametrize(("annotation", "problem"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_type_that_cannot_be_validated_is_refused(annotation: Any, problem: str) -> None:
    def endpoint(good: int, culprit: Any, also_good: str = "") -> None: ...

    endpoint.__annotations__["culprit"] = annotation

    with pytest.raises(
        DeclarationError, match=rf"^endpoint at .*test_inputs\.py:\d+: parameter 'culprit': .*{problem}"
    ):
        build(endpoint)


def test_explanation_has_no_links() -> None:
    error = PydanticUserError("It is wrong.", code=None)

    assert explain(error) == "It is wrong. Correct its annotation."


# Models that refer to a class which is defined later...


def test_model_may_be_completed_after_the_declaration() -> None:
    elsewhere: dict[str, Any] = {"BaseModel": BaseModel, "__name__": "elsewhere"}
    exec("class Outer(BaseModel):\n    inner: 'Inner'", elsewhere)

    def endpoint(q: int, outer: Any) -> None: ...

    endpoint.__annotations__["outer"] = elsewhere["Outer"]
    inputs = build(endpoint)
    exec("class Inner(BaseModel):\n    a: int", elsewhere)
    elsewhere["Outer"].model_rebuild(_types_namespace=elsewhere)

    assert inputs.validate({"query": {"q": "1"}, "body": b'{"inner": {"a": 1}}'})["outer"].inner.a == 1


def test_model_that_is_never_completed_is_named() -> None:
    class Outer(BaseModel):
        inner: "Missing"  # type: ignore[name-defined]  # noqa: F821  # that it is missing is what is tested

    def endpoint(q: int, outer: Outer) -> None: ...

    inputs = build(endpoint)

    with pytest.raises(DeclarationError, match=r"endpoint at .*: parameter 'outer': its type refers to a class"):
        inputs.validate({"query": {"q": "1"}, "body": b"{}"})


def test_validator_takes_any_name_of_a_parameter() -> None:
    names = ("self", "body", "query", "schema", "items", "class_", "_private", "__dunder__", "model_config")
    source = f"def endpoint({', '.join(f'{name}: int = 0' for name in names)}): ..."
    elsewhere: dict[str, Any] = {}
    exec(source, elsewhere)

    assert build(elsewhere["endpoint"]).validate({"query": dict.fromkeys(names, "1")}) == dict.fromkeys(names, 1)


def test_metadata_beside_the_marker_is_applied() -> None:
    def endpoint(a: Annotated[int, Field(gt=3), Query(lt=5)]) -> None: ...

    inputs = build(endpoint)

    assert inputs.validate({"query": {"a": "4"}}) == {"a": 4}
    assert errors(inputs, {"query": {"a": "5"}}) == [("less_than", ("query", "a"))]
    assert errors(inputs, {"query": {"a": "3"}}) == [("greater_than", ("query", "a"))]


def test_required_field_has_no_default() -> None:
    def endpoint(a: int) -> None: ...

    inputs = build(endpoint)

    assert inputs.fields[0].info.default is PydanticUndefined
    assert build_validator(endpoint, inputs.fields, BodyForm.VALUE)({"query": {"a": "1"}}) == {"a": 1}
