"""Every program of the documentation does what its page says, also what a command and its answer cannot show."""

import asyncio
import importlib
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest

from docs.programs import ROOT, load_program
from fireweed.testclient import TestClient
from fireweed_server import AppImportError


def load(name: str) -> ModuleType:
    return load_program(f"docs/examples/{name}.py")


def find_tests(program: ModuleType) -> list[Callable[[], Any]]:
    return [value for name, value in vars(program).items() if name.startswith("test_")]


# The tutorial


def test_first_steps() -> None:
    client = TestClient(load("first_steps").app)

    pages = [client.get(path) for path in ("/docs", "/redoc", "/openapi.json")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert client.get("/books/7").json() == {"book_id": 7, "page": 1}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/books/0", 422, id="path too small"),
        pytest.param("/loans?since=2026-03-01&limit=100", 200, id="query at its limit"),
        pytest.param("/loans?since=2026-03-01&limit=101", 422, id="query beyond its limit"),
        pytest.param("/loans?since=yesterday", 422, id="no date"),
        pytest.param("/shelves/science", 200, id="enumeration"),
    ],
)
def test_path_and_query(path: str, status: int) -> None:
    client = TestClient(load("path_and_query").app)

    assert client.get(path).status_code == status


def test_path_and_query_redirects_to_the_other_slash() -> None:
    client = TestClient(load("path_and_query").app, follow_redirects=False)

    response = client.get("/books/newest/")

    assert (response.status_code, response.headers["location"]) == (307, "http://testserver/books/newest")


def test_json_bodies() -> None:
    program = load("json_bodies")
    client = TestClient(program.app)
    client.put("/books/1", json={"title": "The First", "pages": 99, "authors": [{"name": "Ada"}]})

    client.patch("/books/1", json={"pages": 100})

    assert program.books[1] == program.Book(title="The First", pages=100, authors=[program.Author(name="Ada")])


def test_headers_and_cookies() -> None:
    client = TestClient(load("headers_and_cookies").app)

    visits = [client.post("/visits").json()["visits"] for _ in range(3)]

    assert visits == [1, 2, 3]


def test_responses() -> None:
    client = TestClient(load("responses").app)

    home, ada = client.get("/home"), client.get("/members/ada")

    assert home.text == "<h1>Welcome</h1>"
    assert "not for everyone" not in ada.text


def test_errors() -> None:
    client = TestClient(load("errors").app)

    with pytest.raises(ZeroDivisionError):
        client.get("/crash")


def test_dependencies() -> None:
    program = load("dependencies")
    client = TestClient(program.app)
    program.app.dependency_overrides[program.get_reader] = lambda: "Test"

    response = client.get("/loans")

    assert response.json() == {"reader": "Test", "limit": 10}
    assert client.delete("/loans/1").status_code == 204


def test_dependency_lifetimes() -> None:
    program = load("dependency_lifetimes")

    TestClient(program.app).post("/loans/7")

    events = program.app.state.events
    assert events.index("unlock") < events.index("commit")


def test_shared_dependencies() -> None:
    program = load("shared_dependencies")

    with TestClient(program.app) as client:
        assert client.get("/authors/dune").json() == "FRANK HERBERT"
        assert client.get("/readings/dune").json() == "dune at a desk in the reading room"

        program.replace_the_connection()
        assert client.get("/authors/emma").json() == "JANE AUSTEN"
    assert program.app.state.events == ["connect", "disconnect"]


def test_background_tasks() -> None:
    program = load("background_tasks")

    response = TestClient(program.app).post("/reminders/ada")

    assert response.status_code == 202
    assert program.app.state.sent == ["to ada: Your book is due.", "counted ada"]


def test_bigger_application() -> None:
    app = importlib.import_module("bigger_application.main").app

    paths = TestClient(app).get("/openapi.json").json()["paths"]

    assert {path: operations["get"]["tags"] for path, operations in paths.items()} == {
        "/books": ["books"],
        "/books/{book_id}": ["books"],
        "/staff/members/{member_id}": ["members"],
    }


def test_lifespan_and_state() -> None:
    with TestClient(load("lifespan_and_state").app) as client:
        catalogue = client.app_state["catalogue"]
        assert catalogue.is_open

    assert not catalogue.is_open


def test_middleware() -> None:
    client = TestClient(load("middleware").app)

    first, second = client.get("/books"), client.get("/books")

    assert first.headers["x-request-id"] == first.json()["answered"]
    assert first.json() != second.json()


def test_streaming() -> None:
    client = TestClient(load("streaming").app)

    with client.stream("GET", "/source") as response:
        first_line = next(response.iter_lines())

    assert first_line.startswith('"""Streaming')
    assert client.post("/sizes", content=iter([b"one", b"two"])).json() == {"bytes": 6}


@pytest.mark.parametrize("test", find_tests(load("testing")), ids=lambda test: test.__name__)
def test_testing(test: Callable[[], None]) -> None:
    test()


@pytest.mark.parametrize("test", find_tests(load("testing_async")), ids=lambda test: test.__name__)
async def test_testing_async(test: Callable[[], Awaitable[None]]) -> None:
    await test()


