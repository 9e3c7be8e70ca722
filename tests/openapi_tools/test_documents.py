"""Every document is one: openapi-spec-validator has nothing to say against it."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi_tools.documents import load_document, without_item_schemas
from openapi_tools.programs import PROGRAMS, Program


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_document_is_valid(program: Program) -> None:
    document = without_item_schemas(load_document(program))

    errors = [
        f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]

    assert errors == []
