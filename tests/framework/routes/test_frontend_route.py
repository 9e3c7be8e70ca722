from pathlib import Path

import pytest

from fireweed.core import Application
from fireweed.exceptions import FireweedError, NoMatchFound
from fireweed.responses import PlainTextResponse
from fireweed.routes import BaseRoute, FrontendRoute, FrontendRoutes, Match, Router
from fireweed.types import Receive, Scope, Send
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


async def show(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["fireweed.frontend_path"])(scope, receive, send)


@pytest.mark.parametrize(
    ("prefix", "path", "rest"),
    [
        pytest.param("/", "/", "", id="root"),
        pytest.param("/", "/a/b.js", "a/b.js", id="below the root"),
        pytest.param("/app", "/app", "", id="the prefix"),
        pytest.param("/app/", "/app/", "", id="the prefix with a slash"),
        pytest.param("/app/", "/app/a.js", "a.js", id="below the prefix"),
        pytest.param("/{team}/app", "/red/app/a.js", "a.js", id="below a parameter"),
        pytest.param("/app", "/app//a.js", "/a.js", id="two slashes"),
    ],
)
async def test_finds_the_rest_of_the_path(prefix: str, path: str, rest: str) -> None:
    sent = await call(FrontendRoute(prefix, show), http_scope(path=path))

    assert sent.text == rest


@pytest.mark.parametrize("path", ["/application", "/ap", "/", "/x/app"])
def test_matches_whole_segments(path: str) -> None:
    assert FrontendRoute("/app", show).matches(http_scope(path=path)) == (Match.NONE, {})


def test_matches_no_websocket() -> None:
    assert FrontendRoute("/", show).matches(websocket_scope("/a")) == (Match.NONE, {})


@pytest.mark.parametrize(
    ("path", "text"), [("", "A frontend path cannot be empty"), ("app", "A frontend path must start with '/'")]
)
def test_refuses_paths_that_are_none(path: str, text: str) -> None:
    with pytest.raises(AssertionError) as raised:
        FrontendRoute(path, show)

    assert str(raised.value) == text


def test_has_no_url() -> None:
    frontends = FrontendRoutes()

    with pytest.raises(NoMatchFound):
        FrontendRoute("/", show).url_path_for("app")
    with pytest.raises(NoMatchFound):
        frontends.url_path_for("app")


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        pytest.param("/x", "/", id="the only one"),
        pytest.param("/a/x", "/a", id="the longer one"),
        pytest.param("/a/b", "/a/b", id="the longest one, itself"),
        pytest.param("/a/b/x", "/a/b", id="the longest one"),
        pytest.param("/a/bx", "/a", id="not by half a segment"),
    ],
)
def test_the_longest_prefix_wins(path: str, chosen: str) -> None:
    frontends = FrontendRoutes()
    for prefix in ("/", "/a/b", "/a"):
        frontends.append(FrontendRoute(prefix, show))
    scope = http_scope(path=path)

    frontends.enter(scope, frontends.matches(scope)[1])

    assert scope["route"].path == chosen


def test_the_first_of_two_with_the_same_prefix_wins() -> None:
    frontends = FrontendRoutes()
    first, second = FrontendRoute("/", show), FrontendRoute("/", show)
    frontends.append(first)
    frontends.append(second)
    scope = http_scope(path="/x")

    frontends.enter(scope, frontends.matches(scope)[1])

    assert scope["route"] is first


def test_what_cannot_be_expanded_is_refused_at_once() -> None:
    class Wrong(BaseRoute):
        def expand(self) -> list[BaseRoute]:
            raise FireweedError("wrong")

    with pytest.raises(FireweedError, match="wrong"):
        FrontendRoutes().append(Wrong())


# In a router...


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("INDEX")
    (tmp_path / "items").write_text("ITEMS")
    return tmp_path


async def test_comes_after_all_routes(dist: Path) -> None:
    async def endpoint(request: object) -> PlainTextResponse:
        return PlainTextResponse("endpoint")

    router = Router()
    router.frontend("/", directory=dist)
    router.add_route("/items", endpoint, methods=["GET"])
    router.add_route("/slash/", endpoint)
    router.mount("/mounted", Router())

    assert (await call(router, http_scope(path="/items"))).text == "endpoint"
    assert (await call(router, http_scope("POST", "/items"))).status == 405
    assert (await call(router, http_scope(path="/slash"))).status == 307
    assert (await call(router, http_scope(path="/mounted/index.html"))).status == 404
    assert (await call(router, http_scope(path="/index.html"))).text == "INDEX"


async def test_does_not_replace_a_404_of_an_endpoint(dist: Path) -> None:
    async def endpoint(request: object) -> PlainTextResponse:
        return PlainTextResponse("none", 404)

    app = Application()
    app.add_route("/gone", endpoint)
    app.frontend("/", directory=dist)

    assert (await call(app, http_scope(path="/gone", headers={"accept": "text/html"}))).text == "none"


async def test_a_mounted_application_has_frontends_of_its_own(dist: Path) -> None:
    inner, outer = Application(), Application()
    inner.frontend("/ui", directory=dist)
    outer.mount("/inner", inner)

    assert (await call(outer, http_scope(path="/inner/ui/"))).text == "INDEX"
    assert (await call(outer, http_scope(path="/ui/"))).status == 404


async def test_leaves_websockets_alone(dist: Path) -> None:
    app = Application()
    app.frontend("/", directory=dist)
    recorder = AsgiRecorder(app, websocket_scope("/index.html"))

    await recorder.run()

    assert recorder.types == ["websocket.close"]
