"""A client that OpenAPI Generator makes of our document understands our program."""

import json
from pathlib import Path
from typing import Any

import pytest

from openapi_tools.clients import generate_client
from openapi_tools.programs import HERE, SHOP, STRESS, Program
from openapi_tools.service import serve
from openapi_tools.tools import PYTHON_TOOLS, run_tool


def call(program: Program, folder: Path, *arguments: str) -> dict[str, Any]:
    """What the program of `calls` hears, which has the generated client and nothing of ours."""
    with serve(program, folder) as service:
        command: list[str | Path] = [PYTHON_TOOLS / "python", HERE / "calls" / f"{program}.py", service.url, *arguments]
        client = generate_client(program, "python", folder, "--package-name", f"{program}_client")
        answer = run_tool(command, environment={"PYTHONPATH": str(client)})
    assert answer.returncode == 0, answer.stdout
    heard: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return heard


@pytest.fixture(scope="module")
def stress(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return call(STRESS, tmp_path_factory.mktemp("stress"))


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        pytest.param("tree", {"name": "root", "children": [{"name": "leaf", "children": []}]}, id="recursive"),
        pytest.param("shape", {"kind": "circle", "radius": 2.5}, id="discriminator"),
        pytest.param("parcel", [5, False, 10], id="input and output"),
        pytest.param("profile", {"name": "Ada", "age": 36, "topics": ["a"]}, id="form"),
        pytest.param("manual", 14, id="JSON beside a file"),
        pytest.param("weight", "9", id="header of an answer"),
        pytest.param("missing", {"status": 404, "detail": "There is no such parcel."}, id="declared error"),
        pytest.param("me", {"name": "ada"}, id="token"),
    ],
)
def test_client_of_the_stress_application_hears(stress: dict[str, Any], name: str, heard: object) -> None:
    assert stress[name] == heard


def test_client_of_the_stress_application_sends_lists_and_defaults(stress: dict[str, Any]) -> None:
    assert stress["query"] == {
        "required": "ab",
        "ratio": 0.5,
        "numbers": [1, 2],
        "level": 1,
        "mode": "fast",
        "since": None,
    }


def test_client_of_the_shop_places_an_order(tmp_path: Path) -> None:
    email, password = SHOP.environment["SHOP_ADMIN_EMAIL"], SHOP.environment["SHOP_ADMIN_PASSWORD"]

    heard = call(SHOP, tmp_path, email, password)

    assert heard == {"stranger": 401, "me": email, "total": 4998, "again": "out_of_stock", "found": ["Teapot"]}
