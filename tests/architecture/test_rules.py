"""Each rule notices what it is for, in a package made for the purpose."""

from pathlib import Path

import pytest

from architecture import rules
from architecture.rules import RULES, Rule
from architecture.sources import Module, read_package

Files = dict[str, str]


def write_package(folder: Path, files: Files) -> list[Module]:
    for name, text in {"__init__.py": '"""The face."""\n', **files}.items():
        path = folder / "fireweed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_package(folder / "fireweed")


VIOLATIONS = [
    pytest.param(rules.find_layer_violations, {"novelty.py": ""}, "'novelty' has no layer", id="unknown module"),
    pytest.param(
        rules.find_layer_violations,
        {"http/url.py": "import fireweed.requests", "requests.py": ""},
        "fireweed.http.url imports fireweed.requests: row 1 may not import row 3",
        id="upwards",
    ),
    pytest.param(
        rules.find_layer_violations,
        {"http/url.py": "def f():\n from ..requests import Request", "http/__init__.py": "", "requests.py": ""},
        "fireweed.http.url imports fireweed.requests: row 1 may not import row 3",
        id="upwards in a function, relatively",
    ),
    pytest.param(
        rules.find_layer_violations,
        {"requests.py": "from fireweed import responses", "responses/__init__.py": ""},
        "fireweed.requests imports fireweed.responses: row 3 may not import row 3",
        id="sideways",
    ),
    pytest.param(
        rules.find_cycles,
        {
            "http/a.py": "from fireweed.http.b import B",
            "http/b.py": "if TYPE_CHECKING:\n from fireweed.http.a import A",
        },
        "fireweed.http.a",
        id="type-only cycle",
    ),
    pytest.param(
        rules.find_inside_uses_of_faces,
        {"http/__init__.py": "", "http/url.py": "from fireweed.http import URL"},
        "fireweed.http.url imports fireweed.http, the face",
        id="own face",
    ),
    pytest.param(
        rules.find_meetings,
        {"core.py": "def f():\n import fireweed_server.run"},
        "fireweed.core imports fireweed_server",
        id="server outside the meeting place",
    ),
    pytest.param(
        rules.find_meetings,
        {"cli/serve.py": "from fireweed_server import run"},
        "fireweed.cli.serve imports fireweed_server outside a function",
        id="server at the top of the meeting place",
    ),
    pytest.param(
        rules.find_foreign_libraries,
        {"core.py": "from pydantic import BaseModel"},
        "fireweed.core imports pydantic",
        id="library elsewhere",
    ),
    pytest.param(
        rules.find_foreign_libraries,
        {"core.py": "import leftpad.core"},
        "fireweed.core imports leftpad",
        id="unknown library",
    ),
    pytest.param(rules.find_large_files, {"core.py": "\n" * 401}, "core.py: 401 lines", id="large file"),
    pytest.param(
        rules.find_large_functions, {"core.py": "async def f():\n" + " 1\n" * 61}, "f: 61 lines", id="large function"
    ),
    pytest.param(
        rules.find_faulty_faces, {"http/__init__.py": "\n" * 61}, "61 lines, more than 60", id="long face of a part"
    ),
    pytest.param(rules.find_faulty_faces, {"__init__.py": "\n" * 121}, "more than 120", id="long face"),
    pytest.param(rules.find_faulty_faces, {"__init__.py": "def f(): ..."}, "logic in line 1", id="logic in a face"),
    pytest.param(
        rules.find_faulty_faces,
        {"__init__.py": "from fireweed.a import B"},
        "differs from the imports: ['B']",
        id="__all__",
    ),
    pytest.param(
        rules.find_faulty_faces,
        {"__init__.py": "from a import B, C\n__all__ = ['C', 'B']"},
        "__all__ is not sorted",
        id="unsorted __all__",
    ),
    pytest.param(rules.find_forbidden_names, {"http/url_utils.py": ""}, "fireweed.http.url_utils", id="empty name"),
    pytest.param(rules.find_missing_docstrings, {"core.py": "import a"}, "fireweed.core", id="no docstring"),
]


@pytest.mark.parametrize(("rule", "files", "violation"), VIOLATIONS)
def test_catches(rule: Rule, files: Files, violation: str, tmp_path: Path) -> None:
    found = rule(write_package(tmp_path, files))

    assert any(violation in line for line in found)


@pytest.mark.parametrize("rule", RULES)
def test_accepts_a_sound_package(rule: Rule, tmp_path: Path) -> None:
    files = {
        "__init__.py": '"""Face."""\nfrom fireweed.core import LIMIT, Core, run\n__all__ = ["LIMIT", "Core", "run"]\n',
        "core/__init__.py": '"""Face."""\nfrom fireweed.core.running import Core\n__all__ = ["Core"]\n',
        "core/running.py": '"""Running."""\nfrom fireweed.core.limits import LIMIT\nfrom fireweed.types import Scope\n',
        "core/limits.py": '"""Limits."""\n',
        "types.py": '"""Types."""\n',
        "cli/serve.py": '"""Serve."""\ndef serve():\n    from fireweed_server import run\n',
        "encoders.py": '"""Encoders."""\nimport json\nimport pydantic\n',
    }

    assert rule(write_package(tmp_path, files)) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("open('/" + "root/.cache/x')", id="home"),
        pytest.param("see /" + "home/ada/x", id="home of a user"),
        pytest.param("pip install --index" + "-url x", id="index"),
        pytest.param("cd /srv/checkout/main", id="checkout"),
    ],
)
def test_catches_machine_paths(text: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text(f"fine\n{text}\n")

    found = rules.find_machine_paths([file], Path("/srv/checkout"))

    assert found == [f"{file}:2: {text}"]


def test_accepts_other_paths(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("GET /work/items of example.org/root/x and ./home/x/y; /etc/fireweed, /root/\n")

    assert rules.find_machine_paths([file], Path("/srv/checkout")) == []
