from contextlib import asynccontextmanager
from typing import Any

import pytest

from fireweed.exceptions import BaseHTTPException, FireweedError
from fireweed.responses import PlainTextResponse
from fireweed.routes import BaseRoute, Match, Mount, Route, Router, WebSocketRoute
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope
from kit.routing import Group, endpoint_answering, get, route

# No route...


async def test_answers_404_in_plain_text() -> None:
    answer = await get(Router([route("/a")]), "/b")

    assert (answer.status, answer.text) == (404, "Not Found")
    assert answer.headers == {"content-length": "9", "content-type": "text/plain; charset=utf-8"}


async def test_raises_404_inside_an_application() -> None:
    with pytest.raises(BaseHTTPException) as caught:
        await get(Router(), "/b", app=object())

    assert (caught.value.status_code, caught.value.detail) == (404, "Not Found")


@pytest.mark.parametrize("more", [{}, {"app": object()}], ids=["alone", "application"])
async def test_refuses_a_websocket_without_route(more: dict[str, Any]) -> None:
    recorder = await call(Router([route("/a")]), websocket_scope("/a", **more))

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


async def test_default_answers_what_no_route_wants() -> None:
    router = Router([route("/a")], default=PlainTextResponse("default"))

    assert (await get(router, "/b")).text == "default"


async def test_first_partial_match_answers_405() -> None:
    partial = route("/a", methods=["PUT", "DELETE"])
    router = Router([partial, route("/{b}", methods=["POST"])])

    answer = await get(router, "/a")

    assert (answer.status, answer.text, answer.headers["allow"]) == (405, "Method Not Allowed", "DELETE, PUT")
    assert answer.scope["route"] is partial


async def test_partial_match_that_cannot_be_converted_does_not_count() -> None:
    router = Router([route("/{id:int}", methods=["PUT"]), route("/{name}", methods=["POST"])])

    assert (await get(router, "/" + "9" * 5000)).headers["allow"] == "POST"


# Slashes...


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/a/", "http://example.org/a"),
        ("/a///", "http://example.org/a"),
        ("/b", "http://example.org/b/"),
        ("/c/1/", "http://example.org/c/1"),
        ("/d", "http://example.org/d/"),
        ("/c/%/", "http://example.org/c/%25"),
        ("/c/é?/", "http://example.org/c/%C3%A9%3F"),
    ],
)
async def test_redirects_to_the_path_with_the_other_slash(path: str, location: str) -> None:
    router = Router([route("/a"), route("/b/"), route("/c/{id}", methods=["POST"]), Mount("/d", answering())])

    answer = await get(router, path, headers={"host": "example.org"})

    assert (answer.status, answer.headers["location"], answer.body) == (307, location, b"")


async def test_redirect_keeps_query_and_root_path() -> None:
    answer = await get(
        Router([route("/a/")]), "/api/a", root_path="/api", query="b=1&c=%20", headers={"host": "example.org"}
    )

    assert answer.headers["location"] == "http://example.org/api/a/?b=1&c=%20"


async def test_redirect_below_a_mount_keeps_the_mount() -> None:
    router = Router([Mount("/m", routes=[route("/a/")])])

    answer = await get(router, "/m/a", headers={"host": "example.org"})

    assert answer.headers["location"] == "http://example.org/m/a/"


@pytest.mark.parametrize("path", ["//evil.example/a", "//evil.example//"])
async def test_redirect_never_leads_to_another_host(path: str) -> None:
    router = Router([route("/{rest:path}/b/"), route("//evil.example/a/"), route("//evil.example")])

    answer = await get(router, path, server=None)

    assert answer.status == 307
    assert answer.headers["location"].startswith("/%2Fevil.example")


@pytest.mark.parametrize("path", ["/", "/x", "//"])
async def test_does_not_redirect_where_nothing_would_match(path: str) -> None:
    assert (await get(Router([route("/a")]), path)).status == 404


async def test_does_not_redirect_when_told_so() -> None:
    assert (await get(Router([route("/a")], redirect_slashes=False), "/a/")).status == 404


async def test_does_not_redirect_websockets() -> None:
    recorder = await call(Router([WebSocketRoute("/a", answering())]), websocket_scope("/a/"))

    assert recorder.types == ["websocket.close"]


