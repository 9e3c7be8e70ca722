"""`fw explain`: which route it explains, and how it fails."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fireweed.cli import main

APPLICATION = """
from fireweed import APIRouter, Fireweed, WebSocket

router = APIRouter(prefix="/items")


@router.get("/{item_id:int}")
async def read_item(item_id: int) -> int:
    return item_id


@router.get("/{name}")
async def find_item(name: str) -> str:
    return name


@router.put("/{name}")
async def replace_item(name: str) -> str:
    return name


@router.get("/me")
async def read_me() -> str:
    return "me"


tools = Fireweed()
tools.get("/hammer")(read_me)
app = Fireweed()
app.include_router(router)
app.mount("/tools", tools)
app.host("api.example.org", tools)
app.frontend("/site", directory=".")
app.frontend("/site/inner", directory=".")
tools.mount("/tools", tools)


@app.websocket("/live/{room}")
async def talk(websocket: WebSocket, room: str) -> None: ...


async def mounted(scope, receive, send): ...


def make_app():
    return app
"""

Explain = Callable[..., list[str]]


@pytest.fixture
def fw_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Runs `fw explain` in a directory that has `explained_app.py`; returns the lines of what it prints anywhere."""
    (tmp_path / "explained_app.py").write_text(APPLICATION)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})

    def run(*arguments: str, status: int = 0) -> list[str]:
        with pytest.raises(SystemExit) as raised:
            main(["explain", *arguments])
        captured = capsys.readouterr()
        assert raised.value.code == status
        return (captured.out + captured.err).splitlines()

    return run


def test_explains_a_route(fw_explain: Explain) -> None:
    assert fw_explain("explained_app:app", "GET", "/items/{item_id:int}") == [
        "GET /items/{item_id:int}",
        "  endpoint  read_item at explained_app.py:7",
        "  runs      in the event loop",
        "  inherits  prefix /items",
        "  reads     path item_id",
        "  handler   scope only",
        "  answer    200, JSON, validated as int",
        "",
        "parameters",
        "  item_id  path  int",
    ]


@pytest.mark.parametrize(
    ("words", "route"),
    [
        (["/items/{name}"], "GET /items/{name}"),
        (["put", "/items/{name}"], "PUT /items/{name}"),
        (["/items/{item_id}"], "GET /items/{item_id:int}"),
        (["/items/42"], "GET /items/{item_id:int}"),
        (["/items/lamp"], "GET /items/{name}"),
        (["/tools/hammer"], "GET /tools/hammer"),
        (["/tools"], "MOUNT /tools"),
        (["api.example.org/hammer"], "GET api.example.org/hammer"),
        (["HOST", "api.example.org"], "HOST api.example.org"),
        (["WS", "/live/{room}"], "WS /live/{room}"),
        (["WS", "/live/1"], "WS /live/{room}"),
        (["/site/page"], "FRONTEND /site"),
        (["/site/inner/page"], "FRONTEND /site/inner"),
        (["HEAD", "/docs"], "GET,HEAD /docs"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_finds_the_route_that_is_meant(fw_explain: Explain, words: list[str], route: str) -> None:
    assert fw_explain("explained_app:app", *words)[0] == route


def test_says_that_a_route_is_hidden(fw_explain: Explain) -> None:
    assert fw_explain("explained_app:app", "/items/me")[-1] == (
        "hidden: '/items/{name}' matches every path of '/items/me', and takes all requests"
    )


def test_lists_the_routes_to_choose_from(fw_explain: Explain) -> None:
    assert fw_explain("explained_app:app") == [
        "GET /items/{item_id:int}",
        "GET /items/{name}",
        "PUT /items/{name}",
        "GET /items/me",
        "MOUNT /tools",
        "GET /tools/hammer",
        "MOUNT /tools/tools",
        "HOST api.example.org",
        "GET api.example.org/hammer",
        "MOUNT api.example.org/tools",
        "WS /live/{room}",
        "FRONTEND /site",
        "FRONTEND /site/inner",
    ]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["/itms/me"], "Error: No route answers GET /itms/me. Did you mean GET /items/me or GET /items/{name}"),
        (["/nothing/near/this"], "Error: No route answers GET /nothing/near/this. Without a path they are listed."),
        (["DELETE", "/items/lamp"], "Error: DELETE /items/lamp is answered with 405: there is GET /items/{name}."),
        (["GET", "/live/1"], "Error: No route answers GET /live/1. Did you mean WS /live/{room} or "),
    ],
    ids=["near", "not near", "method", "websocket"],
)
def test_names_routes_that_may_be_meant(fw_explain: Explain, words: list[str], text: str) -> None:
    assert fw_explain("explained_app:app", *words, status=1)[-1].startswith(text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["explained_app:mounted", "/"], "This application is a function, which has no routes to explain."),
        (["nowhere:app", "/"], "There is no module 'nowhere'"),
        (["/"], "No APP is named, and '.' has none of main.py"),
        (["explained_app:app", "one:two", "GET", "/"], "There are too many words"),
    ],
    ids=["no routes", "no module", "no name", "too many"],
)
def test_tells_what_is_wrong(fw_explain: Explain, words: list[str], text: str) -> None:
    assert text in "\n".join(fw_explain(*words, status=1))


@pytest.mark.parametrize(
    "words", [["explained_app.py", "/items/1"], ["explained_app:make_app", "/items/1", "--factory"]]
)
def test_finds_the_application_as_run_does(fw_explain: Explain, words: list[str]) -> None:
    assert fw_explain(*words)[0] == "GET /items/{item_id:int}"
