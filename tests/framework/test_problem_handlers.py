"""Errors of an application with `error_format="problem"`: problem details (RFC 9457), whoever makes them."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest

from fireweed import APIRouter, Body, Fireweed, HTTPException, Request, WebSocket
from fireweed.exceptions import ProblemException
from fireweed.problem_handlers import build_problem, build_refusal
from fireweed.responses import PlainTextResponse
from fireweed.testclient import TestClient
from fireweed.testclient.websocket_messages import WebSocketDenialResponse
from kit.endpoints import answering_errors

PROBLEM = "application/problem+json"


class OutOfStock(ProblemException):
    status_code = 409
    type = "https://example.com/problems/out-of-stock"
    title = "Out of stock"
    headers = MappingProxyType({"Retry-After": "3600"})


def build_app(**options: Any) -> Fireweed:
    app = Fireweed(error_format="problem", **options)

    @app.post("/items/{item_id}")
    async def add_item(item_id: int, request: Request) -> None:
        await request.body()

    return app


def raising(error: Exception, **options: Any) -> TestClient:
    app = Fireweed(error_format="problem", **options)

    @app.get("/items")
    def refuse() -> None:
        raise error

    return answering_errors(app)


def read_problem(response: Any) -> dict[str, Any]:
    assert response.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = response.json()
    assert problem["status"] == response.status_code
    return problem


def test_http_exception_is_a_problem() -> None:
    response = raising(HTTPException(404, "No such item", {"X-Reason": "none"})).get("/items?secret=1")

    assert read_problem(response) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "No such item",
        "instance": "/items",
    }
    assert response.headers["x-reason"] == "none"


def test_detail_that_is_no_text_is_an_extension() -> None:
    problem = read_problem(raising(HTTPException(400, {"code": 7})).get("/items"))

    assert "detail" not in problem
    assert problem["details"] == {"code": 7}


@pytest.mark.parametrize("status", [204, 205, 304])
def test_status_without_body_has_none(status: int) -> None:
    response = raising(HTTPException(status)).get("/items")

    assert (response.status_code, response.content, response.headers.get("content-type")) == (status, b"", None)


def test_status_without_a_name_has_no_title() -> None:
    assert "title" not in read_problem(raising(HTTPException(599)).get("/items"))


def test_problem_of_ones_own() -> None:
    error = OutOfStock(detail="None left", instance="/orders/7", extensions={"left": 0})

    response = raising(error).get("/items")

    assert read_problem(response) == {
        "type": "https://example.com/problems/out-of-stock",
        "title": "Out of stock",
        "status": 409,
        "detail": "None left",
        "instance": "/orders/7",
        "left": 0,
    }
    assert response.headers["retry-after"] == "3600"


def test_problem_is_answered_as_detail_unless_the_format_is_chosen() -> None:
    app = Fireweed()

    @app.get("/")
    def refuse() -> None:
        raise OutOfStock(detail="None left")

    response = TestClient(app).get("/")

    assert (response.status_code, response.json()) == (409, {"detail": "None left"})


def test_unknown_path_is_a_problem() -> None:
    assert read_problem(TestClient(build_app()).get("/nowhere"))["title"] == "Not Found"


def test_answer_to_head_has_no_body() -> None:
    response = TestClient(build_app()).head("/nowhere")

    assert (response.status_code, response.headers["content-type"], response.content) == (404, PROBLEM, b"")


def test_unknown_method_is_a_problem() -> None:
    response = TestClient(build_app()).get("/items/1")

    assert read_problem(response)["status"] == 405
    assert response.headers["allow"] == "POST"


def test_invalid_request_is_a_problem_with_its_errors() -> None:
    problem = read_problem(TestClient(build_app()).post("/items/one"))

    assert (problem["title"], problem["instance"]) == ("Unprocessable Content", "/items/one")
    assert [error["loc"] for error in problem["errors"]] == [["path", "item_id"]]


def test_invalid_value_that_json_cannot_hold_is_null() -> None:
    app = Fireweed(error_format="problem")

    @app.post("/")
    def take(number: int = Body()) -> None: ...

    response = TestClient(app).post("/", content=b"NaN", headers={"content-type": "application/json"})

    assert read_problem(response)["errors"][0]["input"] is None


def test_malformed_body_is_a_problem() -> None:
    app = Fireweed(error_format="problem")

    @app.post("/")
    def take(number: int = Body()) -> None: ...

    response = TestClient(app).post("/", content=b"\xff", headers={"content-type": "application/json"})

    assert read_problem(response)["detail"] == "There was an error parsing the body"


@pytest.mark.parametrize("is_declared", [True, False])
def test_too_large_body_is_a_problem(is_declared: bool) -> None:
    def stream() -> Iterator[bytes]:
        yield b"too much"

    response = TestClient(build_app(max_body_size=4)).post("/items/1", content=b"much" * 2 if is_declared else stream())

    assert read_problem(response)["title"] == "Content Too Large"


def test_too_large_body_of_a_route_is_a_problem() -> None:
    app, router = Fireweed(error_format="problem"), APIRouter(max_body_size=4)
    router.post("/")(lambda: None)
    app.include_router(router)

    assert read_problem(TestClient(app).post("/", content=b"too much"))["status"] == 413


def test_unhandled_error_is_a_problem_that_says_nothing() -> None:
    response = raising(ValueError("secret")).get("/items")

    assert read_problem(response)["detail"] == "Internal Server Error"
    assert "secret" not in response.text


def test_unhandled_error_reaches_the_server() -> None:
    app = Fireweed(error_format="problem")

    @app.get("/")
    def fail() -> None:
        raise ValueError("for the log")

    with pytest.raises(ValueError, match="for the log"):
        TestClient(app).get("/")


def test_debug_mode_shows_its_page() -> None:
    response = raising(ValueError("what happened"), debug=True).get("/items")

    assert response.headers["content-type"].startswith("text/plain")
    assert "what happened" in response.text


def test_refused_handshake_is_a_problem() -> None:
    app = Fireweed(error_format="problem")

    @app.websocket("/chat")
    async def refuse(websocket: WebSocket) -> None:
        raise HTTPException(403, "Members only")

    with pytest.raises(WebSocketDenialResponse) as denial, TestClient(app).websocket_connect("/chat"):
        """Refused."""

    assert read_problem(denial.value)["detail"] == "Members only"


@pytest.mark.parametrize(
    ("key", "error"),
    [
        pytest.param(HTTPException, HTTPException(404), id="class"),
        pytest.param(404, HTTPException(404), id="status"),
        pytest.param(500, ValueError(), id="500"),
        pytest.param(Exception, ValueError(), id="Exception"),
        pytest.param(OutOfStock, OutOfStock(), id="problem of one's own"),
    ],
)
def test_handlers_of_ones_own_win(key: Any, error: Exception) -> None:
    def answer(_request: Request, _error: Exception) -> PlainTextResponse:
        return PlainTextResponse("mine")

    assert raising(error, exception_handlers={key: answer}).get("/items").text == "mine"


def test_handler_added_later_wins_over_the_default_for_500() -> None:
    app = Fireweed(error_format="problem")

    @app.exception_handler(500)
    def answer(_request: Request, _error: Exception) -> PlainTextResponse:
        return PlainTextResponse("mine")

    @app.get("/")
    def fail() -> None:
        raise ValueError

    assert answering_errors(app).get("/").text == "mine"


def test_mounted_application_has_its_own_format() -> None:
    app = Fireweed(error_format="problem")
    app.mount("/inner", Fireweed())

    assert TestClient(app).get("/inner/nowhere").json() == {"detail": "Not Found"}


def test_refuses_unknown_format() -> None:
    with pytest.raises(ValueError, match="error_format is 'detail' or 'problem', not 'xml'"):
        Fireweed(error_format="xml")  # type: ignore[arg-type]  # the mistake


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        pytest.param("/caf%C3%A9%20%22", "/caf%C3%A9%20%22", id="escaped"),
        pytest.param("//example.com/a", "/.//example.com/a", id="no host"),
    ],
)
def test_instance_is_a_reference_to_the_path(path: str, instance: str) -> None:
    refusal = build_refusal(HTTPException(404), {"type": "http", "path": unquote(path)})

    assert f'"instance":"{instance}"'.encode() in refusal.body


def test_problem_without_a_status_is_refused() -> None:
    with pytest.raises(TypeError, match="takes the status first"):
        ProblemException(detail="What now?")


def test_extension_cannot_replace_a_member() -> None:
    with pytest.raises(ValueError, match=r"\['status', 'type'\] cannot be extensions"):
        ProblemException(400, extensions={"type": "a", "status": 200, "more": 1})


def test_problem_without_a_request_has_no_instance() -> None:
    assert build_problem(HTTPException(404)) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
    }
