"""Makes the notes of a release of the fragments in docs/changes: `python docs/gather_changes.py`.

The page is called by the version of the package. Its paragraphs are those of the fragments, by kind and topic.
"""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from fireweed import __version__

CHANGES = Path(__file__).parent / "changes"

KINDS = ("security", "removed", "changed", "deprecated", "added", "fixed")
"""In the order in which whoever updates has to know of them."""


def find_fragments(folder: Path) -> list[Path]:
    """The files called `<topic>.<kind>.md`, in the order in which they are read."""
    fragments = [file for file in folder.glob("*.md") if get_kind(file) in KINDS]
    return sorted(fragments, key=lambda file: (KINDS.index(get_kind(file)), file.name))


def get_kind(fragment: Path) -> str:
    return fragment.stem.rpartition(".")[2]


def build_page(version: str, released: date, fragments: Iterable[Path]) -> str:
    """The notes of a version, with a heading for each kind that there is."""
    sections = [f"# {version}\n\n{released:%Y-%m-%d}\n"]
    for kind, files in groupby(fragments, get_kind):
        items = "".join(f"- {_indent(file.read_text('utf-8'))}" for file in files)
        sections.append(f"## {kind.title()}\n\n{items}")
    return "\n".join(sections)


def gather(folder: Path, version: str, released: date) -> Path:
    """Write the page and remove the fragments.

    Raises:
        FileExistsError: there is a page for that version.
        FileNotFoundError: there is no fragment.
    """
    fragments = find_fragments(folder)
    if not fragments:
        raise FileNotFoundError(f"{folder} has no fragments: nothing has changed since the last release.")
    page = folder / f"{version}.md"
    with page.open("x", encoding="utf-8") as file:
        file.write(build_page(version, released, fragments))
    for fragment in fragments:
        fragment.unlink()
    return page


def _indent(paragraph: str) -> str:
    return paragraph.replace("\n", "\n  ").rstrip(" ")


if __name__ == "__main__":
    sys.stdout.write(f"{gather(CHANGES, __version__, datetime.now(UTC).date())}\n")
