"""Which files a reload follows."""

from pathlib import PurePath

import pytest

from fireweed_server.supervisor.watch_filter import WatchFilter


@pytest.mark.parametrize(
    ("path", "is_taken"),
    [
        ("app.py", True),
        ("package/inner/module.py", True),
        ("page.html", False),
        ("app.pyc", False),
        (".hidden.py", False),
        (".venv/lib/module.py", False),
        ("package/__pycache__/module.py", False),
        ("node_modules/tool/setup.py", False),
        ("#app.py#", False),
        ("app.py~", False),
    ],
)
def test_takes_sources_but_not_those_of_tools(path: str, is_taken: bool) -> None:
    assert WatchFilter().takes_file(PurePath(path)) is is_taken


@pytest.mark.parametrize(
    ("include", "path"),
    [("*.html", "templates/page.html"), ("templates/*", "templates/page.txt"), ("*.html", "app.py")],
)
def test_takes_what_is_included_besides_sources(include: str, path: str) -> None:
    assert WatchFilter(include=(include,)).takes_file(PurePath(path))


@pytest.mark.parametrize(
    ("exclude", "path"),
    [("test_*", "test_app.py"), ("tests", "tests/inner/test_app.py"), ("data/cache/", "data/cache/made.py")],
)
def test_exclusion_wins(exclude: str, path: str) -> None:
    watch_filter = WatchFilter(include=("*",), exclude=(exclude,))

    assert not watch_filter.takes_file(PurePath(path))
