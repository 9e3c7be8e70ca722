"""Wrong and hostile requests to the notice board, byte by byte: a clear answer each, nothing told, nothing left."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx2
import pytest

from e2e.core.steps import PASSWORD, pin, run_board
from kit.multipart import BOUNDARY, CONTENT_TYPE, field, file, form, part
from kit.service import Service

LIMIT = 60.0
TOKEN = "<the session of a member>"
MEGABYTE = b"x" * 1_048_576


def request(target: str, *lines: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request; a `host` or `content-length` among the lines takes the place of its own."""
    own = ["host: localhost", f"content-length: {len(body)}"]
    given = {line.partition(":")[0] for line in lines}
    head = [f"{method} {target} HTTP/1.1", *(line for line in own if line.partition(":")[0] not in given), *lines]
    return "\r\n".join([*head, "connection: close", "", ""]).encode("latin-1") + body


def upload(body: bytes, content_type: str = CONTENT_TYPE, *lines: str) -> bytes:
    own = (f"cookie: session={TOKEN}", f"content-type: {content_type}")
    return request("/notices/", *own, *lines, method="POST", body=body)


def log_in_with(body: bytes, content_type: str = "application/x-www-form-urlencoded") -> bytes:
    return request("/log-in", f"content-type: {content_type}", method="POST", body=body)


FORMS = [
    pytest.param(upload(form(), "multipart/form-data"), 400, id="no boundary"),
    pytest.param(upload(form(), 'multipart/form-data; boundary="'), 400, id="empty boundary"),
    pytest.param(upload(form(), f"{CONTENT_TYPE}; charset=klingon"), 400, id="unknown charset"),
    pytest.param(upload(b"no form at all"), 400, id="no form"),
    pytest.param(upload(field("text", "cut")), 400, id="form cut short"),
    pytest.param(upload(file("attachment", b"cut")[:-40]), 400, id="head cut short"),
    pytest.param(upload(file("attachment", MEGABYTE * 2)), 400, id="large file cut short"),
    pytest.param(upload(file("attachment", MEGABYTE * 2) + b"--%b?" % BOUNDARY.encode()), 400, id="bad delimiter"),
    pytest.param(upload(form(part("Content-Disposition: form-data", "nameless"))), 400, id="part without a name"),
    pytest.param(upload(form(file("attachment", "x", filename="a\rb"))), 400, id="line break in a filename"),
    pytest.param(upload(form(file("a", "1"), file("b", "2"))), 400, id="more files than allowed"),
    pytest.param(upload(form(field("a"), field("b"))), 400, id="more fields than allowed"),
    pytest.param(upload(form(field("text", MEGABYTE + b"x"))), 400, id="field too large"),
    pytest.param(upload(form(part("X: " + "x" * 70_000, "x"))), 400, id="head of a part too large"),
    pytest.param(upload(form(field("text", "  "))), 400, id="no text"),
    pytest.param(upload(form(file("text", "no field"), field("attachment", "no file"))), 400, id="kinds swapped"),
    pytest.param(upload(b"", CONTENT_TYPE, "content-length: 9999999999999999"), 413, id="body said to be too large"),
    pytest.param(log_in_with(b"&".join([b"a=1"] * 3)), 400, id="more pairs than allowed"),
    pytest.param(log_in_with(b"name=" + b"x" * 2_000), 413, id="pair too large"),
    pytest.param(log_in_with(form(file("name", "Ada")), CONTENT_TYPE), 400, id="file where none is allowed"),
    pytest.param(log_in_with(b'{"name": "Ada"}', "application/json"), 401, id="JSON in place of a form"),
    pytest.param(log_in_with(b"name=%ff%00&password=%"), 401, id="bad percent-encoding"),
]
RANGES = [
    pytest.param(request("/notices/1/attachment", f"range: {value}"), status, id=value[:20])
    for value, status in {
        "bytes": 400,
        "bytes=": 400,
        "bytes=-": 400,
        "bytes=9-1": 400,
        "bytes=one-two": 400,
        "bytes=--1": 400,
        "lines=1-2": 400,
        "bytes=9999-": 416,
        "bytes=-0": 416,
        f"bytes={'9' * 5_000}-": 416,
    }.items()
]
PATHS = [
    pytest.param(request(target), 404, id=target[:40])
    for target in (
        "/static/../main.py",
        "/static/%2e%2e/main.py",
        "/static/..%2fmain.py",
        "/static/..%5cmain.py",
        "/static/%2fetc/passwd",
        "/static//etc/passwd",
        "/static/a%00b",
        "/static/%ff",
        "/static/" + "x" * 300,
        "/static/",
        "/notices/-1",
        "/notices/%D9%A3",
        "/notices/" + "9" * 30,
        "/notices/2/attachment/..",
        "/notices/1%0a",
        "/live",
    )
]
SESSIONS = [
    pytest.param(request("/notices/1", f"cookie: session={cookie}", method="DELETE"), 403, id=cookie[:20] or "empty")
    for cookie in (
        "",
        "Ada",
        "..",
        "eyJuYW1lIjogIkFkYSJ9",
        "eyJuYW1lIjogIkFkYSJ9.aAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        f"{TOKEN}x",
        f"x{TOKEN}",
        "\xff\xfe",
        '"\\377"',
        "x" * 6_000,
    )
]
HOSTS = [
    pytest.param(request("/notices/", f"host: {host}"), status, id=host[:20] or "empty")
    for host, status in {
        "": 405,
        "api.localhost@elsewhere": 400,
        "api.localhost/x": 400,
        "api local": 400,
        "api.localhost:port": 400,
        "[::1": 400,
    }.items()
]
OTHERS = [
    pytest.param(request("/", "host: a", "host: b"), 400, id="two hosts"),
    pytest.param(request("/", method="BREW"), 400, id="unknown method"),
    pytest.param(request("/notices/all.csv", method="DELETE"), 405, id="method not allowed"),
    pytest.param(request("/", "x-name: a\x00b"), 400, id="control character in a header"),
]
TABLE = [*FORMS, *RANGES, *PATHS, *SESSIONS, *HOSTS, *OTHERS]


