"""`app.dependency_overrides`, asked on every request."""

from typing import Annotated, Any

import pytest

from fireweed import APIRouter, Depends, Fireweed
from fireweed.responses import Response
from fireweed.testclient import TestClient


async def get_user(name: str) -> str:
    return name


def get_nobody() -> str:
    return "nobody"


def build_app(router: APIRouter | None = None) -> Fireweed:
    app = Fireweed()
    target = app if router is None else router

    @target.get("/user")
    async def read_user(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    if router is not None:
        app.include_router(router)
    return app


@pytest.mark.parametrize("router", [None, APIRouter()], ids=["application", "included"])
def test_count_from_request_to_request(router: APIRouter | None) -> None:
    app = build_app(router)
    client = TestClient(app)

    before = client.get("/user", params={"name": "ann"}).json()
    app.dependency_overrides[get_user] = get_nobody
    during = client.get("/user").json()
    app.dependency_overrides.clear()
    after = client.get("/user", params={"name": "ann"}).json()

    assert (before, during, after) == ("ann", "nobody", "ann")


def test_one_takes_the_place_of_another() -> None:
    app = build_app()
    client = TestClient(app)
    app.dependency_overrides[get_user] = get_nobody
    client.get("/user")

    app.dependency_overrides[get_user] = lambda: "somebody"

    assert client.get("/user").json() == "somebody"


def test_mapping_can_be_exchanged() -> None:
    app = build_app()

    app.dependency_overrides = {get_user: get_nobody}

    assert TestClient(app).get("/user").json() == "nobody"


def test_may_ask_for_other_parameters() -> None:
    def get_member(number: int) -> str:
        return f"member {number}"

    app = build_app()
    app.dependency_overrides[get_user] = get_member
    client = TestClient(app)

    assert client.get("/user", params={"number": "3"}).json() == "member 3"
    assert client.get("/user", params={"number": "x"}).json()["detail"][0]["loc"] == ["query", "number"]


@pytest.mark.parametrize("place", ["application", "router", "inclusion", "operation"])
def test_count_for_dependencies_without_parameter(place: str) -> None:
    calls: list[str] = []

    def check() -> None:
        calls.append("original")

    def check_nothing() -> None:
        calls.append("override")

    def at(candidate: str) -> Any:
        return {"dependencies": [Depends(check)]} if candidate == place else {}

    router = APIRouter(**at("router"))

    @router.get("/", **at("operation"))
    async def read() -> None: ...

    app = Fireweed(**at("application"))
    app.include_router(router, prefix="/x", **at("inclusion"))
    app.dependency_overrides[check] = check_nothing

    TestClient(app).get("/x/")

    assert calls == ["override"]


def test_count_for_dependencies_of_dependencies() -> None:
    def get_greeting(user: Annotated[str, Depends(get_user)]) -> str:
        return f"hello {user}"

    app = Fireweed()

    @app.get("/")
    async def greet(greeting: Annotated[str, Depends(get_greeting)]) -> str:
        return greeting

    app.dependency_overrides[get_user] = get_nobody

    assert TestClient(app).get("/").json() == "hello nobody"


def test_application_that_includes_a_router_decides() -> None:
    router = APIRouter()
    app, other = build_app(router), Fireweed()
    other.include_router(router)

    other.dependency_overrides[get_user] = get_nobody

    assert TestClient(app).get("/user").status_code == 422
    assert TestClient(other).get("/user").json() == "nobody"


def test_router_served_alone_asks_its_own_provider() -> None:
    provider = Fireweed()
    router = APIRouter(dependency_overrides_provider=provider)
    build_app(router)

    provider.dependency_overrides[get_user] = get_nobody

    assert TestClient(router).get("/user").json() == "nobody"


def test_response_returned_by_the_endpoint_is_sent() -> None:
    app = Fireweed()

    @app.get("/")
    async def read(user: Annotated[str, Depends(get_user)]) -> Response:
        return Response(user)

    app.dependency_overrides[get_user] = get_nobody

    assert TestClient(app).get("/").text == "nobody"
