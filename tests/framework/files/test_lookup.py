import os
from pathlib import Path

import pytest

from fireweed.files.lookup import find_below, name_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory with files and links, and a secret beside it."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text("a")
    (root / "sub" / "b.txt").write_text("b")
    (root / "...").write_text("three dots")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "root-secret").write_text("secret")
    (root / "inside").symlink_to(root / "a.txt")
    (root / "sub-link").symlink_to(root / "sub")
    (root / "outside").symlink_to(tmp_path / "secret")
    (root / "sibling").symlink_to(tmp_path / "root-secret")
    (root / "parent").symlink_to(tmp_path)
    (root / "dangling").symlink_to(root / "gone")
    (root / "loop").symlink_to(root / "loop")
    return root


def find(root: Path, name: str, *, follow_symlinks: bool = False) -> str | None:
    found = find_below(str(root), name, follow_symlinks=follow_symlinks)
    return None if found is None else Path(found[0]).read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.txt", "a", id="file"),
        pytest.param("sub/b.txt", "b", id="file in a directory"),
        pytest.param("...", "three dots", id="three dots"),
        pytest.param("inside", "a", id="link to a file"),
        pytest.param("sub-link/b.txt", "b", id="link to a directory"),
    ],
)
@pytest.mark.parametrize("follow_symlinks", [False, True], ids=["links inside", "links anywhere"])
def test_finds_what_lies_inside(root: Path, name: str, text: str, follow_symlinks: bool) -> None:
    assert find(root, name, follow_symlinks=follow_symlinks) == text


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("gone", id="missing"),
        pytest.param("a.txt/x", id="below a file"),
        pytest.param("dangling", id="link to nothing"),
        pytest.param("loop", id="link to itself"),
        pytest.param("loop/x", id="below a link to itself"),
        pytest.param("../secret", id="above"),
        pytest.param("../root-secret", id="beside, with the same beginning"),
        pytest.param("sub/../../secret", id="above by a detour"),
        pytest.param("parent/../../secret", id="above by a link"),
        pytest.param("..", id="the parent"),
        pytest.param("/etc/passwd", id="absolute"),
    ],
)
@pytest.mark.parametrize("follow_symlinks", [False, True], ids=["links inside", "links anywhere"])
def test_finds_nothing(root: Path, name: str, follow_symlinks: bool) -> None:
    assert find(root, name, follow_symlinks=follow_symlinks) is None


@pytest.mark.parametrize("name", ["outside", "sibling", "parent/secret"])
def test_leaves_the_directory_only_by_links_that_are_followed(root: Path, name: str) -> None:
    assert find(root, name) is None
    assert find(root, name, follow_symlinks=True) == "secret"


@pytest.mark.parametrize("name", ["", "."], ids=["empty", "dot"])
def test_finds_the_directory_itself(root: Path, name: str) -> None:
    found = find_below(str(root), name, follow_symlinks=False)

    assert found is not None
    assert os.path.samestat(found[1], root.stat())


def test_finds_files_of_a_directory_that_is_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(root)

    assert find(tmp_path / "current", "a.txt") == "a"
    assert find(tmp_path / "current", "inside") == "a"
    assert find(tmp_path / "current", "outside") is None


def test_finds_files_of_a_relative_directory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)

    assert find(Path("root"), "sub/b.txt") == "b"
    assert find(Path("root"), "inside") == "a"


def test_refuses_a_name_that_is_too_long(root: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        find(root, "x" * 300)


@pytest.mark.parametrize("name", ["a\0", "a\ud800"], ids=["NUL", "surrogate"])
def test_refuses_a_name_that_no_file_can_have(root: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"null|surrogates"):
        find(root, name)


@pytest.mark.parametrize(
    ("url_path", "name"),
    [
        pytest.param("/a.txt", "a.txt", id="file"),
        pytest.param("/a/b/../c//d/.", "a/c/d", id="normalised"),
        pytest.param("/a/", "a", id="trailing slash"),
        pytest.param("//etc/passwd", "etc/passwd", id="two slashes"),
        pytest.param("/../x", "../x", id="above"),
        pytest.param("/", ".", id="root"),
        pytest.param("", ".", id="empty"),
    ],
)
def test_makes_a_name_of_the_path_of_a_url(url_path: str, name: str) -> None:
    assert name_of(url_path) == name
