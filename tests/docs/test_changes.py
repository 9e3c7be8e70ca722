"""Change notes: each fragment says one thing, under a name that tells its topic and kind."""

import re
from pathlib import Path

import pytest

from fireweed import __version__

CHANGES = Path(__file__).parents[2] / "docs/changes"
FRAGMENTS = sorted(file for file in CHANGES.iterdir() if file.stem.count(".") == 1)
PAGES = sorted(file for file in CHANGES.iterdir() if file.stem.count(".") != 1)

FRAGMENT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(added|changed|deprecated|removed|fixed|security)\.md")
PAGE_NAME = re.compile(r"README\.md|\d+\.\d+\.\d+\.md")


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda file: file.name)
def test_a_fragment_is_one_sound_paragraph(fragment: Path) -> None:
    text = fragment.read_text(encoding="utf-8")

    assert FRAGMENT_NAME.fullmatch(fragment.name)
    assert re.fullmatch(r"[A-Z`][^\n]*(\n[^\n]+)*\.\n", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda file: file.name)
def test_other_files_are_pages_of_releases(page: Path) -> None:
    assert PAGE_NAME.fullmatch(page.name)


def test_the_version_has_notes() -> None:
    assert FRAGMENTS or (CHANGES / f"{__version__}.md").exists()
