"""The notes of a release are its fragments, what is urgent first."""

from datetime import date
from pathlib import Path

import pytest
from docs.gather_changes import CHANGES, build_page, find_fragments, gather

RELEASED = date(2026, 12, 1)


def write_fragments(folder: Path) -> None:
    (folder / "README.md").write_text("# Changes\n")
    (folder / "0.1.0.md").write_text("# 0.1.0\n")
    (folder / "routes.added.md").write_text("Routes may\nhave names.\n")
    (folder / "cookies.fixed.md").write_text("Cookies are kept.\n")
    (folder / "heads.security.md").write_text("Heads stay in their place.\n")


def test_the_page_has_all_fragments_by_kind(tmp_path: Path) -> None:
    write_fragments(tmp_path)

    page = gather(tmp_path, "0.2.0", RELEASED)

    assert page.read_text() == (
        "# 0.2.0\n\n2026-12-01\n\n"
        "## Security\n\n- Heads stay in their place.\n\n"
        "## Added\n\n- Routes may\n  have names.\n\n"
        "## Fixed\n\n- Cookies are kept.\n"
    )


def test_only_pages_are_left(tmp_path: Path) -> None:
    write_fragments(tmp_path)

    gather(tmp_path, "0.2.0", RELEASED)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["0.1.0.md", "0.2.0.md", "README.md"]


def test_a_page_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    write_fragments(tmp_path)

    with pytest.raises(FileExistsError):
        gather(tmp_path, "0.1.0", RELEASED)

    assert (tmp_path / "routes.added.md").exists()


def test_nothing_to_tell_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing has changed"):
        gather(tmp_path, "0.2.0", RELEASED)


def test_every_fragment_of_the_project_gets_into_the_notes() -> None:
    fragments = [file for file in CHANGES.glob("*.md") if file.stem.count(".") == 1]

    page = build_page("1.0.0", RELEASED, find_fragments(CHANGES))

    assert page.count("\n- ") == len(fragments)