@dataclass(frozen=True, slots=True)
class Target:
    """A board with one notice, by a member whose session is `token`."""

    port: int
    token: str

    def ask(self, data: bytes) -> tuple[int, str]:
        """Send a request; gives the status and all else that comes back."""
        received = bytearray()
        with socket.create_connection(("127.0.0.1", self.port), LIMIT) as connection:
            connection.sendall(data.replace(TOKEN.encode(), self.token.encode()))
            while chunk := connection.recv(65_536):
                received += chunk
        head, _, rest = received.decode("latin-1").partition("\r\n")
        return int(head.split(" ")[1]), rest


@contextmanager
def open_target(folder: Path, errors: IO[bytes] | None = None, **environment: str) -> Iterator[tuple[Service, Target]]:
    with run_board(folder, errors, **environment) as service, httpx2.Client(base_url=service.url) as ada:
        ada.post("/log-in", data={"name": "Ada", "password": PASSWORD})
        pin(ada, "Ask for my file", ("a.txt", b"0123456789"))
        yield service, Target(service.port, ada.cookies["session"])


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with open_target(tmp_path_factory.mktemp("board")) as (_, target):
        yield target


@pytest.mark.parametrize(("data", "status"), TABLE)
def test_is_refused_and_nothing_told(target: Target, data: bytes, status: int) -> None:
    answered, rest = target.ask(data)

    assert answered == status
    assert "Traceback" not in rest
    assert "set-cookie" not in rest
    assert target.ask(request("/static/board.css"))[0] == 200


def test_leaves_nothing_behind(tmp_path: Path) -> None:
    folder, log = tmp_path / "temporary", tmp_path / "errors.txt"
    folder.mkdir()

    with log.open("wb") as errors, open_target(folder, errors, PYTHONWARNINGS="default") as (service, target):
        for row in TABLE:
            data = row.values[0]
            assert isinstance(data, bytes)
            target.ask(data)
        status = service.stop()

    assert status == 0
    assert list(folder.iterdir()) == []
    assert not re.search("Traceback|Warning|error", log.read_text())
