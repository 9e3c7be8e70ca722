"""The typed application as a whole: its options, its errors, its pages, and applications inside of it."""

from typing import Any

import pytest

from fireweed import APIRouter, Depends, Fireweed, Request
from fireweed.core import Application
from fireweed.datastructures import State
from fireweed.exceptions import DeclarationError, FireweedDeprecationWarning
from fireweed.middleware import Middleware
from fireweed.responses import HTMLResponse, PlainTextResponse, Response
from fireweed.routes import Route
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.asgi import call, http_scope
from kit.lifespans import run_lifespan_of


async def endpoint() -> str:
    return "answer"


async def answer_with_name(request: Request, error: Exception) -> Response:
    return PlainTextResponse(type(error).__name__, status_code=400)


# Options


def test_attributes_have_their_defaults() -> None:
    app = Fireweed()

    assert (app.title, app.version, app.summary, app.description) == ("Fireweed", "0.1.0", None, "")
    assert (app.openapi_url, app.docs_url, app.redoc_url) == ("/openapi.json", "/docs", "/redoc")
    assert app.swagger_ui_oauth2_redirect_url == "/docs/oauth2-redirect"
    assert (app.openapi_version, app.openapi_schema, app.root_path) == ("3.1.0", None, "")
    assert (app.root_path_in_servers, app.separate_input_output_schemas, app.debug) == (True, True, False)
    assert (app.dependency_overrides, app.user_middleware, app.middleware_stack) == ({}, [], None)
    assert isinstance(app.state, State)
    assert isinstance(app.router, APIRouter)


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "summary",
        "description",
        "version",
        "terms_of_service",
        "openapi_url",
        "docs_url",
        "redoc_url",
        "swagger_ui_oauth2_redirect_url",
    ],
)
def test_options_in_text_become_attributes(name: str) -> None:
    options: Any = {name: "/given"}

    assert getattr(Fireweed(**options), name) == "/given"


@pytest.mark.parametrize(
    "name",
    [
        "contact",
        "license_info",
        "openapi_tags",
        "servers",
        "openapi_external_docs",
        "swagger_ui_init_oauth",
        "swagger_ui_parameters",
        "root_path_in_servers",
        "separate_input_output_schemas",
        "debug",
    ],
)
def test_other_options_become_attributes(name: str) -> None:
    value = object()
    options: Any = {name: value}

    assert getattr(Fireweed(**options), name) is value


def test_options_of_the_router_become_its_attributes() -> None:
    marker = Depends(endpoint)
    app = Fireweed(
        dependencies=[marker], responses={404: {}}, deprecated=True, include_in_schema=False, redirect_slashes=False
    )

    router = app.router
    assert (router.dependencies, router.responses, router.deprecated) == ([marker], {404: {}}, True)
    assert (router.include_in_schema, router.redirect_slashes) == (False, False)


@pytest.mark.parametrize(
    "name", ["routes", "middleware", "exception_handlers", "lifespan", "on_startup", "on_shutdown", "dependencies"]
)
def test_none_is_as_good_as_no_option(name: str) -> None:
    options: Any = {name: None}

    assert len(Fireweed(**options).routes) == len(Fireweed().routes)


@pytest.mark.parametrize("option", ["prefix", "name", "router"])
def test_refuses_unknown_options(option: str) -> None:
    options: Any = {option: "x"}

    with pytest.raises(TypeError, match=f"^Fireweed has no option '{option}'"):
        Fireweed(**options)


def test_suggests_the_option_that_may_be_meant() -> None:
    class Shop(Fireweed): ...

    options: Any = {"lifspan": None}

    with pytest.raises(TypeError, match=r"^Shop has no option 'lifspan'\. Did you mean 'lifespan'\?$"):
        Shop(**options)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("title", "A title must be provided for OpenAPI, e.g.: 'My API'"),
        ("version", "A version must be provided for OpenAPI, e.g.: '2.1.0'"),
    ],
)
def test_document_needs_a_title_and_a_version(option: str, message: str) -> None:
    options: Any = {option: ""}

    with pytest.raises(AssertionError) as caught:
        Fireweed(**options)

    assert str(caught.value) == message


def test_without_document_neither_is_needed() -> None:
    assert Fireweed(title="", version="", openapi_url=None).routes == []


def test_begins_with_the_routes_given() -> None:
    app = Fireweed(routes=[APIRoute("/first", endpoint)])

    assert [getattr(route, "path", None) for route in app.routes][:2] == ["/first", "/openapi.json"]
    assert TestClient(app).get("/first").json() == "answer"


def test_default_response_class_counts() -> None:
    app = Fireweed(default_response_class=HTMLResponse)
    app.get("/")(endpoint)

    assert TestClient(app).get("/").headers["content-type"] == "text/html; charset=utf-8"


def test_root_path_is_deprecated_and_counts() -> None:
    with pytest.warns(FireweedDeprecationWarning, match=r"`fw run --root-path /api/v1`") as warnings:
        app = Fireweed(root_path="/api")

    @app.get("/a", name="a")
    async def show(request: Request) -> str:
        return f"{request.scope['root_path']} {request.url_for('a')}"

    client = TestClient(app)
    assert client.get("/a").json() == client.get("/api/a").json() == "/api http://testserver/api/a"
    assert [warning.filename for warning in warnings] == [__file__]