async def test_redirects_to_a_route_that_must_be_asked() -> None:
    class Asked(Route):
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            return super().matches(scope)

    assert (await get(Router([Asked("/a", endpoint_answering("a"))]), "/a/")).status == 307


async def test_low_priority_routes_come_after_the_redirect_and_before_the_default() -> None:
    router = Router([route("/a")])
    router.low_priority_routes.append(route("/{rest:path}", "low"))

    assert (await get(router, "/a/")).status == 307
    assert (await get(router, "/b")).text == "low {'rest': 'b'}"
    assert (await call(router, http_scope("PUT", "/b"))).status == 405


# Live lists...


async def test_routes_may_be_added_at_any_time() -> None:
    router = Router()
    before = await get(router, "/a")

    router.routes.append(route("/a"))
    after = await get(router, "/a")

    assert (before.status, after.status) == (404, 200)


async def test_routes_may_be_replaced() -> None:
    router = Router([route("/a")])
    await get(router, "/a")

    router.routes = [route("/b")]

    assert (await get(router, "/a")).status == 404
    assert (await get(router, "/b")).status == 200


async def test_replaced_routes_are_seen_through_what_expands() -> None:
    class Included(Group):
        def expand(self) -> list[BaseRoute]:
            return inner.routes

    inner = Router()
    router = Router([Included([])])
    await get(router, "/a")

    inner.routes = [route("/a")]

    assert (await get(router, "/a")).status == 200


async def test_route_that_expands_stands_for_its_routes_in_their_order() -> None:
    early, late = route("/a", "early"), route("/a", "late")
    router = Router([Group([early, route("/b", "inside")]), late])

    assert (await get(router, "/a")).text == "early {}"
    assert (await get(router, "/b")).text == "inside {}"


async def test_routes_added_to_another_router_are_seen_through_what_expands() -> None:
    inner = Router()
    router = Router([Group(inner.routes)])
    await get(router, "/a")

    inner.add_route("/a", endpoint_answering("a"))

    assert (await get(router, "/a")).text == "a {}"


async def test_scope_names_the_original_of_a_route() -> None:
    original, effective = route("/a"), route("/prefix/a")
    effective.original_route = original

    answer = await get(Router([effective]), "/prefix/a")

    assert answer.scope["route"] is original


# Around the routes...


async def test_first_middleware_is_outermost_and_sees_everything() -> None:
    class Tag:
        def __init__(self, app: ASGIApp, name: str) -> None:
            self.app, self.name = app, name

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope["tags"] = [*scope.get("tags", []), self.name]
            await self.app(scope, receive, send)

    router = Router([route("/a")], middleware=[(Tag, ("outer",), {}), (Tag, ("inner",), {})])

    answers = [await get(router, "/a"), await get(router, "/b")]

    assert [answer.status for answer in answers] == [200, 404]
    assert [answer.scope["tags"] for answer in answers] == [["outer", "inner"]] * 2


async def test_resolve_leads_through_the_middleware() -> None:
    class Constant:
        def __init__(self, app: ASGIApp) -> None: ...

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await PlainTextResponse("constant")(scope, receive, send)

    scope = http_scope("GET", "/a")

    answer = await call(Router([route("/a")], middleware=[(Constant, (), {})]).resolve(scope), scope)

    assert answer.text == "constant"


async def test_answers_lifespan_without_one_of_its_own() -> None:
    recorder = AsgiRecorder(Router(), {"type": "lifespan"})
    recorder.feed({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    await recorder.run()

    assert recorder.types == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_rejects_scopes_of_other_types() -> None:
    with pytest.raises(FireweedError, match="not 'telnet'"):
        await call(Router(), {"type": "telnet"})


async def test_does_not_run_a_lifespan_of_its_own() -> None:
    @asynccontextmanager
    async def lifespan(app: Any) -> Any:
        yield

    router = Router(lifespan=lifespan)

    with pytest.raises(FireweedError, match="put its routes in an application"):
        await call(router, {"type": "lifespan"})


# Tables


async def test_tables_built_ahead_are_used() -> None:
    expansions: list[str] = []

    class Counted(Group):
        def expand(self) -> list[BaseRoute]:
            expansions.append("expanded")
            return self.routes

    router = Router([Counted([route("/a")])])
    router.freeze()
    router.freeze()

    await get(router, "/a")

    assert expansions == ["expanded"]