def test_openapi_document() -> None:
    client = TestClient(load("openapi_document").app)

    answered = client.get("/internal").status_code, client.get("/redoc").status_code

    assert answered == (200, 404)
    assert "/internal" not in client.get("/openapi.json").json()["paths"]


def test_document_tells_who_offers_the_api_and_what_to_send() -> None:
    client = TestClient(load("document_details").app)

    document, page = client.get("/openapi.json").json(), client.get("/docs").text

    assert document["info"]["contact"] == {"name": "The librarians", "email": "books@library.example"}
    assert document["servers"] == [{"url": "https://api.library.example", "description": "Production"}]
    operation = document["paths"]["/loans"]["post"]
    assert operation["operationId"] == "lend"
    assert list(operation["requestBody"]["content"]["application/json"]["examples"]) == ["short", "usual"]
    assert document["components"]["schemas"]["Loan"]["properties"]["days"]["x-unit"] == "days"
    assert '"defaultModelsExpandDepth": -1' in page


# The guides


def test_production_refuses_bodies_that_are_too_large() -> None:
    client = TestClient(load("production").app)

    responses = [client.post("/reviews", json=["x" * size]) for size in (10, 1_000_000)]
    scan = client.post("/scans", content=b"x" * 2_000_000)

    assert [response.status_code for response in responses] == [201, 413]
    assert scan.json() == {"bytes": 2_000_000}


def test_embedding() -> None:
    client = TestClient(load("embedding").app)

    assert client.get("/anything").text == "You asked for /anything.\n"


def test_embedding_in_a_loop() -> None:
    assert asyncio.run(load("embedding_in_a_loop").main()) == '{"message":"served by a task"}'


def test_embedding_in_a_thread() -> None:
    assert load("embedding_in_a_thread").main() == '{"message":"served by a thread"}'


def test_embedding_in_a_thread_tells_what_is_wrong() -> None:
    with pytest.raises(AppImportError), load("embedding_in_a_thread").serving("nowhere:app"):
        pass


def test_embedding_in_a_process() -> None:
    program = [sys.executable, str(ROOT / "docs/examples/embedding_in_a_process.py")]

    ended = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)

    assert "Serving" in ended.stderr


def test_sync_and_async() -> None:
    with TestClient(load("sync_and_async").app) as client:
        names = {path: client.get(path).json() for path in ("/in-a-thread", "/in-the-loop", "/in-both")}
        pool = client.get("/pool").json()

    assert names["/in-the-loop"] == {"ran in": threading.current_thread().name}
    assert names["/in-a-thread"]["ran in"].startswith("fireweed-worker")
    assert names["/in-both"]["waited for"].startswith("fireweed-worker")
    assert (pool["size"], pool["queued"]) == (64, 0)


def test_router_alone() -> None:
    client = TestClient(load("router_alone").app)

    statuses = [client.get("/nowhere").status_code, client.get("/tools/words").status_code]

    assert statuses == [404, 405]
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("test", find_tests(load("client_alone")), ids=lambda test: test.__name__)
def test_client_alone(test: Callable[[], None]) -> None:
    test()


@pytest.mark.parametrize("test", find_tests(load("websocket_chat")), ids=lambda test: test.__name__)
def test_websockets(test: Callable[[], None]) -> None:
    test()


def test_callbacks_and_webhooks() -> None:
    load("callbacks_and_webhooks").test_document_shows_both()


def test_moved_from_fastapi() -> None:
    program = load("moved_from_fastapi")
    client = TestClient(program.app)

    created = client.post("/tasks", json={"title": "Move over"})

    assert created.status_code == 201
    assert program.app.state.log == "created 1"
    assert client.get("/tasks?done=true").json() == []


# The design


def test_one_schema() -> None:
    raw: dict[str, Any] = {"path": {"book_id": "7"}, "query": {}, "body": b'{"text": "Good.", "stars": 5}'}

    answer = asyncio.run(load("one_schema").handle(raw))

    assert answer == {"book_id": 7, "stars": 5, "draft": False}


def test_looking_into_routes() -> None:
    client = TestClient(load("looking_into_routes").app)

    answer = client.get("/headers", headers={"x-card": "card-7"})

    assert answer.json() == {"/books/{title}": ["x-card", "accept-language"], "/headers": ["x-card"]}


def test_looking_into_routes_explains_all() -> None:
    explained = load("looking_into_routes").explain_all()

    assert explained.startswith("GET /books/{title}")
    assert "\nGET /headers" in explained


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRARY_DEBUG", "true")
    monkeypatch.setenv("LIBRARY_SECRET_KEY", "from the environment")

    program = load("untyped_settings")

    assert program.app.debug
    assert (str(program.SECRET_KEY), "environment" in repr(program.SECRET_KEY)) == ("from the environment", False)


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        pytest.param("GET", "/books/0", 404, "there is no book 0", id="of the endpoint"),
        pytest.param("GET", "/shelves", 404, "Not Found", id="no route"),
        pytest.param("DELETE", "/books/1", 405, "Method Not Allowed", id="no method"),
    ],
)
def test_untyped_application_answers_all_errors_alike(method: str, path: str, status: int, error: str) -> None:
    client = TestClient(load("untyped_application").app)

    answer = client.request(method, path)

    assert (answer.status_code, answer.json()) == (status, {"error": error})
