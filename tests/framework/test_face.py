"""The face of the package, which loads what it offers when it is asked for it."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import fireweed


def test_offers_what_type_checkers_see() -> None:
    source = Path(fireweed.__file__).read_text("utf-8")
    [guarded, _] = [node for node in ast.parse(source).body if isinstance(node, ast.If)]
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    seen = {(node.module, alias.name) for node in imports for alias in node.names}

    assert {name for _, name in seen} == set(fireweed.__all__)
    for module, name in seen:
        expected = importlib.import_module(module or "")
        assert getattr(fireweed, name) is getattr(expected, name)


def test_lists_its_names_before_they_are_loaded() -> None:
    assert set(fireweed.__all__) <= set(dir(fireweed))


def test_has_modules_that_nobody_imported() -> None:
    program = "import fireweed; print(fireweed.sse.ServerSentEvent.__name__)"

    answer = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)

    assert answer.stdout == "ServerSentEvent\n"


@pytest.mark.parametrize("name", ["absent", "_private", "__wrapped__"])
def test_says_that_a_name_is_not_there(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'fireweed' has no attribute '{name}'"):
        getattr(fireweed, name)


def test_star_brings_every_name() -> None:
    names: dict[str, object] = {}

    exec("from fireweed import *", names)

    assert set(fireweed.__all__) <= names.keys()


def test_loads_nothing_by_itself() -> None:
    program = "import sys; before = set(sys.modules); import fireweed; print(sorted(set(sys.modules) - before))"

    answer = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)

    assert answer.stdout == "['fireweed']\n"


@pytest.mark.parametrize(
    "module", ["routing.verbs", "endpoint.plan", "params", "openapi.document", "responses", "middleware.base"]
)
def test_modules_load_on_their_own(module: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", f"import fireweed.{module}"], check=True)
