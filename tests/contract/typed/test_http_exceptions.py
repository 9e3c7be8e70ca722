"""HTTPException and its answer."""

from typing import Any

import pytest

from fireweed import Depends, Fireweed, HTTPException
from fireweed.exception_handlers import http_exception_handler
from fireweed.responses import JSONResponse
from fireweed.testclient import TestClient
from kit.endpoints import serve


def raising(error: Exception, **options: Any) -> TestClient:
    async def endpoint() -> None:
        raise error

    return serve(endpoint, **options)


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (HTTPException(404), 404, {"detail": "Not Found"}),
        (HTTPException(418), 418, {"detail": "I'm a Teapot"}),
        (HTTPException(404, "gone"), 404, {"detail": "gone"}),
        (HTTPException(400, {"a": [1, None]}), 400, {"detail": {"a": [1, None]}}),
        (HTTPException(400, ["x"]), 400, {"detail": ["x"]}),
        (HTTPException(400, ""), 400, {"detail": ""}),
        (HTTPException(400, 0), 400, {"detail": 0}),
        (HTTPException(599), 599, {"detail": ""}),
        (HTTPException(500, "five"), 500, {"detail": "five"}),
    ],
    ids=repr,
)
def test_exception_is_answered_with_its_detail(error: HTTPException, status: int, body: Any) -> None:
    response = raising(error).get("/")

    assert (response.status_code, response.json()) == (status, body)
    assert response.headers["content-type"] == "application/json"


def test_headers_are_added() -> None:
    response = raising(HTTPException(401, headers={"WWW-Authenticate": "Basic"})).get("/")

    assert response.headers["www-authenticate"] == "Basic"


@pytest.mark.parametrize("status", [204, 205, 304])
def test_status_without_content_has_no_body(status: int) -> None:
    response = raising(HTTPException(status, "ignored", {"etag": "x"})).get("/")

    assert (response.status_code, response.content, response.headers["etag"]) == (status, b"", "x")
    assert "content-type" not in response.headers


@pytest.mark.parametrize(
    ("error", "text", "representation"),
    [
        (HTTPException(404), "404: Not Found", "HTTPException(status_code=404, detail='Not Found')"),
        (HTTPException(400, {"a": 1}), "400: {'a': 1}", "HTTPException(status_code=400, detail={'a': 1})"),
    ],
    ids=["default", "given"],
)
def test_exception_shows_itself(error: HTTPException, text: str, representation: str) -> None:
    assert (str(error), repr(error)) == (text, representation)


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_dependency_may_raise_it(is_async: bool) -> None:
    async def dependency() -> None:
        raise HTTPException(403)

    def dependency_in_thread() -> None:
        raise HTTPException(403)

    def endpoint(x: None = Depends(dependency if is_async else dependency_in_thread)) -> None: ...

    assert serve(endpoint).get("/").status_code == 403


def test_subclass_may_have_a_handler_of_its_own() -> None:
    class Gone(HTTPException):
        pass

    app = Fireweed()

    @app.exception_handler(Gone)
    async def handle(request: Any, error: Any) -> JSONResponse:
        return JSONResponse({"gone": True}, 410)

    @app.get("/{kind}")
    async def endpoint(kind: str) -> None:
        raise Gone(404) if kind == "gone" else HTTPException(404)

    client = TestClient(app)

    assert client.get("/gone").json() == {"gone": True}
    assert client.get("/other").json() == {"detail": "Not Found"}


def test_default_handler_can_be_built_upon() -> None:
    app = Fireweed()

    @app.exception_handler(HTTPException)
    async def handle(request: Any, error: Any) -> Any:
        response = await http_exception_handler(request, error)
        response.headers["x-seen"] = request.url.path
        return response

    @app.get("/path")
    async def endpoint() -> None:
        raise HTTPException(404)

    response = TestClient(app).get("/path")

    assert (response.json(), response.headers["x-seen"]) == ({"detail": "Not Found"}, "/path")
