from typing import Any

import pytest

from fireweed.exceptions import NoMatchFound
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse
from fireweed.routes import Match, Mount, Route, Router
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering, keeping_scopes
from kit.asgi import call, http_scope, websocket_scope


def show(request: Request) -> PlainTextResponse:
    return PlainTextResponse(repr(request.path_params))


async def enter(mount: Mount, scope: Scope) -> Scope:
    """The scope that `mount` hands on; its application must be `keeping_scopes(...)`."""
    await call(Router([mount]), scope)
    return scope


async def test_root_path_grows_and_path_stays() -> None:
    scope = await enter(Mount("/shop", answering()), http_scope("GET", "/shop/items/3"))

    assert (scope["path"], scope["root_path"], scope["app_root_path"]) == ("/shop/items/3", "/shop", "")


async def test_root_path_of_the_server_is_kept_in_front() -> None:
    scope = await enter(Mount("/shop", answering()), http_scope("GET", "/api/shop/items", root_path="/api"))

    assert (scope["path"], scope["root_path"], scope["app_root_path"]) == ("/api/shop/items", "/api/shop", "/api")


async def test_app_root_path_is_set_by_the_outermost_mount() -> None:
    inner = Mount("/b", answering())

    scope = await enter(Mount("/a", routes=[inner]), http_scope("GET", "/api/a/b/c", root_path="/api"))

    assert (scope["root_path"], scope["app_root_path"], scope["route"]) == ("/api/a/b", "/api", inner)


async def test_path_that_a_proxy_cut_is_made_whole() -> None:
    mount = Mount("/shop", routes=[Route("/items/{id}", show)])
    scope = http_scope("GET", "/shop/items/3", root_path="/api/")

    answer = await call(Router([mount]), scope)

    assert answer.text == "{'id': '3'}"
    assert (scope["path"], scope["root_path"]) == ("/api/shop/items/3", "/api/shop")


async def test_parameters_of_all_levels_are_merged() -> None:
    mount = Mount("/{tenant}", routes=[Mount("/{shop:int}", routes=[Route("/items/{id}", show)])])

    answer = await call(Router([mount]), http_scope("GET", "/acme/7/items/x"))

    assert answer.text == "{'tenant': 'acme', 'shop': 7, 'id': 'x'}"


@pytest.mark.parametrize("path", ["", "/"])
async def test_mounts_at_the_root(path: str) -> None:
    scopes: list[Scope] = []

    await call(Router([Mount(path, keeping_scopes(scopes))]), http_scope("GET", "/any/path"))

    assert [scope["root_path"] for scope in scopes] == [""]


@pytest.mark.parametrize(
    ("scope", "match"),
    [
        (http_scope("DELETE", "/shop/"), Match.FULL),
        (websocket_scope("/shop/live"), Match.FULL),
        (http_scope("GET", "/shop"), Match.NONE),
        (http_scope("GET", "/shopping/list"), Match.NONE),
        ({"type": "lifespan"}, Match.NONE),
    ],
    ids=["any-method", "websocket", "no-slash", "other-segment", "lifespan"],
)
def test_matches_what_is_below_its_path(scope: Scope, match: Match) -> None:
    assert Mount("/shop", answering()).matches(scope)[0] is match


async def test_path_without_slash_redirects_into_the_mount() -> None:
    answer = await call(Router([Mount("/shop", answering())]), http_scope("GET", "/shop"))

    assert (answer.status, answer.headers["location"]) == (307, "http://127.0.0.1:8000/shop/")


async def test_first_middleware_is_outermost() -> None:
    class Tag:
        def __init__(self, app: ASGIApp, name: str) -> None:
            self.app, self.name = app, name

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope["tags"] = [*scope.get("tags", []), self.name]
            await self.app(scope, receive, send)

    scopes: list[Scope] = []
    middleware = [(Tag, ("outer",), {}), (Tag, (), {"name": "inner"})]

    await call(Router([Mount("/a", keeping_scopes(scopes), middleware=middleware)]), http_scope("GET", "/a/b"))

    assert scopes[0]["tags"] == ["outer", "inner"]


