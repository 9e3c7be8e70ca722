from pydantic import BaseModel

from fireweed import Fireweed
from fireweed.openapi.merging import Json


class ValidationError(BaseModel):
    """Of the user."""

    mine: str


def describe(model: type[BaseModel] | None) -> Json:
    app = Fireweed()

    @app.get("/", responses={400: {"model": model}})
    def read(q: int) -> None: ...

    components: Json = app.openapi()["components"]["schemas"]
    return components


def test_components_are_those_that_clients_know() -> None:
    assert describe(None) == {
        "HTTPValidationError": {
            "title": "HTTPValidationError",
            "type": "object",
            "properties": {
                "detail": {
                    "title": "Detail",
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/ValidationError"},
                }
            },
        },
        "ValidationError": {
            "title": "ValidationError",
            "type": "object",
            "required": ["loc", "msg", "type"],
            "properties": {
                "loc": {
                    "title": "Location",
                    "type": "array",
                    "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                },
                "msg": {"title": "Message", "type": "string"},
                "type": {"title": "Error Type", "type": "string"},
                "input": {"title": "Input"},
                "ctx": {"title": "Context", "type": "object"},
            },
        },
    }


def test_model_of_that_name_keeps_its_own_schema() -> None:
    components = describe(ValidationError)

    properties = {frozenset(schema["properties"]) for schema in components.values()}

    assert frozenset(("mine",)) in properties
    assert frozenset(("loc", "msg", "type", "input", "ctx")) in properties


def test_there_are_none_without_inputs() -> None:
    app = Fireweed()

    @app.get("/")
    def read() -> None: ...

    assert "components" not in app.openapi()
