"""The pages that repeat what the sources say are the same as what the sources say."""

import re

import pytest
from docs.generate_reference import REFERENCE, ROOT, build_pages

from architecture.sources import read_package
from architecture.tables import LAYERS

PACKAGES = ("framework/fireweed", "server/fireweed_server")
LAYER = re.compile(r"^\| (\d+) \| (.+?) \|", re.MULTILINE)


@pytest.mark.parametrize("file", build_pages())
def test_reference_is_what_the_options_files_say(file: str) -> None:
    committed = (REFERENCE / file).read_text(encoding="utf-8")

    assert committed == build_pages()[file], "run: python docs/generate_reference.py"


@pytest.mark.parametrize("page", build_pages().values(), ids=list(build_pages()))
def test_every_option_has_a_meaning(page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("|")]

    assert rows
    assert not [row for row in rows if row.endswith("| |")]


def read_layers(package: str) -> dict[str, int]:
    """The rows of the table below the heading that names the package; the package's face is `__init__` there."""
    page = (ROOT / "docs/design/layers.md").read_text(encoding="utf-8")
    table = page.partition(f"`{package}`\n")[2].partition("\n## ")[0]
    rows = [(int(row), re.findall(r"`(\w+)`", names)) for row, names in LAYER.findall(table)]
    return {name.replace("__init__", ""): row for row, names in rows for name in names}


@pytest.mark.parametrize("package", PACKAGES)
def test_layers_are_those_that_the_architecture_tests_hold(package: str) -> None:
    modules = read_package(ROOT / package)

    layers = LAYERS[modules[0].distribution]

    assert read_layers(package) == {module.part: layers[module.part] for module in modules}


TOLD_BY_PYDANTIC = frozenset(("alias_priority", "allow_inf_nan", "decimal_places", "fail_fast", "lt", "max_digits"))
"""Options that parameters have because pydantic's `Field` has them."""


def test_every_option_is_on_a_page_for_readers() -> None:
    pages = [*ROOT.glob("docs/tutorial/*.md"), *ROOT.glob("docs/guides/*.md")]
    told = set(re.findall(r"\w+", " ".join(page.read_text("utf-8") for page in pages)))
    rows = "\n".join(page for file, page in build_pages().items() if file != "server.md")

    assert set(re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)) - told <= TOLD_BY_PYDANTIC | {
        "serialization_alias",
        "union_mode",
    }
