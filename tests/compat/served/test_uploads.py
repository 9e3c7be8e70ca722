"""The program `uploads`: files arrive whole, with their names, and leave nothing behind."""

from typing import Any

import httpx2
import pytest

from kit.served_programs import Serve
from kit.server_process import wait_for

# More than is held in memory.
LARGE = bytes(range(256)) * 4 * 2048


def has_no_temporary_files(client: httpx2.Client) -> bool:
    return bool(client.get("/temporary").json() == [])


def test_upload_has_fields_beside(serve: Serve) -> None:
    answer = serve("uploads:app").client.post(
        "/upload", data={"title": "Log"}, files={"file": ("a.txt", b"abc", "text/plain")}
    )

    assert answer.json() == {"title": "Log", "name": "a.txt", "size": 3, "type": "text/plain"}


def test_upload_is_looked_at_afterwards(serve: Serve) -> None:
    client = serve("uploads:app").client

    client.post("/upload", data={"title": "Log"}, files={"file": ("large.txt", LARGE, "text/plain")})

    wait_for(lambda: bool(client.get("/seen").json() == [["large.txt", len(LARGE)]]))


def test_several_files_keep_their_order(serve: Serve) -> None:
    files = [("files", ("a.txt", b"a")), ("files", ("größer.bin", b"bb")), ("cover", ("c.png", b"c"))]

    answer = serve("uploads:app").client.post("/several", files=files, data={"notes": ["x", "y"]})

    assert answer.json() == {
        "files": [["a.txt", 1, 1], ["größer.bin", 2, 2]],
        "notes": ["x", "y"],
        "cover": "c.png",
        "temporary": 0,
    }


def test_temporary_files_are_gone_after_the_answer(serve: Serve) -> None:
    client = serve("uploads:app").client

    answer = client.post("/several", files=[("files", (name, LARGE)) for name in ("a", "b")])

    assert answer.json()["files"] == [["a", len(LARGE), len(LARGE)], ["b", len(LARGE), len(LARGE)]]
    assert answer.json()["temporary"] == 2
    wait_for(lambda: has_no_temporary_files(client))


def test_temporary_files_are_gone_after_an_error(serve: Serve) -> None:
    client = serve("uploads:app").client

    failed = client.post("/fails", files={"file": ("a", LARGE)})
    refused = client.post("/several", files={"file": ("a", LARGE)})

    assert (failed.status_code, refused.status_code) == (500, 422)
    wait_for(lambda: has_no_temporary_files(client))


def test_temporary_files_are_gone_when_the_client_vanishes(serve: Serve) -> None:
    program = serve("uploads:app")
    head = "POST /upload HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=b\r\n"
    part = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    connection = program.server.connect()
    connection.connect()
    connection.sock.sendall(f"{head}content-length: 9999999\r\n\r\n{part}".encode() + LARGE)
    wait_for(lambda: not has_no_temporary_files(program.client))

    connection.close()

    wait_for(lambda: has_no_temporary_files(program.client))


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/upload", {"files": {"file": ("a.png", b"", "image/png")}, "data": {"title": "t"}}, 415),
        ("/upload", {"files": {"file": ("a.txt", b"")}}, 422),
        ("/upload", {"data": {"title": "t", "file": "text"}}, 422),
        ("/bytes", {"files": {"file": ("a", LARGE)}}, 200),
    ],
    ids=["type", "no-field", "no-file", "bytes"],
)
def test_upload_says_what_it_takes(serve: Serve, path: str, form: dict[str, Any], status: int) -> None:
    answer = serve("uploads:app").client.post(path, **form)

    assert answer.status_code == status, answer.text
