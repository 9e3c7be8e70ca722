"""What of a path operation is built at declaration, what for its first request, and what operations share."""

from copy import copy

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Fireweed
from fireweed.endpoint.request_handler import RequestHandler
from fireweed.exceptions import FireweedError
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient
from fireweed.types import Receive, Scope, Send


class Deferred(BaseModel, defer_build=True):
    a: int


def find_route(app: Fireweed, path: str) -> APIRoute:
    return next(route for route in app.routes if isinstance(route, APIRoute) and route.path == path)


def test_handler_takes_its_place_at_the_first_request() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint(a: int) -> int:
        return a

    route = find_route(app, "/")
    declared = route.app
    with TestClient(app) as client:
        answers = [client.get("/", params={"a": number}).json() for number in (1, 2)]

    assert answers == [1, 2]
    assert route.app != declared


def test_copy_of_a_route_that_was_not_asked_yet_answers_every_time() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint() -> str:
        return "a"

    app.router.routes[:] = [copy(find_route(app, "/"))]
    with TestClient(app) as client:
        assert [client.get("/").json() for _ in range(2)] == ["a", "a"]


def test_what_a_program_puts_around_a_route_before_the_first_request_stays_there() -> None:
    app = Fireweed()
    seen: list[str] = []

    @app.get("/")
    def endpoint() -> str:
        return "a"

    route = find_route(app, "/")
    inner = route.app

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["path"])
        await inner(scope, receive, send)

    route.app = outer
    with TestClient(app) as client:
        answers = [client.get("/").json() for _ in range(2)]

    assert (answers, seen) == (["a", "a"], ["/", "/"])


def test_limit_around_a_route_that_was_not_asked_yet_holds() -> None:
    router = APIRouter()

    @router.post("/")
    def endpoint(a: list[int]) -> int:
        return len(a)

    limited = router.routes[0].limited(4)
    app = Fireweed(routes=[limited])
    with TestClient(app) as client:
        statuses = [client.post("/", json=body).status_code for body in ([1], [1, 2, 3, 4])]

    assert statuses == [200, 413]


def test_handler_of_a_program_is_asked_for_at_declaration() -> None:
    class Failing(APIRoute):
        def get_route_handler(self) -> RequestHandler:
            raise FireweedError("no handler")

    router = APIRouter(route_class=Failing)

    with pytest.raises(FireweedError, match="no handler"):
        router.add_api_route("/", lambda: None)


def test_response_model_that_cannot_be_written_is_refused_at_declaration() -> None:
    with pytest.raises(FireweedError, match="Invalid args for response field"):
        APIRoute("/", lambda: None, response_model=object())


def test_what_is_changed_of_a_route_is_that_route_s_alone() -> None:
    router = APIRouter(tags=["all"], responses={404: {"description": "gone"}})
    router.add_api_route("/a", lambda: None)
    router.add_api_route("/b", lambda: None)
    one, other = (route for route in router.routes if isinstance(route, APIRoute))

    one.tags.append("one")
    one.responses[405] = {"description": "no"}

    assert other.tags == router.tags == ["all"]
    assert other.responses == router.responses == {404: {"description": "gone"}}


def test_model_that_defers_being_built_is_read_and_written() -> None:
    app = Fireweed()

    @app.post("/")
    def endpoint(given: Deferred) -> list[Deferred]:
        return [given]

    with TestClient(app) as client:
        answer = client.post("/", json={"a": "1"})

    assert (answer.status_code, answer.json()) == (200, [{"a": 1}])