# Middleware


def test_middleware_is_around_the_routes_and_the_document() -> None:
    class Stamp:
        def __init__(self, app: ASGIApp, value: bytes) -> None:
            self.app, self.value = app, value

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def stamp(message: Any) -> None:
                message.get("headers", []).append((b"x-stamp", self.value))
                await send(message)

            await self.app(scope, receive, stamp)

    app = Fireweed(middleware=[Middleware(Stamp, b"inner")])
    app.add_middleware(Stamp, value=b"outer")
    app.get("/")(endpoint)
    client = TestClient(app)

    for path in ("/", "/openapi.json", "/nothing"):
        assert client.get(path).headers["x-stamp"] == "inner, outer"


# Declarations


def test_mistake_is_raised_at_its_declaration() -> None:
    app = Fireweed()

    async def read(limit: Any = Depends("limit")) -> None:  # type: ignore[arg-type]
        ...

    with pytest.raises(DeclarationError, match=r"read.* parameter 'limit': its dependency is 'limit'"):
        app.get("/")(read)


async def test_plain_routes_are_possible() -> None:
    app = Fireweed()

    async def show(request: Request) -> Response:
        return PlainTextResponse(request.path_params["name"])

    app.add_route("/added/{name}", show, methods=["POST"])
    app.route("/decorated/{name}")(show)

    assert (await call(app, http_scope("POST", "/added/a"))).text == "a"
    assert (await call(app, http_scope("HEAD", "/decorated/a"))).status == 200


def test_paths_and_urls_are_built() -> None:
    app = Fireweed()

    @app.get("/items/{number}", name="item")
    async def show(request: Request, number: int) -> str:
        return str(request.url_for("item", number=number + 1))

    assert app.url_path_for("item", number=3) == "/items/3"
    assert TestClient(app).get("/items/3").json() == "http://testserver/items/4"


# Applications inside


def app_with_inner() -> tuple[Fireweed, Fireweed]:
    app, inner = Fireweed(title="Outer"), Fireweed(title="Inner")
    inner.get("/a", name="a")(endpoint)
    app.mount("/inner", inner, name="inner")
    return app, inner


def test_mounted_application_has_pages_of_its_own() -> None:
    client = TestClient(app_with_inner()[0])

    document = client.get("/inner/openapi.json").json()

    assert (document["info"]["title"], document["servers"]) == ("Inner", [{"url": "/inner"}])
    assert list(document["paths"]) == ["/a"]
    assert "/inner/openapi.json" in client.get("/inner/docs").text
    assert client.get("/openapi.json").json()["paths"] == {}


def test_document_of_a_mounted_application_is_unchanged_by_requests() -> None:
    app, inner = app_with_inner()

    TestClient(app).get("/inner/openapi.json")

    assert "servers" not in inner.openapi()


def test_mounted_application_answers_its_own_errors() -> None:
    app, inner = app_with_inner()
    inner.add_exception_handler(404, answer_with_name)

    assert TestClient(app).get("/inner/nothing").status_code == 400
    assert TestClient(app).get("/nothing").status_code == 404


def test_mounted_application_overrides_its_own_dependencies() -> None:
    app, inner = app_with_inner()

    @inner.get("/b")
    async def read(value: str = Depends(endpoint)) -> str:
        return value

    app.dependency_overrides[endpoint] = lambda: "outer"
    inner.dependency_overrides[endpoint] = lambda: "inner"

    assert TestClient(app).get("/inner/b").json() == "inner"


async def test_lifespan_of_a_mounted_application_does_not_run() -> None:
    events: list[str] = []
    app = Fireweed(on_startup=[lambda: events.append("outer")])
    app.mount("/inner", Fireweed(on_startup=[lambda: events.append("inner")]))

    await run_lifespan_of(app)

    assert events == ["outer"]


# State


def test_state_of_the_lifespan_is_that_of_each_request() -> None:
    async def lifespan(app: Fireweed) -> Any:
        yield {"names": ["shared"], "count": 0}

    app = Fireweed(lifespan=lifespan)

    @app.get("/")
    async def read(request: Request) -> list[Any]:
        request.state.count += 1
        request.state.names.append(len(request.state["names"]))
        return [request.state.count, request.state.names]

    with TestClient(app) as client:
        answers = [client.get("/").json() for _ in range(2)]

    assert answers == [[1, ["shared", 1]], [1, ["shared", 1, 2]]]


def test_pages_come_first() -> None:
    app = Fireweed(docs_assets="cdn")
    app.get("/docs")(endpoint)

    assert [route.path for route in app.routes if type(route) is Route] == [
        "/openapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/redoc",
    ]
    assert TestClient(app).get("/docs").headers["content-type"] == "text/html; charset=utf-8"


def test_tracers_of_untyped_applications_leave_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    traced: list[object] = []
    monkeypatch.setattr(Application, "__init__", lambda self, *_, **__: traced.append(self))

    Fireweed()

    assert traced == []
