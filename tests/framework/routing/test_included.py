"""Routers seen from outside: the same routes, live, wherever they are included."""

import pytest

from fireweed import APIRouter, Depends, Fireweed, HTTPException, Request
from fireweed.exceptions import FireweedError, NoMatchFound
from fireweed.requests import Request as AnyRequest
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import BaseRoute, Host, Match, Mount, Route, WebSocketRoute
from fireweed.routing import APIRoute
from fireweed.routing.included import IncludedRouter
from fireweed.testclient import TestClient
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope
from kit.lifespans import lifespan_recorder
from kit.routing import HeaderRoute, get, route


async def show(request: Request) -> str:
    return request.url.path


def app_including(router: APIRouter, prefix: str = "/x") -> Fireweed:
    app = Fireweed()
    app.include_router(router, prefix=prefix)
    return app


# Live


def test_routes_added_later_count() -> None:
    router = APIRouter()
    client = TestClient(app_including(router))
    before = client.get("/x/late").status_code

    router.get("/late")(show)

    assert (before, client.get("/x/late").json()) == (404, "/x/late")


def test_routers_included_later_count_at_any_depth() -> None:
    outer, middle, inner = APIRouter(), APIRouter(prefix="/m"), APIRouter(prefix="/i")
    client = TestClient(app_including(outer))
    outer.include_router(middle)
    client.get("/x/m/i/late")

    middle.include_router(inner)
    inner.get("/late")(show)

    assert client.get("/x/m/i/late").json() == "/x/m/i/late"


def test_routes_taken_away_are_gone() -> None:
    router = APIRouter()
    router.get("/a")(show)
    client = TestClient(app_including(router))
    client.get("/x/a")

    router.routes.clear()

    assert client.get("/x/a").status_code == 404


async def test_late_mistake_fails_the_start_up() -> None:
    router = APIRouter()
    app = app_including(router, "")
    router.get("")(show)
    recorder = lifespan_recorder(app)

    with pytest.raises(FireweedError, match="Prefix and path cannot be both empty"):
        await recorder.run()

    assert recorder.types == ["lifespan.startup.failed"]


# Several times


def test_router_can_be_included_several_times() -> None:
    router = APIRouter()
    router.get("/a")(show)
    app = app_including(router, "/x")
    app.include_router(router, prefix="/y")

    assert [TestClient(app).get(path).json() for path in ("/x/a", "/y/a")] == ["/x/a", "/y/a"]


def test_router_can_be_included_several_times_in_an_included_one() -> None:
    inner, outer = APIRouter(), APIRouter()
    inner.get("/a")(show)
    outer.include_router(inner, prefix="/x")
    outer.include_router(inner, prefix="/y")
    client = TestClient(app_including(outer, "/o"))

    assert [client.get(path).json() for path in ("/o/x/a", "/o/y/a")] == ["/o/x/a", "/o/y/a"]


def test_each_inclusion_has_dependencies_of_its_own() -> None:
    def refuse() -> None:
        raise HTTPException(401)

    router = APIRouter()
    router.get("/a")(show)
    app = app_including(router, "/open")
    app.include_router(router, prefix="/closed", dependencies=[Depends(refuse)])

    assert [TestClient(app).get(path).status_code for path in ("/open/a", "/closed/a")] == [200, 401]


def test_routes_are_derived_once() -> None:
    router = APIRouter()
    router.get("/a")(show)
    included = app_including(router).routes[-1]

    (first,) = included.expand()
    (second,) = included.expand()

    assert first is second


# Choosing


def test_full_match_in_a_later_router_comes_before_a_partial_one() -> None:
    reading, writing = APIRouter(), APIRouter()
    reading.get("/a")(show)
    writing.post("/a")(show)
    app = app_including(reading)
    app.include_router(writing, prefix="/x")

    assert TestClient(app).post("/x/a").json() == "/x/a"


def test_first_partial_match_names_the_allowed_methods() -> None:
    reading, writing = APIRouter(), APIRouter()
    reading.get("/a")(show)
    writing.post("/a")(show)
    app = app_including(reading)
    app.include_router(writing, prefix="/x")

    answer = TestClient(app).put("/x/a")

    assert (answer.status_code, answer.json()) == (405, {"detail": "Method Not Allowed"})
    assert answer.headers["allow"] == "GET"


def test_slashes_are_redirected_with_the_query() -> None:
    router = APIRouter()
    router.get("/a/")(show)
    client = TestClient(app_including(router), follow_redirects=False)

    answer = client.get("/x/a?q=1")

    assert (answer.status_code, answer.headers["location"]) == (307, "http://testserver/x/a/?q=1")


# What endpoints and programs see


def test_scope_tells_the_original_route() -> None:
    seen: list[Request] = []
    router = APIRouter()

    @router.get("/a/{number}")
    async def note(request: Request, number: int) -> None:
        seen.append(request)

    app = app_including(router)
    TestClient(app).get("/x/a/3")

    scope = seen[0].scope
    assert scope["route"] is router.routes[0]
    assert scope["endpoint"] is note
    assert (scope["app"], scope["router"]) == (app, app.router)
    assert seen[0].path_params == {"number": "3"}


