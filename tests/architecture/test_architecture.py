"""The rules, held against the two packages and the tracked files."""

import re
import subprocess
from pathlib import Path

import pytest

from architecture.rules import RULES, Rule, find_machine_paths
from architecture.sources import read_package

CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("framework/fireweed", "server/fireweed_server")


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize(
    "rule",
    RULES,
)
def test_holds(rule: Rule, package: str) -> None:
    violations = rule(read_package(CHECKOUT / package))

    assert not violations, "\n".join(violations)


def test_tracked_files_name_no_machine() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    files = [CHECKOUT / name for name in listing.stdout.split("\0") if name]

    violations = find_machine_paths([file for file in files if file.is_file()], CHECKOUT)

    assert files
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("package", PACKAGES)
def test_benchmarks_that_comments_name_exist(package: str) -> None:
    named = {
        name
        for file in (CHECKOUT / package).rglob("*.py")
        for name in re.findall(r"benchmarks/[\w/.]*\w", file.read_text())
    }

    missing = sorted(name for name in named if not (CHECKOUT / name).exists())

    assert named
    assert not missing
