import pytest
from pydantic import BaseModel, ValidationError

from fireweed.openapi.specification.description import (
    Contact,
    ExternalDocumentation,
    Info,
    License,
    Server,
    ServerVariable,
    Tag,
)


def test_extensions_are_kept() -> None:
    assert Contact.model_validate({"x-own": [1]}).model_dump(exclude_none=True) == {"x-own": [1]}


@pytest.mark.parametrize(
    ("model", "missing"),
    [(Info, "version"), (License, "name"), (Server, "url"), (ServerVariable, "default"), (Tag, "name")],
)
def test_refuses_what_lacks_a_required_member(model: type[BaseModel], missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        model.model_validate({"title": "API"})


def test_variables_of_servers_have_a_choice() -> None:
    with pytest.raises(ValidationError, match="enum"):
        ServerVariable.model_validate({"default": "a", "enum": []})


def test_urls_are_checked() -> None:
    with pytest.raises(ValidationError, match="url"):
        ExternalDocumentation.model_validate({"url": "nowhere"})
