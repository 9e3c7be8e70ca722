"""Where StaticFiles looks, and what it says if there is nothing."""

from pathlib import Path

import pytest

from fireweed.staticfiles import StaticFiles
from kit.asgi import call, http_scope


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.txt").write_text("hello")
    return root


async def test_looks_into_packages(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = root.parent / "some_package_with_files"
    (package / "statics").mkdir(parents=True)
    (package / "more").mkdir()
    (package / "__init__.py").touch()
    (package / "statics" / "b.txt").write_text("b")
    (package / "more" / "c.txt").write_text("c")
    monkeypatch.syspath_prepend(root.parent)

    app = StaticFiles(directory=root, packages=[package.name, (package.name, "more")])

    assert [(await call(app, http_scope(path=path))).text for path in ("/a.txt", "/b.txt", "/c.txt")] == [
        "hello",
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("package", "text"),
    [
        pytest.param("no_such_package", "Package 'no_such_package' could not be found.", id="no package"),
        pytest.param("json", "Directory ''statics'' in package 'json' could not be found.", id="no statics"),
        pytest.param(("json", "x"), "Directory ''x'' in package 'json' could not be found.", id="no directory"),
    ],
)
def test_refuses_packages_that_have_no_files(package: str | tuple[str, str], text: str) -> None:
    with pytest.raises(AssertionError) as raised:
        StaticFiles(packages=[package])

    assert str(raised.value) == text


def test_refuses_packages_without_a_place_of_their_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "some_namespace" / "statics").mkdir(parents=True)
    monkeypatch.syspath_prepend(root.parent)

    with pytest.raises(AssertionError, match=r"Package 'some_namespace' has no __init__\.py"):
        StaticFiles(packages=["some_namespace"])


async def test_serves_packages_alone() -> None:
    app = StaticFiles(packages=[("json", ".")])

    assert (await call(app, http_scope(path="/decoder.py"))).status == 200
    assert (await call(app, http_scope(path="/../os.py"))).status == 404


def test_refuses_a_missing_directory() -> None:
    with pytest.raises(RuntimeError) as raised:
        StaticFiles(directory="no/such/directory")

    assert str(raised.value) == "Directory 'no/such/directory' does not exist"


async def test_checks_the_directory_at_the_first_request_at_the_latest(root: Path) -> None:
    missing = StaticFiles(directory=root / "gone", check_dir=False)
    file = StaticFiles(directory=root / "a.txt", check_dir=False)

    with pytest.raises(RuntimeError) as missing_raised:
        await call(missing, http_scope(path="/a.txt"))
    with pytest.raises(RuntimeError) as file_raised:
        await call(file, http_scope(path="/a.txt"))

    assert str(missing_raised.value) == f"StaticFiles directory '{root / 'gone'}' does not exist."
    assert str(file_raised.value) == f"StaticFiles path '{root / 'a.txt'}' is not a directory."


async def test_serves_a_directory_that_appears_later(root: Path) -> None:
    app = StaticFiles(directory=root / "later", check_dir=False)
    with pytest.raises(RuntimeError):
        await call(app, http_scope(path="/b.txt"))

    (root / "later").mkdir()
    (root / "later" / "b.txt").write_text("b")

    assert (await call(app, http_scope(path="/b.txt"))).text == "b"
