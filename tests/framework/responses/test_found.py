import errno
import os
from pathlib import Path

import pytest

from fireweed.exceptions import BaseHTTPException
from fireweed.responses import PlainTextResponse, Response
from fireweed.responses.found import FoundFileResponse, answering_lookup_errors, redirect_to_directory, send_found
from kit.asgi import AsgiRecorder, call, http_scope


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("found")
    return path


async def test_sends_what_was_found(path: Path) -> None:
    sent = await call(FoundFileResponse(path, stat_result=path.stat()), http_scope())

    assert sent.text == "found"


async def test_sends_the_new_file_if_it_was_replaced(path: Path) -> None:
    response = FoundFileResponse(path, stat_result=path.stat(), headers={"x-one": "1"})
    path.write_text("another one")
    expected = await call(FoundFileResponse(path, stat_result=path.stat()), http_scope())

    sent = await call(response, http_scope())

    assert sent.text == "another one"
    assert sent.headers == {**expected.headers, "x-one": "1"}


@pytest.mark.parametrize("replace", ["nothing", "directory"])
async def test_answers_404_when_the_file_is_gone(path: Path, replace: str) -> None:
    response = FoundFileResponse(path, stat_result=path.stat())
    path.unlink()
    if replace == "directory":
        path.mkdir()

    with pytest.raises(BaseHTTPException) as raised:
        await call(response, http_scope())

    assert raised.value.status_code == 404


async def test_answers_401_when_the_file_may_not_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(BaseHTTPException) as raised:
        await call(FoundFileResponse(path, stat_result=path.stat()), http_scope())

    assert raised.value.status_code == 401


async def test_other_troubles_come_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(OSError, match="Too many open files"):
        await call(FoundFileResponse(path, stat_result=path.stat()), http_scope())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(PermissionError(errno.EACCES, "denied"), 401, id="permission"),
        pytest.param(OSError(errno.ENAMETOOLONG, "too long"), 404, id="name too long"),
        pytest.param(ValueError("embedded null byte"), 404, id="NUL"),
    ],
)
def test_answers_errors_of_the_lookup(error: Exception, status: int) -> None:
    with pytest.raises(BaseHTTPException) as raised, answering_lookup_errors():
        raise error

    assert raised.value.status_code == status


def test_lets_other_errors_of_the_lookup_through() -> None:
    with pytest.raises(OSError, match="input/output"), answering_lookup_errors():
        raise OSError(errno.EIO, "input/output")


def test_redirects_to_the_directory() -> None:
    response = redirect_to_directory(http_scope(path="/a/b", query="x=1", headers={"host": "example.org"}))

    assert response.headers["location"] == "http://example.org/a/b/?x=1"


async def respond() -> Response:
    return PlainTextResponse("ok")


async def fail() -> Response:
    raise BaseHTTPException(405, headers={"Allow": "GET"})


async def test_sends_the_response() -> None:
    recorder = AsgiRecorder(lambda scope, receive, send: send_found(respond(), scope, receive, send), http_scope())

    assert (await recorder.run()).text == "ok"


async def test_answers_errors_where_there_is_no_application() -> None:
    recorder = AsgiRecorder(lambda scope, receive, send: send_found(fail(), scope, receive, send), http_scope())

    await recorder.run()

    assert recorder.status == 405
    assert recorder.headers["allow"] == "GET"
    assert recorder.text == "Method Not Allowed"


async def test_leaves_errors_to_the_application() -> None:
    recorder = AsgiRecorder(lambda scope, receive, send: send_found(fail(), scope, receive, send), http_scope(app=None))

    with pytest.raises(BaseHTTPException):
        await recorder.run()
