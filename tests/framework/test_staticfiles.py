import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import BaseHTTPException
from fireweed.http.headers import Headers
from fireweed.responses import PlainTextResponse, Response
from fireweed.staticfiles import NotModifiedResponse, StaticFiles
from fireweed.types import Scope
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "empty").mkdir()
    (root / "a.txt").write_text("hello")
    (root / "sp ace.txt").write_text("space")
    (root / "sub" / "index.html").write_text("<p>sub")
    (tmp_path / "secret").write_text("secret")
    (root / "outside").symlink_to(tmp_path / "secret")
    (root / "outside-dir").symlink_to(tmp_path)
    (root / "inside").symlink_to(root / "a.txt")
    os.mkfifo(root / "pipe")
    return root


def mount(app: StaticFiles) -> Application:
    application = Application()
    application.mount("/static", app, name="static")
    return application


async def get(app: Any, path: str, method: str = "GET", **headers: str) -> AsgiRecorder:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await call(app, http_scope(method, path, headers={"host": "testserver", **named}))


# What is found...


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("/static/a.txt", "hello", id="file"),
        pytest.param("/static/sp ace.txt", "space", id="space in the name"),
        pytest.param("/static/sub/../a.txt", "hello", id="detour inside"),
        pytest.param("/static//a.txt", "hello", id="two slashes"),
        pytest.param("/static/inside", "hello", id="link inside"),
    ],
)
async def test_serves_files(root: Path, path: str, text: str) -> None:
    sent = await get(mount(StaticFiles(directory=root)), path)

    assert sent.status == 200
    assert sent.text == text
    assert {"etag", "last-modified", "content-length", "accept-ranges"} <= sent.headers.keys()


async def test_answers_head_without_a_body(root: Path) -> None:
    sent = await get(mount(StaticFiles(directory=root)), "/static/a.txt", "HEAD")

    assert sent.headers["content-length"] == "5"
    assert sent.body == b""


async def test_serves_parts_of_files(root: Path) -> None:
    sent = await get(mount(StaticFiles(directory=root)), "/static/a.txt", range="bytes=1-2")

    assert sent.status == 206
    assert sent.text == "el"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/static/gone", id="missing"),
        pytest.param("/static/", id="the directory"),
        pytest.param("/static/sub", id="a directory"),
        pytest.param("/static/sub/", id="a directory with a slash"),
        pytest.param("/static/pipe", id="a pipe"),
        pytest.param("/static/a.txt/x", id="below a file"),
        pytest.param("/static/../secret", id="above"),
        pytest.param("/static/sub/../../secret", id="above by a detour"),
        pytest.param("/static/..\\secret", id="backslash"),
        pytest.param("/static/%2e%2e/secret", id="encoded twice"),
        pytest.param("/static/..%2fsecret", id="encoded slash"),
        pytest.param("/static//etc/passwd", id="absolute"),
        pytest.param("/static/outside", id="link to a file outside"),
        pytest.param("/static/outside-dir/secret", id="link to a directory outside"),
        pytest.param("/static/a.txt\0", id="NUL"),
        pytest.param("/static/" + "x" * 300, id="name too long"),
        pytest.param("/static/" + "x/" * 5000, id="path too long"),
    ],
)
@pytest.mark.parametrize("html", [False, True], ids=["files", "pages"])
async def test_answers_404(root: Path, path: str, html: bool) -> None:
    (root / "sub" / "index.html").unlink()

    sent = await get(mount(StaticFiles(directory=root, html=html)), path)

    assert sent.status == 404
    assert b"secret" not in sent.body


async def test_follows_links_if_it_is_told_to(root: Path) -> None:
    app = mount(StaticFiles(directory=root, follow_symlink=True))

    assert (await get(app, "/static/outside")).text == "secret"
    assert (await get(app, "/static/outside-dir/secret")).text == "secret"
    assert (await get(app, "/static/../secret")).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
async def test_refuses_other_methods(root: Path, method: str) -> None:
    sent = await get(mount(StaticFiles(directory=root)), "/static/a.txt", method)

    assert sent.status == 405
    assert sent.headers["allow"] == "GET, HEAD"


async def test_refuses_websockets(root: Path) -> None:
    recorder = AsgiRecorder(StaticFiles(directory=root), websocket_scope("/a.txt"))

    await recorder.run()

    assert recorder.types == ["websocket.close"]


async def test_answers_by_itself_outside_of_an_application(root: Path) -> None:
    app = StaticFiles(directory=root)

    assert (await get(app, "/a.txt")).text == "hello"
    assert (await get(app, "/gone")).text == "Not Found"


# What the client has already...


