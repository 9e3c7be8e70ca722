"""`fireweed.openapi.models`: every document can be read into it and comes out as it was; nobody pays who does not."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from benchmarks.documents.framework import import_framework
from benchmarks.documents.programs import PROGRAMS
from docs.programs import ROOT, load_program
from fireweed import Fireweed
from fireweed.encoders import jsonable_encoder
from fireweed.openapi import models
from fireweed.openapi.merging import Json
from fireweed.security import APIKeyHeader
from shop.main import app as shop

KNOWN_NAMES = [
    "EmailStr",
    "BaseModelWithConfig",
    "Contact",
    "License",
    "Info",
    "ServerVariable",
    "Server",
    "Reference",
    "Discriminator",
    "XML",
    "ExternalDocumentation",
    "SchemaType",
    "Schema",
    "SchemaOrBool",
    "Example",
    "ParameterInType",
    "Encoding",
    "MediaType",
    "ParameterBase",
    "Parameter",
    "Header",
    "RequestBody",
    "Link",
    "Response",
    "Operation",
    "PathItem",
    "SecuritySchemeType",
    "SecurityBase",
    "APIKeyIn",
    "APIKey",
    "HTTPBase",
    "HTTPBearer",
    "OAuthFlow",
    "OAuthFlowImplicit",
    "OAuthFlowPassword",
    "OAuthFlowClientCredentials",
    "OAuthFlowAuthorizationCode",
    "OAuthFlows",
    "OAuth2",
    "OpenIdConnect",
    "SecurityScheme",
    "Components",
    "Tag",
    "OpenAPI",
]

# Documents keep what users merge into operations as it was written.
WITH_URL_IN_EXTRA = "operations.extra"

# It imports fastapi, and has its own test.
WRITTEN_FOR_FASTAPI = ROOT / "docs/examples/written_for_fastapi.py"
EXAMPLES = sorted(
    str(path.relative_to(ROOT)) for path in ROOT.glob("docs/examples/*.py") if path != WRITTEN_FOR_FASTAPI
)


def read(document: Json) -> models.OpenAPI:
    return models.OpenAPI.model_validate(document)


def write(model: Any) -> Any:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def find_applications(file: str) -> Iterator[Fireweed]:
    return (value for value in vars(load_program(file)).values() if isinstance(value, Fireweed))


def test_names_that_programs_know_are_there() -> None:
    assert set(KNOWN_NAMES) <= set(models.__all__)


@pytest.mark.parametrize("file", EXAMPLES)
def test_documents_of_the_examples_come_out_as_they_were(file: str) -> None:
    documents = [app.openapi() for app in find_applications(file)]

    assert [write(read(document)) for document in documents] == documents


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - {WITH_URL_IN_EXTRA}))
def test_documents_of_other_programs_come_out_as_they_were(name: str) -> None:
    document = PROGRAMS[name](import_framework("fireweed")).openapi()

    assert write(read(document)) == document


def test_only_urls_come_out_in_their_normal_form() -> None:
    document = PROGRAMS[WITH_URL_IN_EXTRA](import_framework("fireweed")).openapi()

    written = write(read(document))

    kept, normal = (part["paths"]["/merged"]["post"].pop("externalDocs") for part in (document, written))
    assert (kept, normal) == ({"url": "http://example.com"}, {"url": "http://example.com/"})
    assert written == document


def test_document_of_the_shop_comes_out_of_the_encoder_as_it_was() -> None:
    document = shop.openapi()

    assert jsonable_encoder(read(document), by_alias=True, exclude_none=True) == document


def test_document_is_read_into_objects() -> None:
    app = Fireweed(servers=[{"url": "/v1"}])

    @app.get("/items/{item_id}")
    def read_item(item_id: int) -> None: ...

    document = read(app.openapi())

    assert document.paths is not None
    operation = document.paths["/items/{item_id}"].get
    assert operation is not None
    assert operation.parameters is not None
    parameter = operation.parameters[0]
    assert isinstance(parameter, models.Parameter)
    assert parameter.in_ is models.ParameterInType.path
    assert isinstance(parameter.schema_, models.Schema)
    assert parameter.schema_.type == "integer"


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"type": ["string", "null"], "maxLength": 3}, id="several types"),
        pytest.param({"additionalProperties": False}, id="nothing allowed"),
        pytest.param({"not": {"const": 1}, "if": True, "then": {"minimum": 1}, "else": {"maximum": 1.5}}, id="logic"),
        pytest.param({"properties": {"$ref": {"type": "string"}}}, id="property named $ref"),
        pytest.param({"$defs": {"Node": {"items": {"$ref": "#/$defs/Node"}}}, "$ref": "#/$defs/Node"}, id="recursive"),
        pytest.param({"minimum": 10**20, "x-own": {"a": [None, 1]}}, id="extension"),
    ],
)
def test_schemas_come_out_as_they_were(schema: Json) -> None:
    assert write(models.Schema.model_validate(schema)) == schema


def test_whole_numbers_stay_whole() -> None:
    written = write(models.Schema.model_validate({"minimum": 1, "maximum": 1.5}))

    assert [type(written["minimum"]), type(written["maximum"])] == [int, float]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"type": "text"}, id="unknown type"),
        pytest.param({"type": ["string", "text"]}, id="unknown type among others"),
        pytest.param({"minLength": -1}, id="negative length"),
        pytest.param({"items": 7}, id="no schema"),
    ],
)
def test_refuses_what_is_no_schema(schema: Json) -> None:
    with pytest.raises(ValidationError):
        models.Schema.model_validate(schema)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param("parameters", {"a": {"name": "a", "in": "query", "schema": {"type": "string"}}}, id="parameter"),
        pytest.param("parameters", {"a": {"$ref": "#/components/parameters/b"}}, id="reference"),
        pytest.param("headers", {"a": {"$ref": "#/components/headers/b"}}, id="reference to a header"),
        pytest.param("examples", {"a": {"summary": "A", "value": {"b": 1}, "x-own": 1}}, id="example"),
        pytest.param("examples", {"a": {"$ref": "#/components/examples/b"}}, id="reference to an example"),
        pytest.param(
            "requestBodies",
            {"a": {"content": {"multipart/form-data": {"encoding": {"f": {"contentType": "image/png"}}}}}},
            id="body",
        ),
        pytest.param("links", {"a": {"operationId": "b", "parameters": {"c": "$response.body#/d"}}}, id="link"),
        pytest.param("callbacks", {"a": {"{$url}": {"post": {"responses": {"200": {"description": "b"}}}}}}, id="call"),
        pytest.param("pathItems", {"a": {"get": {"deprecated": True}}}, id="path item"),
        pytest.param(
            "securitySchemes", {"a": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}, id="bearer"
        ),
        pytest.param("securitySchemes", {"a": {"type": "mutualTLS"}}, id="mutual TLS"),
    ],
)
def test_components_come_out_as_they_were(place: str, value: Json) -> None:
    assert write(models.Components.model_validate({place: value})) == {place: value}


def test_models_of_schemes_are_those_of_the_document() -> None:
    scheme = APIKeyHeader(name="X-Key")

    assert isinstance(scheme.model, models.APIKey)
    assert scheme.model.in_ is models.APIKeyIn.header


def test_scheme_may_have_a_model_of_its_own() -> None:
    scheme = APIKeyHeader(name="X-Key")

    scheme.model = models.APIKey.model_validate({"in": "header", "name": "X-Key", "x-own": True})

    assert write(scheme.model) == {"type": "apiKey", "in": "header", "name": "X-Key", "x-own": True}


def test_neither_the_package_nor_a_document_loads_the_models() -> None:
    program = """
import sys
from fireweed import Fireweed
app = Fireweed(error_format="problem", servers=[{"url": "/"}])
app.get("/")(lambda number: number)
app.openapi()
print(*[name for name in sys.modules if name.startswith("fireweed.openapi.")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert "fireweed.openapi.specification.description" in loaded
    assert not loaded & {"fireweed.openapi.models", "fireweed.openapi.specification.schema"}


@pytest.mark.parametrize("is_problem", [False, True])
def test_handlers_of_problems_are_loaded_by_those_who_answer_with_them(is_problem: bool) -> None:
    chosen = "problem" if is_problem else "detail"
    program = f"""
import sys
from fireweed import Fireweed
Fireweed(error_format={chosen!r})
print("fireweed.problem_handlers" in sys.modules, end="")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == str(is_problem)