def test_paths_are_built_for_effective_routes() -> None:
    outer, inner = APIRouter(), APIRouter()
    inner.get("/a/{number}", name="a")(show)
    outer.include_router(inner, prefix="/i/{tenant}")
    app = app_including(outer)

    assert app.url_path_for("a", tenant="acme", number=3) == "/x/i/acme/a/3"
    with pytest.raises(NoMatchFound):
        app.url_path_for("a", number=3)


def test_first_of_several_inclusions_builds_the_path() -> None:
    router = APIRouter()
    router.get("/a", name="a")(show)
    app = app_including(router, "/x")
    app.include_router(router, prefix="/y")

    assert app.url_path_for("a") == "/x/a"


# Asked by itself


def asked(*paths_and_methods: tuple[str, str]) -> BaseRoute:
    router = APIRouter()
    for path, method in paths_and_methods:
        router.api_route(path, methods=[method])(show)
    return app_including(router).routes[-1]


@pytest.mark.parametrize(
    ("path", "match"), [("/x/a", Match.FULL), ("/x/b", Match.PARTIAL), ("/a", Match.NONE)], ids=["full", "part", "none"]
)
def test_matches_as_its_routes_do(path: str, match: Match) -> None:
    included = asked(("/a", "POST"), ("/b", "POST"), ("/a", "GET"))

    assert included.matches(http_scope("GET", path))[0] is match


@pytest.mark.parametrize(("path", "status"), [("/x/a", 200), ("/x/b", 405), ("/a", 404)], ids=["full", "part", "none"])
async def test_answers_as_its_routes_do(path: str, status: int) -> None:
    included = asked(("/a", "POST"), ("/b", "POST"), ("/a", "GET"))

    assert (await call(included, http_scope("GET", path))).status == status


# Untyped routes


async def test_plain_route_is_below_the_prefix() -> None:
    routes: list[BaseRoute] = []

    async def note(request: AnyRequest) -> Response:
        routes.append(request.scope["route"])
        return PlainTextResponse("plain")

    plain = Route("/plain", note, name="plain")
    app = app_including(APIRouter(routes=[plain]))

    assert (await get(app, "/x/plain")).text == "plain"
    assert (await get(app, "/plain")).status == 404
    assert routes == [plain]
    assert routes[0] is plain
    assert app.url_path_for("plain") == "/x/plain"


async def test_mount_is_below_the_prefix() -> None:
    inner = Fireweed()
    inner.get("/a", name="a")(show)
    router = APIRouter()
    router.mount("/m", inner, name="inner")
    app = app_including(router)

    assert (await get(app, "/x/m/a")).text == '"/x/m/a"'
    assert app.url_path_for("inner:a") == "/x/m/a"


async def test_host_is_below_the_prefix() -> None:
    inner = Fireweed()
    inner.get("/a", name="a")(show)
    app = app_including(APIRouter(routes=[Host("{tenant}.example", inner, name="tenant")]))

    answer = await get(app, "/x/a", headers={"host": "acme.example"})

    assert answer.text == '"/x/a"'
    assert (await get(app, "/a", headers={"host": "acme.example"})).status == 404
    assert app.url_path_for("tenant:a", tenant="acme") == "/x/a"
    assert app.url_path_for("tenant:a", tenant="acme").host == "acme.example"


async def test_websocket_route_is_below_the_prefix() -> None:
    class Live:
        def __init__(self, scope: object, receive: object, send: object) -> None: ...

        def __await__(self) -> object:
            return iter(())

    app = app_including(APIRouter(routes=[WebSocketRoute("/live", Live)]))

    accepted = await AsgiRecorder(app, websocket_scope("/x/live")).run()
    refused = await AsgiRecorder(app, websocket_scope("/live")).run()

    assert (accepted.types, refused.types) == ([], ["websocket.close"])


async def test_routes_keep_their_kind_and_original() -> None:
    originals = [route("/a"), Mount("/m", answering()), Host("h.example", answering())]
    router = APIRouter(routes=originals)
    outer = APIRouter()
    outer.include_router(router, prefix="/y")

    effective = list(app_including(outer).routes[-1].expand())

    assert [type(each) for each in effective] == [Route, Mount, Host]
    assert [each.original_route for each in effective] == originals


async def test_unknown_kind_of_route_cannot_be_below_a_prefix() -> None:
    router = APIRouter(routes=[HeaderRoute("a")])

    with pytest.raises(FireweedError, match=r"HeaderRoute cannot stand below .*'/x': HeaderRoute must define below"):
        app_including(router)


async def test_unknown_kind_of_route_can_be_included_without_prefix() -> None:
    app = app_including(APIRouter(routes=[HeaderRoute("a")]), "")

    assert (await get(app, "/any", headers={"x-route": "a"})).text == "a"


def test_subclass_that_matches_in_its_own_way_is_asked() -> None:
    class NightRoute(APIRoute):
        def matches(self, scope: object) -> tuple[Match, dict[str, object]]:
            return Match.NONE, {}

    router = APIRouter(route_class=NightRoute)
    router.get("/a")(show)

    assert TestClient(app_including(router)).get("/x/a").status_code == 404


def test_lists_its_routes_as_they_are_where_it_stands() -> None:
    outer, inner = APIRouter(), APIRouter()

    @inner.get("/{number}")
    async def read(number: int) -> int:
        return number

    outer.include_router(inner, prefix="/numbers")
    (included,) = outer.routes

    assert isinstance(included, IncludedRouter)
    assert [context.path for context in included.effective_route_contexts()] == ["/numbers/{number}"]