async def test_answers_304_to_a_client_that_has_the_file(root: Path) -> None:
    app = mount(StaticFiles(directory=root))
    first = await get(app, "/static/a.txt")

    for condition in (
        {"if_none_match": first.headers["etag"]},
        {"if_none_match": f'"x", W/{first.headers["etag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": first.headers["last-modified"]},
    ):
        sent = await get(app, "/static/a.txt", **condition)
        assert sent.status == 304
        assert sent.headers == {"etag": first.headers["etag"]}
        assert sent.body == b""


async def test_sends_what_the_client_has_not(root: Path) -> None:
    app = mount(StaticFiles(directory=root))
    date = (await get(app, "/static/a.txt")).headers["last-modified"]

    for condition in (
        {"if_none_match": '"x"'},
        {"if_none_match": '"x"', "if_modified_since": date},
        {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if_modified_since": "nonsense"},
    ):
        assert (await get(app, "/static/a.txt", **condition)).status == 200


async def test_a_304_comes_before_a_part(root: Path) -> None:
    app = mount(StaticFiles(directory=root))
    etag = (await get(app, "/static/a.txt")).headers["etag"]

    assert (await get(app, "/static/a.txt", if_none_match=etag, range="bytes=0-1")).status == 304


# Pages...


async def test_serves_the_index_of_a_directory(root: Path) -> None:
    app = mount(StaticFiles(directory=root, html=True))

    assert (await get(app, "/static/sub/")).text == "<p>sub"


async def test_redirects_to_a_directory_with_an_index(root: Path) -> None:
    app = mount(StaticFiles(directory=root, html=True))

    sent = await get(app, "/static/sub")

    assert sent.status == 307
    assert sent.headers["location"] == "http://testserver/static/sub/"


@pytest.mark.parametrize("path", ["/static/gone", "/static/empty", "/static/empty/", "/static/", "/static/../x"])
async def test_answers_what_is_missing_with_a_page(root: Path, path: str) -> None:
    (root / "404.html").write_text("<p>gone")

    sent = await get(mount(StaticFiles(directory=root, html=True)), path)

    assert sent.status == 404
    assert sent.text == "<p>gone"


async def test_a_page_for_what_is_missing_is_never_a_304(root: Path) -> None:
    (root / "404.html").write_text("<p>gone")

    sent = await get(mount(StaticFiles(directory=root, html=True)), "/static/gone", if_none_match="*")

    assert sent.status == 404


# Troubles of the disk...


class Refusing(StaticFiles):
    """Looks up nothing but an error."""

    error: Exception

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        raise self.error


async def test_answers_401_to_what_may_not_be_read(root: Path) -> None:
    app = Refusing(directory=root)
    app.error = PermissionError(errno.EACCES, "denied")

    assert (await get(mount(app), "/static/a.txt")).status == 401


async def test_lets_unexpected_errors_through(root: Path) -> None:
    app = Refusing(directory=root)
    app.error = OSError(errno.EIO, "broken disk")

    with pytest.raises(OSError, match="broken disk"):
        await get(app, "/a.txt")


async def test_answers_404_when_a_file_goes_between_lookup_and_opening(root: Path) -> None:
    class Racing(StaticFiles):
        def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
            found = super().lookup_path(path)
            (root / "a.txt").unlink()
            return found

    assert (await get(mount(Racing(directory=root)), "/static/a.txt")).status == 404


async def test_touches_the_disk_in_worker_threads_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    app = StaticFiles(directory=root, html=True)

    def noting(name: str) -> Any:
        function = getattr(os, name)

        def note(*args: Any, **kwargs: Any) -> Any:
            threads.append(threading.current_thread())
            return function(*args, **kwargs)

        return note

    for name in ("stat", "lstat", "open"):
        monkeypatch.setattr(os, name, noting(name))
    for path in ("/a.txt", "/sub/", "/gone", "/inside"):
        await get(app, path)

    assert threads
    assert threading.current_thread() not in threads


# Extension...


async def test_subclasses_extend_it(root: Path) -> None:
    class Extended(StaticFiles):
        def get_path(self, scope: Scope) -> str:
            return super().get_path(scope).removesuffix(".v1")

        def file_response(
            self, full_path: Any, stat_result: os.stat_result, scope: Scope, status_code: int = 200
        ) -> Response:
            response = super().file_response(full_path, stat_result, scope, status_code)
            response.headers["cache-control"] = "immutable"
            return response

        def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
            return "x-cached" in request_headers

        async def get_response(self, path: str, scope: Scope) -> Response:
            try:
                return await super().get_response(path, scope)
            except BaseHTTPException as error:
                return PlainTextResponse(f"nothing at {path}", error.status_code)

    app = Extended(directory=root)

    assert (await get(app, "/a.txt.v1")).headers["cache-control"] == "immutable"
    assert (await get(app, "/a.txt", x_cached="yes")).status == 304
    assert (await get(app, "/gone")).text == "nothing at gone"


async def test_subclasses_choose_directories(root: Path) -> None:
    class Layered(StaticFiles):
        def get_directories(self, directory: Any = None, packages: Any = None) -> list[Any]:
            return [root / "sub", *super().get_directories(directory, packages)]

    app = Layered(directory=root)

    assert (await get(app, "/index.html")).text == "<p>sub"
    assert (await get(app, "/a.txt")).text == "hello"


def test_urls_of_files_are_those_of_the_mount(root: Path) -> None:
    app = mount(StaticFiles(directory=root))

    assert app.url_path_for("static", path="/a.txt") == "/static/a.txt"


def test_offers_the_304_under_its_known_name() -> None:
    assert NotModifiedResponse(Headers({"etag": '"a"'})).status_code == 304
