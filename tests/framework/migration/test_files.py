"""Files of programs: found, read and written as they are."""

import stat
from pathlib import Path

import pytest

from fireweed.migration.files import ModuleFile, find_modules, find_requirement_files, read_module, write_module


def create(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_finds_modules_in_order_and_once(tmp_path: Path) -> None:
    create(tmp_path, "b.py", "a/c.pyi", "a/b.py", "notebook.ipynb", "text.txt")

    found = list(find_modules([tmp_path, tmp_path / "b.py"]))

    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/b.py", "a/c.pyi", "b.py"]


def test_passes_over_what_others_put_there(tmp_path: Path) -> None:
    create(tmp_path, ".tox/a.py", "env/pyvenv.cfg", "env/b.py", "node_modules/c.py", "__pycache__/d.py", "e.py")

    assert list(find_modules([tmp_path])) == [tmp_path / "e.py"]


def test_takes_any_file_that_is_named(tmp_path: Path) -> None:
    create(tmp_path, ".hidden/script")

    assert list(find_modules([tmp_path / ".hidden" / "script"])) == [tmp_path / ".hidden" / "script"]


@pytest.mark.parametrize(
    "data",
    [
        "é = 1\r\n".encode(),
        b"\xef\xbb\xbf" + "é = 1\n".encode(),
        "# -*- coding: latin-1 -*-\né = 1\r".encode("latin-1"),
        b"",
    ],
    ids=["utf-8", "byte order mark", "latin-1", "empty"],
)
def test_writes_the_bytes_that_it_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "module.py"
    path.write_bytes(data)

    file = read_module(path)
    write_module(file, file.text)

    assert path.read_bytes() == data
    assert not file.text.startswith("\ufeff")


def test_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.touch()
    path.chmod(0o751)

    write_module(ModuleFile(path, "utf-8", ""), "x = 1\n")

    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("x = 1\n", 0o751)


def test_writes_what_a_link_points_to(tmp_path: Path) -> None:
    (tmp_path / "real.py").touch()
    (tmp_path / "link.py").symlink_to("real.py")

    write_module(ModuleFile(tmp_path / "link.py", "utf-8", ""), "x = 1\n")

    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "x = 1\n"


def test_leaves_the_file_and_no_other_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("x = 1\n")

    with pytest.raises(UnicodeEncodeError):
        write_module(ModuleFile(path, "ascii", "x = 1\n"), "é = 1\n")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("module.py", "x = 1\n")]


def test_refuses_unknown_encodings(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_bytes(b"# coding: absent\n")

    with pytest.raises(SyntaxError):
        read_module(tmp_path / "module.py")


def test_finds_files_that_name_requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path, "pyproject.toml", "requirements-dev.txt", "other.toml", "inner/setup.cfg", "inner/a.py")
    monkeypatch.chdir(tmp_path)

    found = find_requirement_files([Path("inner"), Path("inner/a.py"), tmp_path])

    assert sorted(path.name for path in found) == ["pyproject.toml", "requirements-dev.txt", "setup.cfg"]
