"""Which routes are hidden by earlier ones, and by which."""

from collections.abc import Sequence
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.core import Application
from fireweed.routes import (
    CONVERTOR_TYPES,
    BaseRoute,
    Convertor,
    Host,
    Match,
    Mount,
    Route,
    Router,
    ShadowedRoute,
    WebSocketRoute,
)
from fireweed.routes.shadowing import find_shadowed
from fireweed.types import Scope
from kit.apps import answering
from kit.asgi import http_scope
from kit.routing import HeaderRoute, route


async def chat(websocket: Any) -> None: ...


def name(shadowed: ShadowedRoute) -> tuple[Any, Any]:
    """The paths of the route and of the one that hides it."""
    hidden: Any = shadowed.route
    hiding: Any = shadowed.by
    return hidden.path, hiding.path


class Small(Convertor[int]):
    """Refuses what its expression matches, if it is too long."""

    regex = "[0-9]+"

    def convert(self, value: str) -> int:
        if len(value) > 2:
            raise ValueError(value)
        return int(value)


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONVERTOR_TYPES, "small", Small())


HIDDEN = [
    ("/items", "/items"),
    ("/items/{id}", "/items/me"),
    ("/items/{id}", "/items/{name}"),
    ("/items/{id}", "/items/{id:int}"),
    ("/items/{id}", "/items/{id:uuid}"),
    ("/items/{id}", "/items/v{version}.json"),
    ("/items/{id:int}", "/items/7"),
    ("/items/{id:int}", "/items/{number:int}"),
    ("/items/{id:float}", "/items/{id:int}"),
    ("/items/{id:small}", "/items/{id:small}"),
    ("/items/{id:small}", "/items/12"),
    ("/items/{id:small}/{part}", "/items/12/{part}"),
    ("/items/{id}.json", "/items/{name}.json"),
    ("/{kind}/{id}", "/items/{id}"),
    ("/{kind}/{id}", "/items/{id:int}"),
    ("/files/{path:path}", "/files/{name}"),
    ("/files/{path:path}", "/files/{name}/raw"),
    ("/files/{path:path}", "/files/{path:path}/raw"),
    ("/files/{path:path}", "/files/a/{path:path}"),
    ("/files/{path:path}", "/files/"),
    ("/files/{path:path}/raw", "/files/{rest:path}/raw"),
    ("/files/{path:path}/raw", "/files/a/raw"),
    ("/{path:path}", "/"),
]
NOT_HIDDEN = [
    ("/items/me", "/items/{id}"),
    ("/items/{id:int}", "/items/me"),
    ("/items/{id:int}", "/items/{id}"),
    ("/items/{id:int}", "/items/{id:float}"),
    ("/items/{id:int}", "/items/{id:small}"),
    ("/items/{id:small}", "/items/{id:int}"),
    ("/items/{id:small}", "/items/123"),
    ("/items/{id:small}/{part}", "/items/123/{part}"),
    ("/items/{id}.json", "/items/{id}"),
    ("/items/{id}", "/items/{id}/parts"),
    ("/items/{id}/parts", "/items/{id}"),
    ("/items/{id}", "/items/"),
    ("/items/{id}", "/items/{path:path}"),
    ("/files/{path:path}", "/files"),
    ("/files/{path:path}", "/{path:path}"),
    ("/files/a/{path:path}", "/files/{name}"),
    ("/files/{path:path}/raw", "/files/{name}/text"),
    ("/items", "/Items"),
]


@pytest.mark.parametrize(("first", "second"), HIDDEN)
def test_finds_a_path_that_an_earlier_one_covers(first: str, second: str) -> None:
    [shadowed] = find_shadowed([route(first), route(second)])

    assert name(shadowed) == (second, first)
    assert shadowed.is_hidden
    assert shadowed.methods == frozenset({"GET", "HEAD"})


@pytest.mark.parametrize(("first", "second"), NOT_HIDDEN)
def test_says_nothing_of_a_path_that_is_reached(first: str, second: str) -> None:
    assert find_shadowed([route(first), route(second)]) == []


def test_gives_the_reason() -> None:
    items, mount = route("/items/{id}"), Mount("/items", answering())
    found = find_shadowed([items, route("/items/me"), mount, route("/items/me", methods=["PUT"])])

    reasons = [shadowed.reason for shadowed in found]

    assert reasons == [
        "'/items/{id}' matches every path of '/items/me', and takes all requests",
        "the mount '/items' matches every path of '/items/me', and takes all requests",
    ]


@pytest.mark.parametrize(
    ("first", "second", "methods", "is_hidden"),
    [
        (["PUT"], ["PUT"], {"PUT"}, True),
        (["PUT", "POST"], ["PUT"], {"PUT"}, True),
        (["PUT"], ["PUT", "POST"], {"PUT"}, False),
        (None, ["PUT"], {"PUT"}, True),
    ],
    ids=["same", "more", "fewer", "all"],
)
def test_compares_methods(first: Any, second: Any, methods: set[str], is_hidden: bool) -> None:
    earlier, later = Route("/a", Router(), methods=first), Route("/a", Router(), methods=second)

    [shadowed] = find_shadowed([earlier, later])

    assert shadowed.methods == frozenset(methods)
    assert shadowed.is_hidden is is_hidden


