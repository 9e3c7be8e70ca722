import os
from pathlib import Path
from typing import Any

import pytest

from fireweed.exceptions import BaseHTTPException
from fireweed.routes.frontend import FRONTEND_PATH, Fallback, Frontend
from kit.asgi import AsgiRecorder, call, http_scope

NAVIGATION = {"accept": "text/html"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "sub").mkdir(parents=True)
    (dist / "empty").mkdir()
    (dist / "index.html").write_text("INDEX")
    (dist / "app.js").write_text("JS")
    (dist / "sub" / "index.html").write_text("SUB")
    (tmp_path / "secret").write_text("secret")
    (dist / "outside").symlink_to(tmp_path)
    return dist


async def get(frontend: Frontend, path: str, method: str = "GET", **headers: str) -> AsgiRecorder:
    named = {"host": "testserver"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = http_scope(method, path, headers=named)
    scope[FRONTEND_PATH] = path.removeprefix("/")
    return await call(frontend, scope)


async def test_serves_files(dist: Path) -> None:
    sent = await get(Frontend(dist), "/app.js")

    assert sent.text == "JS"
    assert {"etag", "last-modified"} <= sent.headers.keys()


@pytest.mark.parametrize(("path", "text"), [("/", "INDEX"), ("/sub/", "SUB"), ("//", "INDEX"), ("/sub//", "SUB")])
async def test_serves_the_index_of_directories(dist: Path, path: str, text: str) -> None:
    assert (await get(Frontend(dist), path)).text == text


async def test_redirects_to_directories(dist: Path) -> None:
    sent = await get(Frontend(dist), "/sub")

    assert sent.status == 307
    assert sent.headers["location"] == "http://testserver/sub/"


async def test_answers_head(dist: Path) -> None:
    sent = await get(Frontend(dist), "/app.js", "HEAD")

    assert sent.headers["content-length"] == "2"
    assert sent.body == b""


async def test_answers_304_to_a_client_that_has_the_file(dist: Path) -> None:
    etag = (await get(Frontend(dist), "/app.js")).headers["etag"]

    assert (await get(Frontend(dist), "/app.js", if_none_match=etag)).status == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/app.js", "/", "/sub", "/sub/"])
async def test_refuses_other_methods_for_what_exists(dist: Path, method: str, path: str) -> None:
    sent = await get(Frontend(dist), path, method)

    assert sent.status == 405
    assert sent.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/gone", "/empty", "/empty/", "/../secret", "/outside/secret", "/a\0b"])
async def test_has_nothing_for_other_methods_otherwise(dist: Path, path: str) -> None:
    assert (await get(Frontend(dist), path, "POST", **NAVIGATION)).status == 404


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/../secret", id="above"),
        pytest.param("/sub/../../secret", id="above by a detour"),
        pytest.param("/outside/secret", id="link outside"),
        pytest.param("//etc/passwd", id="absolute"),
        pytest.param("/a\0b", id="NUL"),
        pytest.param("/" + "x" * 300, id="name too long"),
    ],
)
@pytest.mark.parametrize("fallback", ["index.html", None])
async def test_serves_nothing_from_outside(dist: Path, path: str, fallback: Fallback | None) -> None:
    sent = await get(Frontend(dist, fallback=fallback), path)

    assert sent.status == 404
    assert sent.text == "Not Found"


# What is missing...


@pytest.mark.parametrize("path", ["/gone", "/empty/", "/gone.js", "/outside/secret"])
async def test_the_index_answers_navigation(dist: Path, path: str) -> None:
    sent = await get(Frontend(dist, fallback="index.html"), path, **NAVIGATION)

    assert sent.status == 200
    assert sent.text == "INDEX"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html;q=0"])
async def test_the_index_answers_nothing_but_navigation(dist: Path, accept: str) -> None:
    assert (await get(Frontend(dist, fallback="index.html"), "/gone", accept=accept)).status == 404


@pytest.mark.parametrize("headers", [{}, NAVIGATION], ids=["script", "navigation"])
async def test_the_404_page_answers_everything(dist: Path, headers: dict[str, str]) -> None:
    (dist / "404.html").write_text("GONE")

    sent = await get(Frontend(dist, fallback="404.html"), "/gone", **headers)

    assert sent.status == 404
    assert sent.text == "GONE"


async def test_automatically_takes_the_404_page_before_the_index(dist: Path) -> None:
    frontend = Frontend(dist)

    with_index = await get(frontend, "/gone", **NAVIGATION)
    (dist / "404.html").write_text("GONE")
    with_page = await get(frontend, "/gone", **NAVIGATION)
    for page in ("404.html", "index.html"):
        (dist / page).unlink()
    with_nothing = await get(frontend, "/gone", **NAVIGATION)

    assert [sent.text for sent in (with_index, with_page, with_nothing)] == ["INDEX", "GONE", "Not Found"]
    assert [sent.status for sent in (with_index, with_page, with_nothing)] == [200, 404, 404]


async def test_without_a_fallback_what_is_missing_is_missing(dist: Path) -> None:
    assert (await get(Frontend(dist, fallback=None), "/gone", **NAVIGATION)).text == "Not Found"


async def test_answers_401_to_what_may_not_be_read(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "lstat", refuse)

    assert (await get(Frontend(dist), "/app.js")).status == 401


async def test_leaves_errors_to_the_application(dist: Path) -> None:
    scope = http_scope(path="/gone", app=None)
    scope[FRONTEND_PATH] = "gone"

    with pytest.raises(BaseHTTPException):
        await call(Frontend(dist), scope)


# Declaration...


def test_refuses_an_unknown_fallback(dist: Path) -> None:
    unknown: Any = "start.html"

    with pytest.raises(AssertionError, match=r"fallback must be 'auto', 'index.html', '404.html', or None"):
        Frontend(dist, fallback=unknown)


@pytest.mark.parametrize("check_dir", [True, "auto"])
def test_refuses_a_missing_directory(check_dir: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RuntimeError) as raised:
        Frontend("dist", check_dir=check_dir)

    expected = f"Frontend directory 'dist' does not exist. Resolved absolute path: '{tmp_path / 'dist'}'"
    assert str(raised.value) == expected


def test_refuses_a_missing_fallback(dist: Path) -> None:
    with pytest.raises(RuntimeError) as raised:
        Frontend(dist, fallback="404.html")

    assert str(raised.value) == (
        f"Frontend fallback file '404.html' does not exist in directory '{dist}'. Resolved absolute directory: '{dist}'"
    )


@pytest.mark.parametrize("variable", ["FIREWEED_ENV", "FASTAPI_ENV"])
def test_warns_the_caller_in_development(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "development")

    with pytest.warns(UserWarning, match="does not exist") as warned:
        Frontend(tmp_path / "dist")

    assert warned[0].filename == __file__


async def test_without_the_check_a_missing_directory_is_an_error_of_requests(tmp_path: Path) -> None:
    frontend = Frontend(tmp_path / "dist", check_dir=False)

    with pytest.raises(RuntimeError, match="does not exist"):
        await get(frontend, "/app.js")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "app.js").write_text("JS")

    assert (await get(frontend, "/app.js")).text == "JS"
