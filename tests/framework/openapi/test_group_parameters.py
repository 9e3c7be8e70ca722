from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from fireweed import Cookie, Fireweed, Header, Query


class Filters(BaseModel):
    limit: int = Field(10, description="How many.", deprecated=True)
    name: str


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str
    lives: int = 1


def describe(annotation: Any, default: Any = ...) -> Any:
    """The parameters of an operation whose only parameter this is."""

    def endpoint(x: Any) -> None: ...

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    app = Fireweed()
    app.get("/")(endpoint)
    return app.openapi()["paths"]["/"]["get"].get("parameters")


LIMIT = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "default": 10, "title": "Limit", "description": "How many.", "deprecated": True},
    "description": "How many.",
    "deprecated": True,
}
NAME = {"name": "name", "in": "query", "required": True, "schema": {"type": "string", "title": "Name"}}


def test_each_field_is_a_parameter() -> None:
    assert describe(Annotated[Filters, Query()]) == [LIMIT, NAME]


def test_no_field_of_an_optional_model_is_required() -> None:
    assert describe(Annotated[Filters | None, Query()], None) == [LIMIT, {**NAME, "required": False}]
    assert Filters.model_fields["name"].is_required()


def test_field_of_a_model_or_none_without_default_is_required() -> None:
    assert describe(Annotated[Filters | None, Query()]) == [LIMIT, NAME]


def test_names_of_headers_have_hyphens_and_titles_do_not() -> None:
    class Client(BaseModel):
        user_agent: str
        raw_name: str = Header(convert_underscores=False)
        token: str = Field(alias="X_Token")

    described = describe(Annotated[Client, Header()])

    assert [(each["name"], each["schema"]["title"]) for each in described] == [
        ("user-agent", "User Agent"),
        ("raw_name", "Raw Name"),
        ("X_Token", "X Token"),
    ]


def test_hidden_model_is_not_described() -> None:
    assert describe(Annotated[Filters, Cookie(include_in_schema=False)]) is None


def test_hidden_field_is_not_described() -> None:
    class Partly(BaseModel):
        shown: int = 0
        hidden: int = Query(0, include_in_schema=False)

    assert [each["name"] for each in describe(Annotated[Partly, Query()])] == ["shown"]


def test_examples_of_a_field_stand_beside_its_schema() -> None:
    class Shown(BaseModel):
        name: str = Query("", openapi_examples={"one": {"value": "Ada"}})

    assert describe(Annotated[Shown, Query()])[0]["examples"] == {"one": {"value": "Ada"}}


def test_field_is_required_if_every_member_of_a_union_requires_it() -> None:
    described = describe(Annotated[Cat | Dog, Query(discriminator="kind")])

    assert [(each["name"], each["required"]) for each in described] == [
        ("kind", True),
        ("lives", False),
        ("bark", False),
    ]


def test_field_that_a_member_of_a_union_shows_is_described() -> None:
    class Secret(BaseModel):
        lives: int = Query(9, include_in_schema=False)
        nothing: None = Query(None, include_in_schema=False)

    class AlsoSecret(BaseModel):
        nothing: None = Query(None, include_in_schema=False)

    described = describe(Annotated[Secret | Dog | AlsoSecret, Query()])

    assert [each["name"] for each in described] == ["lives", "kind", "bark"]


def test_field_of_several_members_of_a_union_is_any_of_them() -> None:
    kind, *_ = describe(Annotated[Cat | Dog, Query()])

    assert kind["schema"] == {
        "title": "Kind",
        "anyOf": [{"type": "string", "const": "cat"}, {"type": "string", "const": "dog"}],
    }
