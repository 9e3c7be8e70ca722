"""Overrides that an earlier dependency of the same request installs."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import Depends, Fireweed, Query, Request, Response
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient


class Item(BaseModel):
    name: str


async def get_user(name: Annotated[str, Query()]) -> str:
    return f"user {name}"


def get_nobody() -> str:
    return "nobody"


def build_app(original: Any = get_user, override: Any = get_nobody, **options: Any) -> Fireweed:
    """An application whose first dependency installs an override."""

    async def install() -> None:
        app.dependency_overrides[original] = override

    app = Fireweed(dependencies=[Depends(install)], **options)
    return app


def test_count_for_dependencies_to_come() -> None:
    app = build_app()

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).get("/", params={"name": "ann"}).json() == "nobody"


def test_count_although_the_request_is_invalid_without_them() -> None:
    app = build_app()

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).get("/").json() == "nobody"


def test_leave_other_mistakes_of_the_request() -> None:
    app = build_app()

    async def get_number(number: int) -> int:
        return number

    @app.get("/")
    async def read(
        number: Annotated[int, Depends(get_number)], user: Annotated[str, Depends(get_user)], limit: int
    ) -> None: ...

    errors = TestClient(app).get("/").json()["detail"]

    assert [error["loc"] for error in errors] == [["query", "number"], ["query", "limit"]]


def test_leave_what_was_called_before() -> None:
    calls: list[str] = []

    async def count() -> int:
        calls.append("call")
        return len(calls)

    app = build_app()

    @app.get("/")
    async def read(number: Annotated[int, Depends(count)], user: Annotated[str, Depends(get_user)]) -> list[Any]:
        return [number, user]

    app.router.dependencies.insert(0, Depends(count))

    assert TestClient(app).get("/").json() == [1, "nobody"]
    assert calls == ["call"]


def test_leave_the_dependency_that_asked_for_who_installs_them() -> None:
    app = Fireweed()

    async def install() -> None:
        app.dependency_overrides[get_greeting] = get_nobody

    async def get_greeting(_: Annotated[None, Depends(install)]) -> str:
        return "hello"

    @app.get("/")
    async def read(greeting: Annotated[str, Depends(get_greeting)]) -> str:
        return greeting

    client = TestClient(app)

    assert [client.get("/").json(), client.get("/").json()] == ["hello", "nobody"]


def test_leave_the_body_to_those_who_ask_for_it() -> None:
    app = build_app()

    @app.post("/")
    async def create(item: Item, user: Annotated[str, Depends(get_user)]) -> list[str]:
        return [item.name, user]

    assert TestClient(app).post("/", json={"name": "widget"}).json() == ["widget", "nobody"]


def test_may_ask_for_the_body() -> None:
    async def get_name(item: Item, request: Request) -> str:
        return f"{request.method} {item.name}"

    app = build_app(override=get_name)

    @app.post("/")
    async def create(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).post("/", json={"name": "widget"}).json() == "POST widget"


def test_may_be_generators() -> None:
    events: list[str] = []

    async def open_user() -> AsyncIterator[str]:
        yield "opened"
        events.append("closed")

    app = build_app(override=open_user)

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).get("/").json() == "opened"
    assert events == ["closed"]


def test_leave_open_what_was_opened_before() -> None:
    events: list[str] = []

    async def open_connection() -> AsyncIterator[str]:
        yield "connection"
        events.append("closed")

    async def get_method(request: Request) -> str:
        events.append("called")
        return request.method

    app = build_app(override=get_method)
    app.router.dependencies.insert(0, Depends(open_connection))

    @app.get("/")
    async def read(
        connection: Annotated[str, Depends(open_connection)], user: Annotated[str, Depends(get_user)]
    ) -> Any:
        return [connection, user]

    assert TestClient(app).get("/").json() == ["connection", "GET"]
    assert events == ["called", "closed"]


def test_leave_what_was_set_on_the_response() -> None:
    async def set_header(response: Response) -> None:
        response.headers["x-first"] = "set"

    app = build_app()
    app.router.dependencies.insert(0, Depends(set_header))

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).get("/").headers["x-first"] == "set"


def test_may_be_installed_one_after_the_other() -> None:
    app = Fireweed()

    async def first() -> str:
        app.dependency_overrides[second] = second_override
        return "first"

    async def second() -> str:
        return "second"

    async def second_override() -> str:
        app.dependency_overrides[get_user] = get_nobody
        return "second override"

    @app.get("/")
    async def read(
        a: Annotated[str, Depends(first)], b: Annotated[str, Depends(second)], c: Annotated[str, Depends(get_user)]
    ) -> list[str]:
        return [a, b, c]

    assert TestClient(app).get("/").json() == ["first", "second override", "nobody"]


def test_withdrawing_them_counts_too() -> None:
    app = Fireweed()

    async def withdraw() -> None:
        app.dependency_overrides.clear()

    @app.get("/", dependencies=[Depends(withdraw)])
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    app.dependency_overrides[get_user] = get_nobody

    assert TestClient(app).get("/", params={"name": "ann"}).json() == "user ann"


def test_what_cannot_be_hashed_is_left_alone() -> None:
    class Unhashable:
        __hash__: Any = None

        async def __call__(self) -> str:
            return "value"

    app = build_app()
    app.router.dependencies.append(Depends(Unhashable()))

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    assert TestClient(app).get("/").json() == "nobody"


@pytest.mark.parametrize("path", ["/", "/overridden"])
def test_count_for_routes_with_a_handler_of_their_own(path: str) -> None:
    class Route(APIRoute):
        def get_route_handler(self) -> Any:
            return super().get_route_handler()

    app = build_app()
    app.router.route_class = Route

    @app.get("/")
    @app.get("/overridden")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    client = TestClient(app)
    client.get("/")

    assert client.get(path).json() == "nobody"
