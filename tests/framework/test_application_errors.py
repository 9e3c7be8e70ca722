"""What the typed application answers when something goes wrong."""

from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import Fireweed, HTTPException, Request
from fireweed.exceptions import BaseHTTPException, RequestValidationError
from fireweed.responses import JSONResponse, PlainTextResponse, Response
from fireweed.testclient import TestClient


class Item(BaseModel):
    name: str


def app_raising(error: Exception, **options: Any) -> Fireweed:
    app = Fireweed(**options)

    @app.post("/")
    async def fail(item: Item | None = None) -> None:
        raise error

    return app


async def answer_with_name(request: Request, error: Exception) -> Response:
    return PlainTextResponse(type(error).__name__, status_code=400)


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [("GET", "/nothing", 404, "Not Found"), ("GET", "/", 405, "Method Not Allowed")],
)
def test_errors_of_the_router_are_json(method: str, path: str, status: int, detail: str) -> None:
    answer = TestClient(app_raising(KeyError())).request(method, path)

    assert (answer.status_code, answer.json()) == (status, {"detail": detail})
    assert answer.headers["content-type"] == "application/json"


def test_http_exceptions_are_json_with_their_headers() -> None:
    app = app_raising(HTTPException(409, {"why": ["taken"]}, headers={"x-a": "b"}))

    answer = TestClient(app).post("/")

    assert (answer.status_code, answer.json(), answer.headers["x-a"]) == (409, {"detail": {"why": ["taken"]}}, "b")


@pytest.mark.parametrize("status", [204, 205, 304])
def test_http_exceptions_without_content_have_no_body(status: int) -> None:
    answer = TestClient(app_raising(HTTPException(status))).post("/")

    assert (answer.status_code, answer.content) == (status, b"")
    assert "content-type" not in answer.headers


def test_invalid_requests_are_answered_422() -> None:
    answer = TestClient(app_raising(KeyError())).post("/", json={})

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", "name"]]


def test_unhandled_exceptions_are_answered_500_and_raised() -> None:
    app = app_raising(KeyError())

    with pytest.raises(KeyError):
        TestClient(app).post("/")
    answer = TestClient(app, raise_server_exceptions=False).post("/")

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


@pytest.mark.parametrize(
    ("key", "method", "body"),
    [
        (404, "DELETE", None),
        (BaseHTTPException, "GET", None),
        (RequestValidationError, "POST", {}),
        (LookupError, "POST", None),
    ],
    ids=["status", "http-exception", "validation", "ancestor"],
)
def test_own_handlers_take_the_place_of_the_first_ones(key: Any, method: str, body: Any) -> None:
    error = HTTPException(404) if key == 404 else KeyError()
    app = app_raising(error, exception_handlers={key: answer_with_name})

    answer = TestClient(app).request("POST" if key == 404 else method, "/", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")


def test_handler_for_the_http_exception_of_programs_leaves_those_of_the_router() -> None:
    app = app_raising(HTTPException(409), exception_handlers={HTTPException: answer_with_name})
    client = TestClient(app)

    assert (client.post("/").text, client.get("/").json()) == ("HTTPException", {"detail": "Method Not Allowed"})


def test_decorated_handler_answers() -> None:
    app = app_raising(KeyError())
    app.exception_handler(KeyError)(answer_with_name)

    assert TestClient(app).post("/").text == "KeyError"


@pytest.mark.parametrize("injects", [False, True], ids=["values-only", "with-request"])
def test_handlers_can_read_the_body_that_the_endpoint_got(injects: bool) -> None:
    app = Fireweed()

    async def fail(item: Item) -> None:
        raise KeyError

    async def fail_with(item: Item, request: Request) -> None:
        raise KeyError

    app.post("/")(fail_with if injects else fail)

    @app.exception_handler(KeyError)
    async def echo(request: Request, error: KeyError) -> Response:
        return JSONResponse(await request.json())

    assert TestClient(app).post("/", json={"name": "a"}).json() == {"name": "a"}


def test_handlers_of_invalid_requests_can_read_the_body() -> None:
    app = app_raising(KeyError())

    @app.exception_handler(RequestValidationError)
    async def echo(request: Request, error: RequestValidationError) -> Response:
        return JSONResponse({"body": (await request.body()).decode(), "parsed": error.body})

    assert TestClient(app).post("/", json={"nmae": "a"}).json() == {"body": '{"nmae":"a"}', "parsed": {"nmae": "a"}}


def test_handlers_get_the_request_of_the_endpoint() -> None:
    requests: list[Request] = []
    app = Fireweed()

    @app.get("/")
    async def fail(request: Request) -> None:
        requests.append(request)
        raise KeyError

    @app.exception_handler(KeyError)
    async def note(request: Request, error: KeyError) -> Response:
        requests.append(request)
        return Response()

    TestClient(app).get("/")

    assert requests[0] is requests[1]


def test_debug_shows_the_traceback() -> None:
    client = TestClient(app_raising(KeyError("lost"), debug=True), raise_server_exceptions=False)

    assert "KeyError: 'lost'" in client.post("/").text
    assert "<h2>KeyError: &#x27;lost&#x27;</h2>" in client.post("/", headers={"accept": "text/html"}).text