@pytest.mark.parametrize(
    ("first", "second"), [(["PUT"], ["POST"]), (["PUT"], None)], ids=["other methods", "some of all"]
)
def test_says_nothing_where_methods_are_left_that_matter(first: Any, second: Any) -> None:
    assert find_shadowed([Route("/a", Router(), methods=first), Route("/a", Router(), methods=second)]) == []


def test_several_routes_hide_one_together() -> None:
    put, post = route("/{id}", methods=["PUT"]), route("/a", methods=["POST"])
    both = route("/a", methods=["PUT", "POST"])

    found = find_shadowed([put, post, both])

    assert [shadowed.by for shadowed in found] == [put, post]
    assert [shadowed.methods for shadowed in found] == [frozenset({"PUT"}), frozenset({"POST"})]
    assert all(shadowed.is_hidden for shadowed in found)


def test_blames_the_first_of_several() -> None:
    first, second, third = route("/{id}"), route("/{name}"), route("/a")

    found = find_shadowed([first, second, third])

    assert [(shadowed.route, shadowed.by) for shadowed in found] == [(second, first), (third, first)]


@pytest.mark.parametrize(
    ("earlier", "later", "is_hidden"),
    [
        (Mount("/a", answering()), route("/a/b"), True),
        (Mount("/a", answering()), route("/a"), False),
        (Mount("/a", answering()), Mount("/a", answering()), True),
        (Mount("/a", answering()), Mount("/a/b", answering()), True),
        (Mount("/a/b", answering()), Mount("/a", answering()), False),
        (Mount("", answering()), route("/{id}"), True),
        (Mount("", answering()), WebSocketRoute("/chat", chat), True),
        (WebSocketRoute("/chat", chat), WebSocketRoute("/chat", chat), True),
        (route("/chat"), WebSocketRoute("/chat", chat), False),
        (Mount("", answering()), Host("a.example.org", answering()), True),
        (Mount("/a", answering()), Host("a.example.org", answering()), False),
        (Host("a.example.org", answering()), route("/a"), False),
        (Host("{tenant}.example.org", answering()), Host("a.example.org", answering()), True),
        (Host("{tenant}.example.org", answering()), Host("A.Example.org", answering()), True),
        (Host("{tenant}.example.org", answering()), Host("{customer}.example.org", answering()), True),
        (Host("{tenant}.example.org", answering()), Host("example.org", answering()), False),
        (Host("a.example.org", answering()), Host("{tenant}.example.org", answering()), False),
    ],
    ids=repr,
)
def test_compares_mounts_hosts_and_websockets(earlier: BaseRoute, later: BaseRoute, is_hidden: bool) -> None:
    found = find_shadowed([earlier, later])

    assert [(shadowed.route, shadowed.by) for shadowed in found] == ([(later, earlier)] if is_hidden else [])


def test_looks_through_included_routers() -> None:
    app, first, second = Fireweed(openapi_url=None), APIRouter(), APIRouter()
    first.get("/{item_id}")(lambda item_id: item_id)
    second.get("/me")(lambda: None)
    app.include_router(first, prefix="/items")
    app.include_router(second, prefix="/items")

    assert [name(shadowed) for shadowed in app.find_shadowed()] == [("/items/me", "/items/{item_id}")]


@pytest.mark.parametrize(
    "build",
    [Router, lambda routes: Application(routes=routes), lambda routes: Router([Mount("/x", routes=routes)])],
    ids=["router", "application", "nested"],
)
def test_looks_into_what_is_mounted(build: Any) -> None:
    app = Application(routes=[Mount("/mounted", build([route("/{id}"), route("/me")]))])

    assert [name(shadowed) for shadowed in app.find_shadowed()] == [("/me", "/{id}")]


def test_an_application_may_be_mounted_in_itself() -> None:
    app = Application(routes=[route("/{id}"), route("/me")])
    app.mount("/again", app)

    assert [name(shadowed) for shadowed in app.find_shadowed()] == [("/me", "/{id}")]


def test_leaves_out_routes_that_decide_by_themselves() -> None:
    class Choosy(Route):
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            return Match.NONE, {}

    routes = [HeaderRoute("a"), Choosy("/a", answering()), route("/a"), HeaderRoute("a"), Choosy("/a", answering())]

    assert find_shadowed(routes) == []


PATHS = ("/items", "/items/", "/items/me", "/items/7", "/items/12.5", "/items/a.json", "/files/a/raw", "/files/x", "/")


@pytest.mark.parametrize("pairs", [HIDDEN, NOT_HIDDEN], ids=["hidden", "not hidden"])
def test_no_path_reaches_what_is_said_to_be_hidden(pairs: Sequence[tuple[str, str]]) -> None:
    for first, second in pairs:
        earlier, later = route(first), route(second)
        reached = [path for path in PATHS if _matches(later, path) and not _matches(earlier, path)]

        assert not (reached and find_shadowed([earlier, later])), (first, second)


def _matches(tried: Route, path: str) -> bool:
    return tried.matches(http_scope("GET", path))[0] is Match.FULL
