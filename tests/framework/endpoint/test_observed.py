"""Requests of a program in which a tracer has replaced the functions that find arguments and call endpoints."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import Depends, File, Fireweed, Form, Response, UploadFile, WebSocket, WebSocketDisconnect
from fireweed.endpoint import solving
from fireweed.testclient import TestClient

Seen = list[tuple[str, Any]]


class Book(BaseModel):
    title: str


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What the functions around the two of Fireweed have seen, in order."""
    seen: Seen = []
    solve, run = solving.solve_dependencies, solving.run_endpoint_function

    async def solve_around(**known: Any) -> solving.SolvedDependency:
        seen.append(("body", known["body"]))
        solved = await solve(**known)
        seen.append(("errors" if solved.errors else "values", len(solved.errors) or solved.values))
        return solved

    async def run_around(*, dependant: Any, values: dict[str, Any], is_coroutine: bool) -> Any:
        seen.append(("call", dependant.call.__name__))
        return await run(dependant=dependant, values=values, is_coroutine=is_coroutine)

    monkeypatch.setattr(solving, "solve_dependencies", solve_around)
    monkeypatch.setattr(solving, "run_endpoint_function", run_around)
    return seen


def test_they_see_arguments_and_the_call(seen: Seen) -> None:
    app = Fireweed()

    @app.get("/items/{number}")
    def read_item(number: int, response: Response) -> int:
        response.headers["x-seen"] = "yes"
        return number

    answer = TestClient(app).get("/items/3")

    assert (answer.json(), answer.headers["x-seen"]) == (3, "yes")
    assert [name for name, _ in seen] == ["body", "values", "call"]
    assert seen[1][1]["number"] == 3


def test_they_see_errors(seen: Seen) -> None:
    app = Fireweed()

    @app.get("/items/{number}")
    async def read_item(number: int) -> None: ...

    answer = TestClient(app).get("/items/x")

    assert answer.json()["detail"][0]["loc"] == ["path", "number"]
    assert seen == [("body", None), ("errors", 1)]


def test_they_see_bodies(seen: Seen) -> None:
    app = Fireweed()

    @app.post("/books")
    async def add_book(book: Book) -> Book:
        return book

    client = TestClient(app, headers={"content-type": "application/json"})
    answers = [client.post("/books", content=text).status_code for text in (b'{"title": "Emma"}', b"{", b"")]

    assert answers == [200, 422, 422]
    assert [value for name, value in seen if name == "body"] == [{"title": "Emma"}, None]


def test_they_see_forms(seen: Seen) -> None:
    app = Fireweed()
    files: list[UploadFile] = []

    @app.post("/files")
    async def add_file(name: Annotated[str, Form()], file: Annotated[UploadFile, File()]) -> str:
        files.append(file)
        return name

    answer = TestClient(app).post("/files", data={"name": "a"}, files={"file": b"content"})

    assert answer.json() == "a"
    assert seen[0][1]["name"] == "a"
    assert files[0].file.closed


def test_generators_are_closed_after_the_call(seen: Seen) -> None:
    app = Fireweed()

    def open_one() -> Iterator[int]:
        yield 1
        seen.append(("closed", 1))

    @app.get("/")
    async def read(one: Annotated[int, Depends(open_one)]) -> int:
        return one

    answer = TestClient(app).get("/")

    assert answer.json() == 1
    assert [name for name, _ in seen] == ["body", "values", "call", "closed"]


def test_endpoints_that_yield_are_streamed(seen: Seen) -> None:
    app = Fireweed()

    @app.get("/numbers")
    def count() -> Iterator[int]:
        yield from (1, 2)

    assert TestClient(app).get("/numbers").text == "1\n2\n"
    assert [name for name, _ in seen] == ["body", "values"]


def test_overrides_that_a_dependency_installs_hold(seen: Seen) -> None:
    app = Fireweed()

    def find_name() -> str:
        return "Ada"

    def replace_name() -> None:
        app.dependency_overrides[find_name] = lambda: "Grace"

    @app.get("/", dependencies=[Depends(replace_name)])
    async def read(name: Annotated[str, Depends(find_name)]) -> str:
        return name

    assert TestClient(app).get("/").json() == "Grace"
    assert seen[-1] == ("call", "read")


def test_they_see_websockets(seen: Seen) -> None:
    app = Fireweed()

    @app.websocket("/rooms/{room}")
    async def enter(socket: WebSocket, room: int) -> None:
        await socket.accept()
        await socket.close()

    client = TestClient(app)
    with client.websocket_connect("/rooms/2"):
        """It is accepted."""
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/rooms/x"):
        """It is refused."""

    assert [name for name, _ in seen] == ["body", "values", "body", "errors"]


def test_an_error_of_the_endpoint_passes_through(seen: Seen) -> None:
    app = Fireweed()

    @app.get("/", response_model=int)
    async def read() -> str:
        return "x"

    answer = TestClient(app, raise_server_exceptions=False).get("/")

    assert answer.status_code == 500
    assert seen[-1] == ("call", "read")
