"""Every document is one: openapi-spec-validator has nothing to say against it."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi_tools.documents import load_document
from openapi_tools.programs import PROGRAMS, Program


def without_item_schemas(value: Any) -> Any:
    """The document without `itemSchema`, which OpenAPI 3.2 adds for streams, and readers of 3.1 pass over."""
    if isinstance(value, dict):
        return {key: without_item_schemas(member) for key, member in value.items() if key != "itemSchema"}
    return [without_item_schemas(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_document_is_valid(program: Program) -> None:
    document = without_item_schemas(load_document(program))

    errors = [
        f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]

    assert errors == []
