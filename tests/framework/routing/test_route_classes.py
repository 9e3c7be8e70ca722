"""Route classes of programs: what they are given, and requests of their own that they hand on."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Body, Depends, Fireweed, Request, Response
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient


class Book(BaseModel):
    title: str


def check() -> None: ...


def read_books() -> list[str]:
    return ["Emma"]


def test_a_class_with_its_own_init_is_given_every_option() -> None:
    given: dict[str, Any] = {}

    class Recording(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
            given.update(options, path=path)
            super().__init__(path, endpoint, **options)

    router = APIRouter(prefix="/shop", tags=["shop"], dependencies=[Depends(check)], route_class=Recording)
    router.get("/books", tags=["books"], deprecated=True)(read_books)

    assert (given["path"], given["tags"], given["deprecated"]) == ("/shop/books", ["shop", "books"], True)
    assert (given["summary"], given["response_model_exclude_none"], given["callbacks"]) == (None, False, [])
    assert [marker.dependency for marker in given["dependencies"]] == [check]


def test_a_class_that_names_few_options_takes_those() -> None:
    class Terse(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], *, methods: Any, tags: Any, **_: Any) -> None:
            super().__init__(path, endpoint, methods=methods, tags=tags)

    app, router = Fireweed(), APIRouter(prefix="/shop", tags=["shop"], route_class=Terse)
    router.get("/books")(read_books)
    app.include_router(router, prefix="/v1")

    assert TestClient(app).get("/v1/shop/books").json() == ["Emma"]
    assert app.openapi()["paths"]["/v1/shop/books"]["get"]["tags"] == ["shop"]


def serve(request_class: type[Request]) -> TestClient:
    """Two paths that take a book, behind a route class that hands on requests of another class."""

    class OwnRequests(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()

            async def handle_own(request: Request) -> Response:
                return await handle(request_class(request.scope, request.receive))

            return handle_own

    app = Fireweed()
    app.router.route_class = OwnRequests

    @app.post("/whole")
    async def put_whole(book: Book) -> Book:
        return book

    @app.post("/members")
    async def put_members(book: Book, copies: Annotated[int, Body()]) -> list[Any]:
        return [book, copies]

    return TestClient(app)


class Lowered(Request):
    async def json(self) -> Any:
        return json.loads((await self.body()).lower())


class Broken(Request):
    async def json(self) -> Any:
        return json.loads("{")


class Failing(Request):
    async def json(self) -> Any:
        raise LookupError("no key")


class Absent(Request):
    async def json(self) -> Any:
        return None


def test_the_json_of_an_own_request_is_the_body() -> None:
    client = serve(Lowered)

    assert client.post("/whole", json={"TITLE": "EMMA"}).json() == {"title": "emma"}
    assert client.post("/members", json={"BOOK": {"TITLE": "A"}, "COPIES": 2}).json() == [{"title": "a"}, 2]


def test_what_is_no_json_by_its_type_stays_bytes() -> None:
    answer = serve(Lowered).post("/whole", content=b"TITLE", headers={"content-type": "text/plain"})

    assert answer.json()["detail"][0]["input"] == "TITLE"


@pytest.mark.parametrize("path", ["/whole", "/members"])
def test_an_own_request_refuses_what_is_no_json(path: str) -> None:
    answer = serve(Broken).post(path, json={})

    (error,) = answer.json()["detail"]
    assert (answer.status_code, error["type"], error["loc"]) == (422, "json_invalid", ["body", 1])


def test_another_error_of_an_own_request_is_a_400() -> None:
    answer = serve(Failing).post("/whole", json={})

    assert (answer.status_code, answer.json()) == (400, {"detail": "There was an error parsing the body"})


def test_an_own_request_without_a_body_misses_it() -> None:
    answer = serve(Absent).post("/whole", json={"title": "Emma"})

    assert answer.json()["detail"][0]["type"] == "missing"


def test_what_was_done_to_the_document_before_counts() -> None:
    class Completing(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()

            async def complete(request: Request) -> Response:
                (await request.json())["title"] = "Emma"
                return await handle(request)

            return complete

    app = Fireweed()
    app.router.route_class = Completing

    @app.post("/books")
    async def put_book(book: Book) -> Book:
        return book

    assert TestClient(app).post("/books", json={}).json() == {"title": "Emma"}
