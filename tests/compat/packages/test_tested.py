"""A team's own tests of its application: with TestClient, and with httpx under pytest-asyncio and anyio."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).with_name("programs") / "tested"


@pytest.mark.parametrize(
    ("file", "passed"), [("test_with_client.py", 10), ("test_with_asyncio.py", 5), ("test_with_anyio.py", 5)]
)
def test_a_project_passes_its_own_tests(file: str, passed: int) -> None:
    pytest_with_hook = [sys.executable, "-m", "fireweed.compat", "-m", "pytest", "-q", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [*pytest_with_hook, f"tests/{file}"], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert f"{passed} passed in" in done.stdout, done.stdout
    assert done.returncode == 0
