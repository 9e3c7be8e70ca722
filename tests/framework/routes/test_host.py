from typing import Any

import pytest

from fireweed.exceptions import NoMatchFound
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse
from fireweed.routes import Host, Match, Mount, Route, Router, WebSocketRoute
from kit.apps import answering
from kit.asgi import call, http_scope, websocket_scope


def show(request: Request) -> PlainTextResponse:
    return PlainTextResponse(repr(request.path_params))


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("example.org", "example.org"),
        ("example.org", "EXAMPLE.org:8000"),
        ("Example.Org", "example.org"),
        ("{sub}.example.org", "a.b.example.org"),
        ("[::1]", "[::1]:8000"),
    ],
)
def test_matches_the_host_without_port_in_any_case(pattern: str, host: str) -> None:
    scope = http_scope(headers={"host": host})

    assert Host(pattern, answering()).matches(scope)[0] is Match.FULL


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "")],
        [("host", "example.com")],
        [("host", "example.org:x")],
        [("host", "example.org/")],
        [("host", "example.org\n")],
        [("host", "user@example.org")],
        [("host", "example.org"), ("host", "example.org")],
    ],
    ids=["none", "empty", "other", "port", "slash", "newline", "user", "two"],
)
def test_does_not_match_another_or_malformed_host(headers: list[tuple[str, str]]) -> None:
    assert Host("example.org", answering()).matches(http_scope(headers=headers))[0] is Match.NONE


def test_matches_websockets_but_no_lifespan() -> None:
    host = Host("example.org", answering())

    assert host.matches(websocket_scope(headers={"host": "example.org"}))[0] is Match.FULL
    assert host.matches({"type": "lifespan"})[0] is Match.NONE


async def test_captures_parameters_in_lower_case() -> None:
    router = Router([Host("{sub}.example.org", Router([Route("/{id:int}", show)]))])

    answer = await call(router, http_scope("GET", "/3", headers={"host": "ABC.example.org"}))

    assert answer.text == "{'sub': 'abc', 'id': 3}"


async def test_takes_its_turn_among_the_other_routes() -> None:
    host = Host("example.org", answering(b"host"))
    router = Router([Route("/early", show), host, Route("/late", show)])

    answers = [
        (await call(router, http_scope("GET", path, headers={"host": name}))).text
        for path in ("/early", "/late")
        for name in ("example.org", "example.com")
    ]

    assert answers == ["{}", "{}", "host", "{}"]


@pytest.mark.parametrize(
    ("name", "params", "expected"),
    [
        ("api:item", {"sub": "a", "id": 3}, ("/items/3", "http", "a.example.org")),
        ("api:live", {"sub": "a"}, ("/live", "websocket", "a.example.org")),
        ("api:inside:item", {"sub": "a", "id": 3}, ("/in/items/3", "http", "a.example.org")),
        ("api", {"sub": "a", "path": "/x"}, ("/x", "", "a.example.org")),
    ],
    ids=["inner", "websocket", "mount", "own"],
)
def test_builds_paths_of_what_is_inside(name: str, params: dict[str, Any], expected: tuple[str, str, str]) -> None:
    item = Route("/items/{id}", show, name="item")
    live = WebSocketRoute("/live", answering(), name="live")
    host = Host("{sub}.example.org", Router([item, live, Mount("/in", routes=[item], name="inside")]), name="api")

    url_path = host.url_path_for(name, **params)

    assert (url_path, url_path.protocol, url_path.host) == expected


@pytest.mark.parametrize(
    ("name", "params"),
    [("item", {"sub": "a"}), ("api:item", {}), ("api", {"sub": "a"}), ("api:item", {"sub": "a", "id": 1})],
    ids=["no-prefix", "own-missing", "no-path", "extra"],
)
def test_builds_no_path_for_what_is_not_inside(name: str, params: dict[str, Any]) -> None:
    host = Host("{sub}.example.org", Router([Route("/items", show, name="item")]), name="api")

    with pytest.raises(NoMatchFound):
        host.url_path_for(name, **params)


def test_routes_are_those_of_the_application() -> None:
    route = Route("/", show)

    assert Host("a", Router([route])).routes == [route]
    assert Host("a", answering()).routes == []


def test_rejects_leading_slash() -> None:
    with pytest.raises(AssertionError, match=r"^Host must not start with '/'$"):
        Host("/example.org", answering())


def test_equality_compares_host_and_app() -> None:
    app = answering()
    host = Host("a", app)

    assert host == Host("a", app, name="x")
    assert hash(host) == hash(Host("a", app))
    assert host != Host("b", app)
    assert host != Host("a", answering())
    assert host != "a"


def test_repr_names_host_name_and_app() -> None:
    app = answering()

    assert repr(Host("a", app)) == f"Host(host='a', name='', app={app!r})"


# Below a prefix


async def test_below_a_prefix_it_takes_what_is_there() -> None:
    original = Host("{tenant}.example.org", Router([Route("/items", show, name="items")]), name="tenant")
    below = original.below("/shop")

    found = await call(below, http_scope("GET", "/shop/items", headers={"host": "acme.example.org"}))
    missing = await call(below, http_scope("GET", "/items", headers={"host": "acme.example.org"}))

    assert (found.text, missing.status) == ("{'tenant': 'acme'}", 404)
    assert below.url_path_for("tenant:items", tenant="acme") == "/shop/items"
    assert below.original_route is original
