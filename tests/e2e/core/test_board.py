"""The notice board as its users meet it: the process that `fw run` starts, over real sockets, with real clients."""

import json

import httpx2
import pytest

from e2e.core.steps import Follow, LogIn, find_notice, pin

LETTERS = b"abcdefghijklmnopqrstuvwxyz"


def test_shows_the_pages_and_their_static_files(visitor: httpx2.Client) -> None:
    page, style = visitor.get("/"), visitor.get("/static/board.css")

    assert (page.status_code, style.status_code) == (200, 200)
    assert 'href="/static/board.css"' in page.text
    assert style.headers["content-type"] == "text/css; charset=utf-8"


def test_a_static_file_that_has_not_changed_is_304(visitor: httpx2.Client) -> None:
    etag = visitor.get("/static/board.js").headers["etag"]

    response = visitor.get("/static/board.js", headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_a_session_lasts_from_log_in_to_log_out(log_in: LogIn) -> None:
    ada = log_in("Ada")
    before = ada.get("/").text

    ada.post("/log-out")

    assert "Log out, Ada" in before
    assert "Log out" not in ada.get("/").text
    assert not ada.cookies


def test_a_session_cookie_is_not_for_scripts(visitor: httpx2.Client) -> None:
    response = visitor.post("/log-in", data={"name": "Ada", "password": "open sesame"})

    assert {"httponly", "samesite=lax", "path=/"} <= set(response.headers["set-cookie"].split("; "))


@pytest.mark.parametrize("password", ["", "open barley", "ö"])
def test_a_wrong_password_logs_nobody_in(visitor: httpx2.Client, password: str) -> None:
    response = visitor.post("/log-in", data={"name": "Ada", "password": password})

    assert response.status_code == 401
    assert "set-cookie" not in response.headers


def test_a_forged_session_is_no_session(visitor: httpx2.Client, log_in: LogIn) -> None:
    session = log_in("Ada").cookies["session"]

    response = visitor.get("/", headers={"cookie": f"session={session[:-3]}abc"})

    assert response.status_code == 200
    assert "Log out" not in response.text


def test_strangers_are_sent_to_the_form(visitor: httpx2.Client) -> None:
    response = visitor.post("/notices/", data={"text": "It was me"})

    assert response.status_code == 303
    assert response.headers["location"].startswith(f"{visitor.base_url}/log-in?next=")


def test_a_notice_is_escaped_on_the_page(visitor: httpx2.Client, log_in: LogIn) -> None:
    pin(log_in("Ada"), "<script>alert(1)</script>")

    page = visitor.get("/").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_upload_comes_back_as_it_was(visitor: httpx2.Client, log_in: LogIn) -> None:
    content = bytes(range(256)) * 10_000

    number = pin(log_in("Ada"), "A large file", ("größe 1.bin", content))

    response = visitor.get(f"/notices/{number}/attachment")
    assert response.content == content
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe%201.bin"


@pytest.mark.parametrize(
    ("wanted", "status", "content_range", "content"),
    [
        pytest.param("bytes=0-3", 206, "bytes 0-3/26", b"abcd", id="first"),
        pytest.param("bytes=-2", 206, "bytes 24-25/26", b"yz", id="last"),
        pytest.param("bytes=26-", 416, "bytes */26", b"", id="beyond"),
        pytest.param("pages=1-2", 400, None, b"Only support bytes range", id="no bytes"),
    ],
)
def test_a_range_of_an_attachment(
    log_in: LogIn, wanted: str, status: int, content_range: str | None, content: bytes
) -> None:
    ada = log_in("Ada")
    path = f"/notices/{pin(ada, f'The alphabet, {wanted}', ('letters.txt', LETTERS))}/attachment"

    response = ada.get(path, headers={"range": wanted})

    assert (response.status_code, response.content) == (status, content)
    assert response.headers.get("content-range") == content_range


def test_several_ranges_of_an_attachment(log_in: LogIn) -> None:
    ada = log_in("Ada")
    number = pin(ada, "The alphabet", ("letters.txt", LETTERS))

    response = ada.get(f"/notices/{number}/attachment", headers={"range": "bytes=0-1,24-25"})

    boundary = response.headers["content-type"].removeprefix("multipart/byteranges; boundary=")
    parts = response.content.split(f"--{boundary}".encode())
    assert response.status_code == 206
    assert [part.strip().partition(b"\r\n\r\n")[2] for part in parts[1:-1]] == [b"ab", b"yz"]


def test_a_stream_has_every_notice(visitor: httpx2.Client, log_in: LogIn) -> None:
    number = pin(log_in("Ada"), 'Tea, "at five"')

    with visitor.stream("GET", "/notices/all.csv") as response:
        lines = list(response.iter_lines())

    assert response.headers["transfer-encoding"] == "chunked"
    assert lines[0] == "number,author,text"
    assert f'{number},Ada,"Tea, ""at five"""' in lines


def test_followers_are_told_of_what_is_pinned_and_taken_down(log_in: LogIn, follow: Follow) -> None:
    ada = log_in("Ada")

    with follow() as one, follow() as another:
        number = pin(ada, "Look at this", ("a.txt", b"this"))
        ada.delete(f"/notices/{number}").raise_for_status()

        notice = {"number": number, "author": "Ada", "text": "Look at this", "attachment": "a.txt"}
        for websocket in (one, another):
            assert json.loads(websocket.recv(timeout=60)) == {"pinned": notice}
            assert json.loads(websocket.recv(timeout=60)) == {"taken down": number}


def test_a_follower_who_leaves_does_not_keep_the_others_from_the_news(log_in: LogIn, follow: Follow) -> None:
    with follow() as stays:
        with follow() as leaves:
            leaves.socket.close()
        pin(log_in("Ada"), "Who is still here?")

        assert json.loads(stays.recv(timeout=60))["pinned"]["text"] == "Who is still here?"


def test_only_the_author_takes_a_notice_down(visitor: httpx2.Client, log_in: LogIn) -> None:
    number = pin(log_in("Ada"), "Mine")
    path = f"/notices/{number}"

    statuses = [client.delete(path).status_code for client in (visitor, log_in("Bob"), log_in("Ada"), log_in("Ada"))]

    assert statuses == [403, 403, 204, 404]


def test_the_files_of_a_notice_go_with_it(log_in: LogIn) -> None:
    ada = log_in("Ada")
    path = f"/notices/{pin(ada, 'Not for long', ('a.txt', b'this'))}"

    ada.delete(path)

    assert ada.get(f"{path}/attachment").status_code == 404


def test_the_host_for_programs_speaks_json(visitor: httpx2.Client, log_in: LogIn) -> None:
    number = pin(log_in("Ada"), "For programs")

    response = visitor.get(f"/notices/{number}", headers={"host": "API.localhost:80"})

    assert response.json() == find_notice(visitor, "For programs")
    assert visitor.get("/", headers={"host": "api.localhost"}).json() == {"detail": "Not Found"}


@pytest.mark.parametrize(
    ("accept", "media_type", "text"),
    [
        pytest.param("text/html", "text/html; charset=utf-8", '<p role="alert">Not Found</p>', id="page"),
        pytest.param("*/*", "application/json", '{"detail":"Not Found"}', id="json"),
    ],
)
def test_an_error_is_told_as_the_client_likes_it(
    visitor: httpx2.Client, accept: str, media_type: str, text: str
) -> None:
    response = visitor.get("/nowhere", headers={"accept": accept})

    assert (response.status_code, response.headers["content-type"]) == (404, media_type)
    assert text in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_body_beyond_the_limit_is_413(log_in: LogIn) -> None:
    ada = log_in("Ada")

    response = ada.post("/log-in", data={"name": "x" * 2_000})

    assert response.status_code == 413
    assert "Log out, Ada" in ada.get("/").text
