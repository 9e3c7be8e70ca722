import pytest

from fireweed.responses import PlainTextResponse
from fireweed.routes import Match, Mount, Route, Router, WebSocketRoute
from fireweed.types import Receive, Scope, Send
from kit.apps import answering
from kit.asgi import call, http_scope, websocket_scope
from kit.routing import HeaderRoute, endpoint_answering, get, route

# Which route is found...


async def test_enters_the_route_into_the_scope() -> None:
    found = route("/items/{id:int}")
    router = Router([found])
    scope = http_scope("GET", "/items/3")

    app = router.resolve(scope)

    assert app is found.app
    assert (scope["route"], scope["endpoint"], scope["path_params"]) == (found, found.endpoint, {"id": 3})


async def test_sets_router_unless_an_outer_one_did() -> None:
    inner = Router([route("/x")])
    outer = Router([Mount("/a", inner)])

    answer = await get(outer, "/a/x")

    assert answer.scope["router"] is outer


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "root {}"),
        ("/users/me", "me {}"),
        ("/users/ann", "user {'name': 'ann'}"),
        ("/users/7", "number {'id': 7}"),
        ("/users/7/posts/x", "post {'id': 7, 'post': 'x'}"),
        ("/files/a/b.txt", "file {'path': 'a/b.txt'}"),
        ("/report.csv", "page {'name': 'report', 'ext': 'csv'}"),
    ],
)
async def test_finds_the_first_match_in_the_order_of_declaration(path: str, expected: str) -> None:
    router = Router(
        [
            route("/", "root"),
            route("/users/me", "me"),
            route("/users/{id:int}", "number"),
            route("/users/{name}", "user"),
            route("/users/{name}/", "never"),
            route("/users/{id:int}/posts/{post}", "post"),
            route("/files/{path:path}", "file"),
            route("/{name}.{ext}", "page"),
            route("/users/ann", "too late"),
        ]
    )

    assert (await get(router, path)).text == expected


async def test_earlier_parameter_wins_over_later_static_path() -> None:
    router = Router([route("/users/{name}", "user"), route("/users/me", "me")])

    assert (await get(router, "/users/me")).text == "user {'name': 'me'}"


@pytest.mark.parametrize("path", ["/a", "/b"])
async def test_full_match_wins_over_earlier_partial_match(path: str) -> None:
    router = Router(
        [
            route("/a", "no", methods=["POST"]),
            route("/{b}", "no", methods=["PUT"]),
            route("/a", "yes"),
            route("/b", "yes"),
        ]
    )

    assert (await get(router, path)).text == "yes {}"


async def test_static_path_of_another_method_leaves_it_to_the_parameter() -> None:
    router = Router([route("/a", methods=["GET"]), route("/{b}", "any", methods=["POST"])])

    answer = await call(router, http_scope("POST", "/a"))

    assert answer.text == "any {'b': 'a'}"


async def test_parameter_that_cannot_be_converted_does_not_match() -> None:
    router = Router([route("/{id:int}", "number"), route("/x/{id:int}", "number"), route("/x/{name}", "name")])
    digits = "9" * 5000

    assert (await get(router, f"/{digits}")).status == 404
    assert (await get(router, f"/x/{digits}")).text == f"name {{'name': '{digits}'}}"


async def test_root_path_is_not_part_of_what_matches() -> None:
    router = Router([route("/items/{id}", "item")])

    assert (await get(router, "/api/items/3", root_path="/api")).text == "item {'id': '3'}"
    assert (await get(router, "/items/3", root_path="/api")).text == "item {'id': '3'}"


async def test_http_and_websocket_routes_share_a_path() -> None:
    socket, http = WebSocketRoute("/a", PlainTextResponse("denied")), route("/a")
    router = Router([socket, http])

    assert (await get(router, "/a")).scope["route"] is http
    assert (await call(router, websocket_scope("/a"))).scope["route"] is socket


# Routes that must be asked...


@pytest.mark.parametrize("path", ["/static", "/items/3", "/nowhere"])
async def test_route_that_looks_at_anything_is_asked_first_when_declared_first(path: str) -> None:
    router = Router([HeaderRoute("asked"), route("/static"), route("/items/{id}")])

    answer = await get(router, path, headers={"x-route": "asked"})

    assert answer.text == "asked"
    assert (answer.scope["endpoint"], answer.scope["route"]) == ("asked", router.routes[0])


@pytest.mark.parametrize("path", ["/static", "/items/3"])
async def test_route_that_looks_at_anything_is_asked_last_when_declared_last(path: str) -> None:
    router = Router([route("/static"), route("/items/{id}"), HeaderRoute("asked")])

    answer = await get(router, path, headers={"x-route": "asked"})

    assert answer.text.startswith(path[:4])


@pytest.mark.parametrize(("method", "expected"), [("GET", "asked"), ("POST", "late {}"), ("PUT", "early")])
async def test_partial_matches_of_all_kinds_keep_their_order(method: str, expected: str) -> None:
    early, late = route("/a", "early", methods=["PUT"]), route("/a", "late", methods=["POST"])
    asked = HeaderRoute("asked", Match.PARTIAL)
    router = Router([asked, late] if method == "GET" else [early, asked, late])

    answer = await call(router, http_scope(method, "/a", headers={"x-route": "asked"}))

    assert answer.text.startswith(expected)


async def test_first_partial_match_of_an_asked_table_answers_405() -> None:
    router = Router([route("/a", methods=["PUT"]), HeaderRoute("asked", Match.PARTIAL)])

    answer = await get(router, "/a", headers={"x-route": "asked"})

    assert answer.headers["allow"] == "PUT"


async def test_overridden_matches_is_honoured() -> None:
    class Versioned(Route):
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            match, child_scope = super().matches(scope)
            return (match, child_scope) if (b"x-version", b"2") in scope["headers"] else (Match.NONE, {})

    router = Router([Versioned("/a", endpoint_answering("two")), route("/a", "one")])

    assert (await get(router, "/a")).text == "one {}"
    assert (await get(router, "/a", headers={"x-version": "2"})).text == "two {}"


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_overridden_handle_is_honoured(method: str) -> None:
    class Handling(Route):
        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            await PlainTextResponse(f"handled {scope['path_params']}")(scope, receive, send)

    router = Router([Handling("/a", endpoint_answering("a")), Handling("/b/{id}", endpoint_answering("b"))])

    assert (await call(router, http_scope(method, "/a"))).text == "handled {}"
    assert (await call(router, http_scope(method, "/b/1"))).text == "handled {'id': '1'}"


async def test_overridden_matches_of_mounts_and_websocket_routes_is_honoured() -> None:
    class NeverMount(Mount):
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            return Match.NONE, {}

    class NeverWebSocketRoute(WebSocketRoute):
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            return Match.NONE, {}

    router = Router([NeverMount("/a", answering()), NeverWebSocketRoute("/a/b", answering())])

    assert (await get(router, "/a/b")).status == 404
    assert (await call(router, websocket_scope("/a/b"))).types == ["websocket.close"]