@pytest.mark.parametrize(
    ("name", "params", "expected"),
    [
        ("shop:item", {"tenant": "acme", "id": 3}, "/acme/shop/items/3"),
        ("shop", {"tenant": "acme", "path": "/a/b"}, "/acme/shop/a/b"),
        ("shop", {"tenant": "acme", "path": ""}, "/acme/shop/"),
        ("shop:files", {"tenant": "acme", "path": "a/b"}, "/acme/shop/files/a/b"),
    ],
    ids=["inner", "own", "own-empty", "inner-path"],
)
def test_builds_paths_of_what_is_inside(name: str, params: dict[str, Any], expected: str) -> None:
    inner = [Route("/items/{id:int}", show, name="item"), Route("/files/{path:path}", show, name="files")]
    mount = Mount("/{tenant}/shop", routes=inner, name="shop")

    assert mount.url_path_for(name, **params) == expected


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("item", {"tenant": "a", "id": 3}),
        ("shop:item", {"id": 3}),
        ("shop:item", {"tenant": "a"}),
        ("shop", {"tenant": "a"}),
        ("shop", {"tenant": "a", "path": "", "id": 3}),
        ("other:item", {"tenant": "a", "id": 3}),
    ],
    ids=["no-prefix", "own-missing", "inner-missing", "no-path", "extra", "other-prefix"],
)
def test_builds_no_path_for_what_is_not_inside(name: str, params: dict[str, Any]) -> None:
    mount = Mount("/{tenant}/shop", routes=[Route("/items/{id:int}", show, name="item")], name="shop")

    with pytest.raises(NoMatchFound):
        mount.url_path_for(name, **params)


def test_names_inside_a_mount_without_name_have_no_prefix() -> None:
    mount = Mount("/shop", routes=[Route("/items", show)])

    assert mount.url_path_for("show") == "/shop/items"
    assert mount.url_path_for("show").protocol == "http"


def test_names_nest() -> None:
    mount = Mount("/a", routes=[Mount("/b", routes=[Route("/c", show)], name="inner")], name="outer")

    assert mount.url_path_for("outer:inner:show") == "/a/b/c"


def test_application_without_routes_builds_no_path() -> None:
    mount = Mount("/shop", answering(), name="shop")

    assert mount.routes == []
    with pytest.raises(NoMatchFound):
        mount.url_path_for("shop:show")


def test_routes_are_those_of_the_application() -> None:
    route = Route("/", show)

    assert Mount("/a", Router([route])).routes == [route]
    assert Mount("/a", routes=[route]).routes == [route]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "shop", "routes": []}, "Routed paths must start with '/'"),
        ({"path": "/shop"}, r"Either 'app=\.\.\.', or 'routes=' must be specified"),
    ],
    ids=["slash", "nothing"],
)
def test_rejects_incomplete_declaration(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=f"^{message}$"):
        Mount(**arguments)


def test_equality_compares_path_app_and_name() -> None:
    app, other = answering(), answering()
    mount = Mount("/a", app)

    assert mount == Mount("/a/", app)
    assert hash(mount) == hash(Mount("/a", app))
    assert mount != Mount("/a", app, name="a")
    assert mount != Mount("/b", app)
    assert mount != Mount("/a", other)
    assert mount != "/a"


def test_repr_names_path_name_and_app() -> None:
    app = answering()

    assert repr(Mount("/a/", app)) == f"Mount(path='/a', name='', app={app!r})"


# Below a prefix


async def test_below_a_prefix_it_keeps_name_middleware_and_original() -> None:
    def stamp(app: ASGIApp) -> ASGIApp:
        async def stamping(scope: Scope, receive: Receive, send: Send) -> None:
            scope["path_params"]["stamp"] = "stamped"
            await app(scope, receive, send)

        return stamping

    original = Mount("/m", routes=[Route("/items/{id}", show, name="item")], name="inner", middleware=[(stamp, (), {})])
    below = original.below("/{tenant}")
    scope = http_scope("GET", "/acme/m/items/3")

    answer = await call(below, scope)

    assert answer.text == "{'tenant': 'acme', 'stamp': 'stamped', 'id': '3'}"
    assert below.url_path_for("inner:item", tenant="acme", id=3) == "/acme/m/items/3"
    assert below.original_route is original
