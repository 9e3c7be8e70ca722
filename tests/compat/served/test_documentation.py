"""The program `documentation`: what its document says, and the pages that show it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kit.served_programs import FW, Serve

PROGRAMS = Path(__file__).parents[1] / "programs"
REFERENCE = {"$ref": "#/components/schemas/Boat"}


@pytest.fixture
def document(share: Serve) -> Any:
    return share("documentation:app").client.get("/openapi.json").json()


def test_title_and_more_are_those_of_the_application(document: Any) -> None:
    assert document["info"] == {
        "title": "Documented",
        "summary": "Boats, and what becomes of them",
        "description": "Boats **and** harbours.",
        "contact": {"name": "The harbour", "email": "harbour@example.com"},
        "license": {"name": "MIT", "identifier": "MIT"},
        "version": "3.0",
        "x-logo": {"url": "/logo.png"},
    }


def test_tags_group_and_describe(document: Any) -> None:
    tags = [operation["tags"] for item in document["paths"].values() for operation in item.values()]

    assert document["tags"] == [{"name": "boats", "description": "What floats"}]
    assert tags == [["boats"]] * 4


def test_examples_are_where_they_were_given(document: Any) -> None:
    body = document["paths"]["/boats"]["post"]["requestBody"]["content"]["application/json"]
    limit = document["paths"]["/boats"]["get"]["parameters"][1]
    boat = document["components"]["schemas"]["Boat"]

    assert body == {
        "schema": REFERENCE,
        "examples": {"small": {"summary": "A small one", "value": {"name": "Bo"}}},
    }
    assert limit["schema"] == {"type": "integer", "maximum": 100, "examples": [10], "default": 10, "title": "Limit"}
    assert boat["examples"] == [{"name": "Ann", "length": 7.5}]
    assert boat["properties"]["name"] == {"type": "string", "title": "Name", "examples": ["Ann"]}


def test_operations_say_what_they_were_told(document: Any) -> None:
    create, scuttle = document["paths"]["/boats"]["post"], document["paths"]["/boats/{boat_id}"]["delete"]

    assert (create["summary"], create["description"]) == ("Launch a boat", "It is *stored*, and gets a number.")
    assert (create["operationId"], create["x-level"]) == ("boats-create", 3)
    assert scuttle["deprecated"] is True
    assert scuttle["responses"].keys() == {"204", "404", "422"}
    assert scuttle["responses"]["404"] == {
        "description": "There is no such boat",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Missing"}}},
    }


def test_webhooks_are_there_and_what_is_hidden_is_not(document: Any) -> None:
    sunk = document["webhooks"]["sunk"]["post"]

    assert sunk["description"] == "When one has sunk."
    assert sunk["requestBody"]["content"] == {"application/json": {"schema": REFERENCE}}
    assert document["paths"].keys() == {"/boats", "/boats/{boat_id}"}


def test_the_command_writes_the_document_that_is_served(document: Any) -> None:
    done = subprocess.run(
        [FW, "openapi", "--compat", "documentation:app", "--app-dir", str(PROGRAMS)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout) == document


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_show_the_document(share: Serve, path: str) -> None:
    page = share("documentation:app").client.get(path)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Documented" in page.text
    assert "/openapi.json" in page.text
