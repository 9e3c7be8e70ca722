"""Every page leads somewhere: its links, and the files of the repository that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")])

LINK = re.compile(r"\]\((?!\w+:)([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:benchmarks|docs|framework|server|tests)/[\w./-]+)`")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = HEADING.findall(CODE_BLOCK.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def find_dead_ends(page: Path) -> list[str]:
    text = CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))
    dead = [name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists()]
    for link in LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_leads_somewhere(page: Path) -> None:
    assert find_dead_ends(page) == []


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        pytest.param("[a](nowhere.md)", ["nowhere.md"], id="missing page"),
        pytest.param("# Top\n[a](#top) [b](#bottom)", ["#bottom"], id="missing heading"),
        pytest.param("see `docs/examples/nothing.py`", ["docs/examples/nothing.py"], id="missing example"),
        pytest.param("[a](https://example.org/) `docs/examples`", [], id="sound"),
    ],
)
def test_finds_dead_ends(text: str, dead: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)

    assert find_dead_ends(page) == dead
