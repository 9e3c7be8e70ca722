"""`fw routes`: what it lists, and how it fails."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fireweed.cli import main

APPLICATION = """
from fireweed import APIRouter, Fireweed
from fireweed.responses import PlainTextResponse
from fireweed.routes import Host, Mount, Route, WebSocketRoute


async def home(request):
    return PlainTextResponse("home")


async def chat(websocket): ...


async def mounted(scope, receive, send): ...


router = APIRouter(prefix="/items")


@router.get("/{item_id}")
async def read_item(item_id: str) -> str:
    return item_id


@router.api_route("/me", methods=["GET", "POST"])
async def read_me() -> str:
    return "me"


tools = Fireweed(openapi_url=None)
tools.get("/hammer")(read_me)
app = Fireweed(openapi_url=None, routes=[Route("/", home), WebSocketRoute("/chat", chat)])
app.include_router(router)
app.mount("/tools", tools, name="tools")
app.mount("/tools/again", mounted)
app.host("api.example.org", tools)
tools.mount("/tools", tools)


def make_app():
    return app
"""

Outcome = tuple[object, list[list[str]]]
"""The status, and the columns of each line."""


@pytest.fixture
def fw_routes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Runs `fw routes` in a directory that has `listed_app.py`."""
    (tmp_path / "listed_app.py").write_text(APPLICATION)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as raised:
            main(["routes", *arguments])
        lines = capsys.readouterr().out.splitlines()
        return raised.value.code, [line.split(maxsplit=4) for line in lines]

    return run


def test_lists_methods_paths_names_and_places(fw_routes: Callable[..., Outcome]) -> None:
    status, lines = fw_routes("listed_app:app")

    assert status == 0
    assert [line[:3] for line in lines] == [
        ["GET,HEAD", "/", "home"],
        ["WEBSOCKET", "/chat", "chat"],
        ["GET", "/items/{item_id}", "read_item"],
        ["GET,POST", "/items/me", "read_me"],
        ["MOUNT", "/tools", "tools"],
        ["GET", "/tools/hammer", "read_me"],
        ["MOUNT", "/tools/tools", "Fireweed"],
        ["MOUNT", "/tools/again", "listed_app.py:14"],
        ["HOST", "api.example.org", "Fireweed"],
        ["GET", "api.example.org/hammer", "read_me"],
        ["MOUNT", "api.example.org/tools", "Fireweed"],
    ]
    assert [lines[position][3] for position in (0, 2, 4)] == ["listed_app.py:7", "listed_app.py:20", "Fireweed"]


def test_marks_hidden_routes(fw_routes: Callable[..., Outcome]) -> None:
    _, lines = fw_routes("listed_app:app")

    notes = [" ".join(line[3:]) for line in lines if "hidden" in " ".join(line)]
    assert notes == [
        "listed_app.py:25 partly hidden: '/items/{item_id}' matches every path of '/items/me', and takes GET",
        "hidden: the mount '/tools' matches every path of the mount '/tools/again', and takes all requests",
    ]


def test_tells_of_names_in_the_path_that_no_parameter_takes(fw_routes: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "misspelt.py").write_text("""
from fireweed import APIRouter, Depends, Fireweed, Request


def read_shelf(shelf_id: int) -> int:
    return shelf_id


router = APIRouter(prefix="/shelves/{shelf_id}", dependencies=[Depends(read_shelf)])


@router.get("/books/{book_id}")
def read_book(bookid: int) -> int:
    return bookid


@router.get("/pages/{page_id}")
def read_page(request: Request) -> None: ...


app = Fireweed(openapi_url=None)
app.include_router(router)
""")

    _, lines = fw_routes("misspelt:app")

    assert [line[4:] for line in lines] == [["no parameter takes 'book_id' of the path"], []]


@pytest.mark.parametrize(("arguments", "status"), [(["listed_app:app"], 1), (["listed_app:tools"], 0)])
def test_check_fails_if_a_route_is_hidden(fw_routes: Callable[..., Outcome], arguments: list[str], status: int) -> None:
    assert fw_routes(*arguments, "--check")[0] == status


@pytest.mark.parametrize(
    "arguments", [["listed_app.py"], ["listed_app:make_app", "--factory"]], ids=["file", "factory"]
)
def test_finds_the_application_as_run_does(fw_routes: Callable[..., Outcome], arguments: list[str]) -> None:
    status, lines = fw_routes(*arguments)

    assert (status, len(lines)) == (0, 11)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["listed_app:mounted"], "This application is a function, which has no routes to list."),
        (["nowhere:app"], "There is no module 'nowhere'"),
        ([], "No APP is named, and '.' has none of main.py"),
    ],
    ids=["no routes", "no module", "no name"],
)
def test_tells_what_is_wrong(
    fw_routes: Callable[..., Outcome], capsys: pytest.CaptureFixture[str], arguments: list[str], text: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["routes", *arguments])

    assert raised.value.code == 1
    assert text in capsys.readouterr().err


def test_shows_what_the_module_raised(
    fw_routes: Callable[..., Outcome], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken_app.py").write_text("1 / 0\n")

    with pytest.raises(SystemExit):
        main(["routes", "broken_app:app"])

    assert "ZeroDivisionError: division by zero" in capsys.readouterr().err


def test_shows_the_module_of_what_the_framework_serves(fw_routes: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "documented_app.py").write_text("from fireweed import Fireweed\napp = Fireweed()\n")

    _, lines = fw_routes("documented_app:app", "--all")
    _, unasked = fw_routes("documented_app:app")

    assert {line[3] for line in lines} >= {"fireweed.openapi.pages"}
    assert unasked == []


def test_lists_frontends_last(fw_routes: Callable[..., Outcome], tmp_path: Path) -> None:
    text = "from fireweed import Fireweed\napp = Fireweed(openapi_url=None)\n"
    (tmp_path / "frontend_app.py").write_text(f"{text}app.frontend('/site', directory='.')\napp.mount('/a', app)\n")

    _, lines = fw_routes("frontend_app:app")

    assert [line[:2] for line in lines] == [["MOUNT", "/a"], ["FRONTEND", "/site"]]
