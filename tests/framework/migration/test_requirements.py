"""What is told of the files that name requirements."""

from pathlib import Path

import pytest

from fireweed.migration.requirements import choose_requirement, find_requirements

PYPROJECT = """[build-system]
requires = ["fastapi"]

[project]
name = "fastapi"
dependencies = ["fastapi[standard] >=0.110", "httpx",
  "Python_Multipart"]

[project.optional-dependencies]
serve = [
  "uvicorn[standard]; python_version > '3'",
]

[dependency-groups]
test = ["starlette", {include-group = "fastapi"}]

[tool.poetry.dependencies]
fastapi = "^0.1"
fastapi-cli = {version = "1"}

[tool.mypy]
plugins = ["fastapi"]
"""


def test_finds_requirements_of_a_project(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(PYPROJECT)

    found = [(finding.line, finding.text.partition(" ")[0]) for finding in find_requirements(path, "fireweed[test]")]

    assert found == [
        (6, "Replace"),
        (7, "python-multipart:"),
        (11, "uvicorn:"),
        (15, "starlette:"),
        (18, "Replace"),
        (19, "fastapi-cli:"),
    ]


@pytest.mark.parametrize("name", ["requirements.txt", "setup.cfg"])
def test_finds_requirements_in_lines(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("# fastapi\nfastapi-users\n    fastapi_slim==1  # the web\n-r starlette.txt\n")

    [finding] = find_requirements(path, "fireweed[test]")

    assert (finding.line, finding.text) == (3, "Replace fastapi-slim by fireweed[test].")


def test_says_nothing_of_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('dependencies = ["fastapi"')

    assert list(find_requirements(path, "fireweed")) == []


@pytest.mark.parametrize(
    ("names", "requirement"),
    [
        (["fireweed.Fireweed", "fireweed.templating2.x"], "fireweed"),
        (["fireweed.testclient.TestClient", "fireweed.templating"], "fireweed[templates,test]"),
        (["fireweed.responses.ORJSONResponse"], "fireweed[speed]"),
    ],
    ids=["none", "two", "name"],
)
def test_names_the_extras_that_are_needed(names: list[str], requirement: str) -> None:
    assert choose_requirement(names) == requirement
