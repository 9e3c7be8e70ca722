"""The program of docs/guides/hints-and-trailers.md does on the server what the page says."""

import base64
import hashlib
from pathlib import Path

import pytest

from docs.programs import load_program
from fireweed.testclient import TestClient
from fireweed.types import Receive, Scope, Send
from kit.http_client import FakeClient
from kit.raw_client import serving
from kit.transport import build_request

PAGE = (Path(__file__).parents[2] / "docs/guides/hints-and-trailers.md").read_text()
PROGRAM = "docs/examples/hints_and_trailers.py"


async def test_hints_come_before_the_page() -> None:
    async with serving(load_program(PROGRAM).app) as server, server.connect() as client:
        hints = await client.exchange(build_request(headers=[("Sec-Fetch-Mode", "navigate")]))
        page = await client.read_response()

    assert f"HTTP/1.1 103 Early Hints\nlink: {hints.headers['link']}\n" in PAGE
    assert (hints.status, page.status) == (103, 200)
    assert page.body.endswith(b"<h1>Library</h1>")


async def test_the_digest_follows_the_export() -> None:
    program = load_program(PROGRAM)
    digest = base64.b64encode(hashlib.sha256("".join(program.BOOKS).encode()).digest())

    async with serving(program.app) as server, server.connect() as client:
        await client.send(build_request(target="/books.csv", headers=[("TE", "trailers"), ("Connection", "close, te")]))
        data = await client.read_to_end()

    assert data.endswith(b"\r\n0\r\ncontent-digest: sha-256=:%b:\r\n\r\n" % digest)
    assert f"content-digest: sha-256=:{digest.decode()}:" in PAGE


def test_the_test_client_shows_trailers() -> None:
    response = TestClient(load_program(PROGRAM).app).get("/books.csv")

    assert response.text.startswith("id,title\n")
    assert response.extensions["http.response.trailers"]


@pytest.mark.parametrize("name", ["early_hint", "trailers", "pathsend", "zerocopysend"])
async def test_the_page_names_every_extension(name: str) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    await FakeClient(app).exchange(build_request())

    assert f"http.response.{name}" in seen[0]["extensions"]
    assert f"| `http.response.{name}` |" in PAGE
