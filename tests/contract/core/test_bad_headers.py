"""Hostile values in every header that the core reads, through all its middleware: never an error of the server."""

from pathlib import Path

import pytest

from fireweed.core import Application
from fireweed.http.headers import Headers
from fireweed.middleware import Middleware
from fireweed.middleware.cors import CORSMiddleware
from fireweed.middleware.gzip import GZipMiddleware
from fireweed.middleware.sessions import SessionMiddleware
from fireweed.middleware.trustedhost import TrustedHostMiddleware
from fireweed.requests import Request
from fireweed.responses import JSONResponse, RedirectResponse, Response
from fireweed.routing import Host, Mount, Route
from fireweed.staticfiles import StaticFiles
from kit.asgi import call, http_scope

HEADERS = [
    "accept",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "origin",
    "range",
]
VALUES = [
    pytest.param("", id="empty"),
    pytest.param(" ", id="space"),
    pytest.param("\x01\x7f", id="control characters"),
    pytest.param("\xff\xfe", id="no UTF-8"),
    pytest.param("evil\r\nset-cookie: a=b", id="line break"),
    pytest.param('"', id="open quote"),
    pytest.param('"\\', id="open escape"),
    pytest.param(",;=,;=" * 5_000, id="delimiters"),
    pytest.param("a" * 100_000, id="long"),
    pytest.param("9" * 10_000, id="digits"),
    pytest.param("-1", id="negative"),
    pytest.param("gzip;q=many, text/html;q=-1", id="weights"),
    pytest.param("bytes=" + "0-0," * 10_000, id="ranges"),
    pytest.param("multipart/form-data; boundary*0*=x''%", id="continued parameter"),
    pytest.param("session=e30=.!.?; session=", id="forged session"),
    pytest.param("[::1]:x@[", id="brackets"),
    pytest.param("Sun, 99 Nov 99999 99:99:99 GMT", id="no date"),
]
REQUESTS = [
    ("GET", "/echo"),
    ("POST", "/form"),
    ("GET", "/leave"),
    ("GET", "/static/file.txt"),
    ("OPTIONS", "/echo"),
]


async def echo(request: Request) -> Response:
    request.session["seen"] = True
    return JSONResponse([str(request.url), str(request.base_url), request.cookies, request.headers.get("range")])


async def read_form(request: Request) -> Response:
    async with request.form() as form:
        return JSONResponse(list(form))


async def leave(request: Request) -> Response:
    return RedirectResponse(request.url_for("echo"))


@pytest.fixture
def app(tmp_path: Path) -> Application:
    (tmp_path / "file.txt").write_text("content" * 100)
    return Application(
        routes=[
            Host("{name}.example.org", Application()),
            Route("/echo", echo),
            Route("/form", read_form, methods=["POST"]),
            Route("/leave", leave),
            Mount("/static", StaticFiles(directory=tmp_path)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, ["*"]),
            Middleware(CORSMiddleware, allow_origin_regex=r"https://.*\.example\.org", allow_headers=["*"]),
            Middleware(SessionMiddleware, "a secret for tests"),
            Middleware(GZipMiddleware),
        ],
        max_body_size=1_000,
    )


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("header", HEADERS)
async def test_no_endpoint_fails(app: Application, header: str, value: str) -> None:
    headers = {"host": "example.org", "origin": "https://a.example.org", "range": "bytes=0-1", header: value}

    answers = [await call(app, http_scope(method, path, headers=headers), body=b"a=1") for method, path in REQUESTS]

    texts = [text for answer in answers for text in Headers(raw=answer.raw_headers).values()]
    assert max(answer.status for answer in answers) < 500
    assert not any(character in text for text in texts for character in "\r\n\0")
