"""The untyped application alone: its errors are plain text."""

import subprocess
import sys
from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import HTTPException, NoMatchFound
from fireweed.middleware import Middleware
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Host, Mount, Route, WebSocketRoute
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope
from kit.routing import get, route


class Noting:
    """Middleware that notes its name on the way in."""

    def __init__(self, app: ASGIApp, names: list[str], name: str) -> None:
        self.app, self.names, self.name = app, names, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.names.append(self.name)
        await self.app(scope, receive, send)


def noting_scopes(path: str, scopes: list[Scope]) -> Route:
    async def note(request: Request) -> Response:
        scopes.append(request.scope)
        return Response()

    return Route(path, note)


async def answer_with_name(request: Request, error: Exception) -> Response:
    return PlainTextResponse(type(error).__name__, status_code=400)


def raising(error: Exception) -> Route:
    async def fail(request: Request) -> Response:
        raise error

    return Route("/", fail)


async def call_failing(app: ASGIApp, error: type[Exception]) -> AsgiRecorder:
    recorder = AsgiRecorder(app, http_scope())
    with pytest.raises(error):
        await recorder.run()
    return recorder


def test_needs_no_pydantic() -> None:
    program = """
import importlib.util, sys, types
package = types.ModuleType("fireweed")  # without its face, which imports everything
package.__path__ = importlib.util.find_spec("fireweed").submodule_search_locations
sys.modules["fireweed"] = package
import fireweed.core
print("pydantic" in sys.modules, end="")
"""

    assert subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE).stdout == b"False"


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/items/3", 200, "/items/{id} {'id': '3'}"),
        ("GET", "/nothing", 404, "Not Found"),
        ("POST", "/items/3", 405, "Method Not Allowed"),
    ],
    ids=["route", "no-path", "no-method"],
)
async def test_answers_requests(method: str, path: str, status: int, text: str) -> None:
    app = Application(routes=[route("/items/{id}")])

    answer = await call(app, http_scope(method, path))

    assert (answer.status, answer.text) == (status, text)


async def test_allowed_methods_are_told() -> None:
    answer = await call(Application(routes=[route("/a")]), http_scope("POST", "/a"))

    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("missing", ["raw_path", "client", "server", "state", "root_path", "asgi", "extensions"])
async def test_scope_may_lack(missing: str) -> None:
    scope = http_scope("GET", "/a")
    del scope[missing]

    assert (await call(Application(routes=[route("/a")]), scope)).status == 200


# What it says in the scope


async def test_scope_tells_application_and_router() -> None:
    scopes: list[Scope] = []
    app = Application(routes=[noting_scopes("/", scopes)])

    await get(app, "/")

    assert (scopes[0]["app"], scopes[0]["router"]) == (app, app.router)


async def test_scope_in_a_mounted_application_tells_it_and_the_outermost_router() -> None:
    scopes: list[Scope] = []
    inner = Application(routes=[noting_scopes("/a", scopes)])
    app = Application(routes=[Mount("/inner", inner)])

    await get(app, "/inner/a")

    assert (scopes[0]["app"], scopes[0]["router"]) == (inner, app.router)


async def test_url_for_builds_from_the_outermost_application() -> None:
    async def show(request: Request) -> Response:
        return PlainTextResponse(f"{request.url_for('inner:show')} {request.url_for('home')}")

    inner = Application(routes=[Route("/show", show)])
    app = Application(routes=[route("/", name="home"), Mount("/inner", inner, name="inner")])

    answer = await get(app, "/inner/show", headers={"host": "a.example"})

    assert answer.text == "http://a.example/inner/show http://a.example/"


# Middleware


async def test_middleware_is_listed_from_the_outermost() -> None:
    names: list[str] = []
    middleware = [Middleware(Noting, names, "outer"), Middleware(Noting, names, name="inner")]

    await get(Application(routes=[route("/")], middleware=middleware), "/")

    assert names == ["outer", "inner"]


async def test_middleware_added_last_is_outermost() -> None:
    names: list[str] = []
    app = Application(routes=[route("/")], middleware=[Middleware(Noting, names, "listed")])

    app.add_middleware(Noting, names, name="first")
    app.add_middleware(Noting, names, name="last")
    await get(app, "/")

    assert names == ["last", "first", "listed"]


async def test_refuses_middleware_after_a_request() -> None:
    app = Application(routes=[route("/")])
    await get(app, "/")

    with pytest.raises(RuntimeError, match="Cannot add middleware after an application has started"):
        app.add_middleware(Noting, [], "late")


