"""The documents of many programs, those that are compared with another framework's among them, are valid."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from benchmarks.documents.framework import import_framework
from benchmarks.documents.programs import PROGRAMS
from fireweed.openapi.merging import Json
from shop.main import app as shop


def build_document(name: str) -> Json:
    return shop.openapi() if name == "shop" else PROGRAMS[name](import_framework("fireweed")).openapi()


@pytest.mark.parametrize("name", ["shop", *PROGRAMS])
def test_is_valid(name: str) -> None:
    document = build_document(name)

    errors = [
        f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]

    assert errors == []


@pytest.mark.parametrize("name", ["shop", *PROGRAMS])
def test_is_json(name: str) -> None:
    document = build_document(name)

    assert json.loads(json.dumps(document, allow_nan=False)) == document
