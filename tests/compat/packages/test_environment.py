"""What the environment lacks, and what packages ask of the metadata."""

import importlib.metadata
import subprocess
import sys


def test_neither_is_installed() -> None:
    installed = {distribution.name.lower() for distribution in importlib.metadata.distributions()}

    assert not installed & {"fastapi", "starlette"}


def test_top_level_names_lead_to_distributions() -> None:
    code = "import fireweed.compat.installed, importlib.metadata as m; print(m.packages_distributions()['fastapi'])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout == "['fastapi']\n", done.stderr


def test_requirements_on_fastapi_are_met() -> None:
    code = (
        "import fireweed.compat.installed, importlib.metadata as m; print(m.version('fastapi'), m.requires('fastapi'))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout == "0.165.0 ['fireweed']\n", done.stderr