async def test_middleware_sees_answers_to_handled_exceptions() -> None:
    statuses: list[int] = []

    def watch(app: ASGIApp, /) -> ASGIApp:
        async def watching(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_watched(message: Any) -> None:
                statuses.extend([message["status"]] if "status" in message else [])
                await send(message)

            await app(scope, receive, send_watched)

        return watching

    app = Application(routes=[raising(HTTPException(418))], middleware=[Middleware(watch)])
    await get(app, "/")

    assert statuses == [418]


async def test_exception_of_middleware_is_answered_500_whatever_its_handler() -> None:
    def refuse(app: ASGIApp, /) -> ASGIApp:
        async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
            raise HTTPException(401)

        return refusing

    app = Application(middleware=[Middleware(refuse)], exception_handlers={401: answer_with_name})

    assert (await call_failing(app, HTTPException)).text == "Internal Server Error"


# Exception handlers


@pytest.mark.parametrize("key", [KeyError, LookupError], ids=["class", "ancestor"])
async def test_handler_answers(key: type[Exception]) -> None:
    app = Application(routes=[raising(KeyError())], exception_handlers={key: answer_with_name})

    assert (await get(app, "/")).text == "KeyError"


async def test_handler_of_a_status_answers_what_the_router_raises() -> None:
    app = Application(exception_handlers={404: answer_with_name})

    assert (await get(app, "/nothing")).text == "BaseHTTPException"


@pytest.mark.parametrize("key", [500, Exception], ids=["500", "Exception"])
@pytest.mark.parametrize("middleware", [[], [Middleware(Noting, [], "")]], ids=["alone", "with-middleware"])
async def test_last_handler_answers_and_the_exception_is_raised(key: Any, middleware: list[Middleware[Any]]) -> None:
    app = Application(routes=[raising(KeyError())], middleware=middleware, exception_handlers={key: answer_with_name})

    assert (await call_failing(app, KeyError)).text == "KeyError"


async def test_of_two_last_handlers_the_later_one_answers() -> None:
    app = Application(routes=[raising(KeyError())], exception_handlers={Exception: str, 500: answer_with_name})

    assert (await call_failing(app, KeyError)).text == "KeyError"


async def test_handler_of_500_leaves_http_exceptions_alone() -> None:
    app = Application(routes=[raising(HTTPException(500, "mine"))], exception_handlers={500: answer_with_name})

    assert (await get(app, "/")).text == "mine"


async def test_decorated_handler_answers() -> None:
    app = Application(routes=[raising(KeyError())])

    assert app.exception_handler(KeyError)(answer_with_name) is answer_with_name
    assert (await get(app, "/")).text == "KeyError"


async def test_handler_added_after_a_request_answers() -> None:
    built: list[ASGIApp] = []

    def build(app: ASGIApp, /) -> ASGIApp:
        built.append(app)
        return app

    app = Application(routes=[raising(KeyError())], middleware=[Middleware(build)])
    await call_failing(app, KeyError)

    app.add_exception_handler(KeyError, answer_with_name)

    assert (await get(app, "/")).text == "KeyError"
    assert len(built) == 1


async def test_last_handler_added_after_a_request_answers() -> None:
    app = Application(routes=[raising(KeyError())])
    await call_failing(app, KeyError)

    app.add_exception_handler(500, answer_with_name)

    assert (await call_failing(app, KeyError)).text == "KeyError"


def test_refuses_a_handler_for_what_is_no_exception() -> None:
    with pytest.raises(TypeError, match="not for 'KeyError'"):
        Application(exception_handlers={"KeyError": answer_with_name})


async def test_handler_gets_the_request_of_the_endpoint() -> None:
    async def fail(request: Request) -> Response:
        await request.body()
        raise KeyError

    async def echo(request: Request, error: Exception) -> Response:
        return PlainTextResponse(await request.body())

    app = Application(routes=[Route("/", fail, methods=["POST"])], exception_handlers={KeyError: echo})

    assert (await call(app, http_scope("POST"), body=b"hello")).text == "hello"


async def test_debug_answers_with_the_traceback() -> None:
    app = Application(debug=True, routes=[raising(KeyError())])

    assert (await call_failing(app, KeyError)).text.startswith("Traceback")


# Routes added one by one


def test_adds_routes_of_all_kinds() -> None:
    app = Application()
    endpoint = answering()

    app.add_route("/a", endpoint, methods=["POST"], name="a")
    app.route("/b", methods=["PUT"], name="b")(endpoint)
    app.mount("/c", endpoint, name="c")
    app.host("d.example", endpoint, name="d")
    app.websocket_route("/e", name="e")(endpoint)

    assert app.routes == [
        Route("/a", endpoint, methods=["POST"]),
        Route("/b", endpoint, methods=["PUT"]),
        Mount("/c", endpoint, name="c"),
        Host("d.example", endpoint),
        WebSocketRoute("/e", endpoint),
    ]
    assert [getattr(added, "name", None) for added in app.routes] == ["a", "b", "c", "d", "e"]


async def test_answers_websockets() -> None:
    app = Application()

    @app.websocket_route("/live")
    class Live:
        def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
            self.send = send

        def __await__(self) -> Any:
            return self.send({"type": "websocket.accept"}).__await__()

    recorder = await AsgiRecorder(app, websocket_scope("/live")).run()

    assert recorder.types == ["websocket.accept"]


async def test_refuses_websockets_that_nobody_takes() -> None:
    recorder = await AsgiRecorder(Application(), websocket_scope("/live")).run()

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


def test_builds_paths() -> None:
    app = Application(routes=[route("/items/{id:int}", name="item")])

    assert app.url_path_for("item", id=3) == "/items/3"
    with pytest.raises(NoMatchFound, match='for name "item" and params "key"'):
        app.url_path_for("item", key=3)


def test_keeps_state() -> None:
    app = Application()

    app.state.database = "database"

    assert app.state["database"] == "database"


def test_debug_and_routes_may_come_without_their_names() -> None:
    home = route("/")

    app = Application(True, [home])

    assert (app.debug, app.routes) == (True, [home])
