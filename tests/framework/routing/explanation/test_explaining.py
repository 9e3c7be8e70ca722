"""`explain`: the whole text for routes of each kind. Line numbers are left out, which change with this file."""

import re
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from textwrap import dedent
from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, BaseModel, Field

from fireweed import (
    APIRouter,
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    File,
    Fireweed,
    Form,
    Header,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    WebSocket,
)
from fireweed.responses import EventSourceResponse, HTMLResponse, StreamingResponse
from fireweed.routes import BaseRoute, Host, Match, Mount, Route, WebSocketRoute
from fireweed.routing import APIRoute, iter_route_contexts
from fireweed.routing.explanation import explain
from fireweed.security import SecurityScopes
from fireweed.staticfiles import StaticFiles
from fireweed.types import Receive, Scope, Send


class Color(Enum):
    RED = "red"


class Item(BaseModel):
    name: str
    price: float | None = None


class Filters(BaseModel):
    limit: int = 10
    tag: list[str] = []


def app_of() -> Fireweed:
    return Fireweed(openapi_url=None)


def explain_last(app: Fireweed | APIRouter) -> str:
    """The text for the route that was added last, as it is served, with places of this file as `here`."""
    *_, context = iter_route_contexts(app.routes)
    return without_places(explain(context.effective))


def without_places(text: str) -> str:
    return re.sub(r"\S*test_explaining\.py:\d+", "here", text)


def text_of(expected: str) -> str:
    return dedent(expected).strip()


def test_an_empty_route() -> None:
    app = app_of()

    @app.get("/")
    async def home() -> None: ...

    assert explain_last(app) == text_of("""
        GET /
          endpoint  home at here
          runs      in the event loop
          reads     nothing of the request
          handler   scope only
          answer    200, JSON, not validated
    """)


def test_parameters() -> None:
    app = app_of()

    @app.api_route("/items/{item_id:int}/{rest:path}", methods=["GET", "DELETE"], name="find")
    def find_items(
        item_id: int,
        rest: str,
        x_token: Annotated[str, Header(min_length=4)],
        filters: Annotated[list[str] | None, Query(alias="item-filter", max_length=3)] = None,
        color: Color = Color.RED,
        order: Literal["up", "down"] = "up",
        page: Annotated[int, Field(gt=0, multiple_of=2), Query(validation_alias=AliasChoices("page", "p"))] = 2,
        session: Annotated[str, Cookie(pattern="^s", default_factory=str)] = ...,  # type: ignore[assignment]  # by it
    ) -> list[Item]:
        return []

    assert explain_last(app) == text_of("""
        DELETE,GET /items/{item_id:int}/{rest:path}
          endpoint  find_items at here
          runs      in a worker thread
          name      find
          reads     path item_id, rest; query item-filter, color, order, page, p; header x-token; cookie
                    session
          handler   scope only
          answer    200, JSON, validated as list[Item]

        parameters
          item_id  path               int
          rest     path               str
          filters  query item-filter  list[str] | None       = None, length <= 3
          color    query              Color                  = Color.RED
          order    query              Literal['up', 'down']  = 'up'
          page     query page or p    int                    = 2, > 0, multiple of 2
          x_token  header x-token     str                    length >= 4
          session  cookie             str                    = str(), pattern '^s'
    """)


def test_a_parameter_model() -> None:
    app = app_of()

    @app.get("/items")
    async def list_items(filters: Annotated[Filters, Query()]) -> None: ...

    assert explain_last(app) == text_of("""
        GET /items
          endpoint  list_items at here
          runs      in the event loop
          reads     query limit, tag
          handler   scope only
          answer    200, JSON, not validated

        parameters
          filters  all of query  Filters
    """)


def test_a_body_model() -> None:
    app = app_of()

    @app.post("/items", status_code=201, max_body_size=1024, strict_content_type=False)
    async def add_item(item: Item) -> Item:
        return item

    assert explain_last(app) == text_of("""
        POST /items
          endpoint  add_item at here
          runs      in the event loop
          reads     body
          body      JSON, validated directly from its bytes; also without a content-type
          limit     bodies of at most 1024 bytes
          handler   scope and body
          answer    201, JSON, validated as Item

        parameters
          item  body  Item
    """)


def test_members_of_a_body() -> None:
    app = Fireweed(openapi_url=None, max_body_size=2048)

    @app.put("/items")
    async def replace_item(item: Item, count: Annotated[int, Body(ge=1)] = 1) -> None: ...

    assert explain_last(app) == text_of("""
        PUT /items
          endpoint  replace_item at here
          runs      in the event loop
          reads     body
          body      a JSON object with a member for each parameter
          limit     bodies of at most 2048 bytes, by the application
          handler   scope and body
          answer    200, JSON, not validated

        parameters
          item   body, member item   Item
          count  body, member count  int   = 1, >= 1
    """)


def test_a_form() -> None:
    app = app_of()

    @app.post("/uploads", status_code=204, form_limits={"max_files": 2})
    async def upload(
        title: Annotated[str, Form(max_length=80)],
        files: list[UploadFile],
        raw: Annotated[bytes, File(alias="raw-file")],
        item: Annotated[Item, Body()],
    ) -> None: ...

    assert explain_last(app) == text_of("""
        POST /uploads
          endpoint  upload at here
          runs      in the event loop
          reads     body
          body      a form, urlencoded or multipart; max_files 2
          handler   scope and form
          answer    204, no content

        parameters
          title  form                               str               length <= 80
          files  form, all of the name              list[UploadFile]
          raw    form, content of a file: raw-file  bytes
          item   form, as JSON                      Item
    """)


def test_dependencies_that_yield() -> None:
    router = APIRouter(prefix="/books", tags=["reading"], dependencies=[Depends(check_card)])

    @router.get("/{title}", tags=["own"], dependencies=[Depends(count)])
    def read_book(title: str, session: Session, response: Response, now: Tick) -> str:
        return title

    app = app_of()
    app.include_router(router, prefix="/v1", tags=["first"])
    assert explain_last(app) == text_of("""
        GET /v1/books/{title}
          endpoint  read_book at here
          runs      in a worker thread
          inherits  prefix /v1/books; tags first, reading; dependencies check_card
          reads     path title; header x-card; whatever is asked of the request itself
          handler   with dependencies and cleanup
          answer    200, JSON, validated as str

        calls, in this order
          1  connect at here
             generator in worker threads, closed after the answer was sent
          2  open_session at here
             generator in the event loop, closed after the answer was sent; at most 10 at a time; asked for
             by 3 check_card and 6 read_book
               connection  from 1 connect
          3  check_card at here
             in a worker thread; asked for by a router
               session  from 2 open_session
               x_card   header x-card        str
          4  count at here
             in the event loop; asked for by the decorator
               request  the request
          5  tick at here
             generator in worker threads, closed before the answer is sent; called anew for each who asks
          6  read_book at here
             the endpoint; in a worker thread
               session   from 2 open_session
               now       from 5 tick
               title     path                               str
               response  status and headers for the answer
    """)


def test_dependencies_of_the_application() -> None:
    app = app_of()

    @app.get("/")
    async def home(pool: Annotated[str, Depends(open_pool, scope="app")]) -> None: ...

    assert explain_last(app) == text_of("""
        GET /
          endpoint  home at here
          runs      in the event loop
          reads     nothing of the request
          handler   with dependencies
          answer    200, JSON, not validated

        calls, in this order
          1  open_pool at here
             once when the application starts: generator in the event loop, closed when it stops; shared by
             all requests
               settings  from read_settings at here
          2  home at here
             the endpoint; in the event loop
               pool  from 1 open_pool
    """)


def test_security_scopes() -> None:
    app = app_of()

    @app.get("/me")
    async def read_me(user: Annotated[str, Security(find_user, scopes=["me"])], tasks: BackgroundTasks) -> None: ...

    assert explain_last(app) == text_of("""
        GET /me
          endpoint  read_me at here
          runs      in the event loop
          reads     nothing of the request
          handler   with dependencies
          answer    200, JSON, not validated

        calls, in this order
          1  find_user at here
             in a worker thread; security scopes me
               scopes  the scopes asked for  me
          2  read_me at here
             the endpoint; in the event loop
               user   from 1 find_user
               tasks  tasks for after the answer
    """)


def test_a_websocket() -> None:
    app = app_of()

    @app.websocket("/rooms/{room}")
    async def chat(websocket: WebSocket, room: str, now: Annotated[int, Depends(tick)], token: str = "") -> None: ...

    assert explain_last(app) == text_of("""
        WS /rooms/{room}
          endpoint  chat at here
          runs      in the event loop
          reads     path room; query token

        calls, in this order
          1  tick at here
             generator in worker threads, closed when the endpoint is done
          2  chat at here
             the endpoint; in the event loop
               now        from 1 tick
               room       path           str
               token      query          str  = ''
               websocket  the WebSocket
    """)


def test_a_custom_response() -> None:
    app = app_of()

    @app.get(
        "/page",
        response_class=HTMLResponse,
        response_validation=False,
        response_model_exclude={"price"},
        response_model_exclude_none=True,
        response_model_by_alias=False,
    )
    async def show_page() -> Item:
        return Item(name="page")

    assert explain_last(app) == text_of("""
        GET /page
          endpoint  show_page at here
          runs      in the event loop
          reads     nothing of the request
          handler   scope only
          answer    200, HTMLResponse of text/html, written without validation as Item
          writes    all but price; names instead of aliases; nothing that is None
    """)


async def stream_items() -> AsyncIterable[Item]:
    yield Item(name="")


def stream_items_in_thread() -> Iterable[Item]:
    yield Item(name="")


def return_page() -> HTMLResponse:
    return HTMLResponse("")


def return_item() -> Item:
    return Item(name="")


@pytest.mark.parametrize(
    ("endpoint", "options", "answer"),
    [
        (stream_items, {}, "200, a stream of JSON Lines, each item validated as Item"),
        (
            stream_items_in_thread,
            {"response_class": EventSourceResponse, "response_model": None},
            "200, a stream of Server-Sent Events, kept alive while it is silent, each item not validated",
        ),
        (
            stream_items,
            {"response_class": StreamingResponse},
            "200, a stream of chunks as they are (StreamingResponse)",
        ),
        (return_page, {}, "200, the HTMLResponse that is returned"),
        (return_item, {"response_model": dict[str, Any]}, "200, JSON, validated as dict[str, Any]"),
    ],
    ids=["lines", "events", "chunks", "a response", "another model"],
)
def test_says_what_becomes_of_a_result(endpoint: Callable[..., Any], options: dict[str, Any], answer: str) -> None:
    app = app_of()
    app.get("/", **options)(endpoint)

    lines = " ".join(explain_last(app).split())

    assert lines.endswith(f"answer {answer}")


def test_dependencies_of_a_stream_are_closed_before_it_begins() -> None:
    app = app_of()

    @app.get("/")
    async def count_up(now: Annotated[int, Depends(tick, scope="function")]) -> AsyncIterator[int]:
        yield now

    assert "generator in worker threads, closed before the first item is sent" in explain_last(app)


def test_a_route_with_a_handler_of_its_own() -> None:
    class TimedRoute(APIRoute):
        def get_route_handler(self) -> Any:
            return super().get_route_handler()

    router = APIRouter(route_class=TimedRoute)

    @router.get("/slow")
    async def work(item: Item) -> None: ...

    assert "  handler   scope and body\n  wrapper   TimedRoute.get_route_handler at here\n" in explain_last(router)


async def handle_request(request: Request) -> Response:
    return Response()


def handle_in_thread(request: Request) -> Response:
    return Response()


async def handle_websocket(websocket: WebSocket) -> None: ...


class Application:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Own(BaseRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return Match.NONE, {}


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (
            Route("/", handle_request, max_body_size=10),
            """
            GET,HEAD /
              endpoint  handle_request at here
              runs      in the event loop
              handler   a function of the request, which reads it itself
              limit     bodies of at most 10 bytes
            """,
        ),
        (
            Route("/", handle_in_thread, methods=["POST"]),
            """
            POST /
              endpoint  handle_in_thread at here
              runs      in a worker thread
              handler   a function of the request, which reads it itself
            """,
        ),
        (
            WebSocketRoute("/live", handle_websocket),
            """
            WS /live
              endpoint  handle_websocket at here
              runs      in the event loop
              handler   a function of the WebSocket, which reads it itself
            """,
        ),
        (
            Route("/raw", Application()),
            """
            * /raw
              endpoint  Application at here
              handler   an ASGI application, which gets scope, receive and send
            """,
        ),
        (
            Mount("/tools", Fireweed(openapi_url=None, routes=[Route("/", handle_request)]), name="tools"),
            """
            MOUNT /tools
              application  Fireweed
              name         tools
              routes       1, which are tried with the rest of the path
            """,
        ),
        (
            Host("{tenant}.example.org", Application()),
            """
            HOST {tenant}.example.org
              application  Application at here
            """,
        ),
        (
            Own(),
            """
            * /
              kind     Own at here
              handler  the route itself, by rules of its own
            """,
        ),
    ],
    ids=["function", "thread", "websocket", "application", "mount", "host", "unknown"],
)
def test_untyped_routes(route: BaseRoute, expected: str) -> None:
    assert without_places(explain(route)) == text_of(expected)


def test_static_files(tmp_path: Path) -> None:
    mount = Mount("/static", StaticFiles(directory=tmp_path, html=True), name="static")

    assert " ".join(explain(mount).split()) == (
        f"MOUNT /static application StaticFiles name static files below {tmp_path}; "
        "index.html for directories, 404.html for what is missing"
    )


def test_says_what_a_route_is_inside_of() -> None:
    inner = app_of()
    inner.get("/hammer")(return_item)
    mount = Mount("/tools", inner, max_body_size=5)

    text = without_places(explain(inner.routes[0], inside=[mount]))

    assert text.splitlines()[:2] == [
        "GET /tools/hammer",
        "  inside    MOUNT /tools, Fireweed, bodies of at most 5 bytes",
    ]


# The dependencies of the tests above.


def connect() -> Iterator[str]:
    yield ""


async def open_session(connection: Annotated[str, Depends(connect)]) -> AsyncIterator[str]:
    yield connection


Session = Annotated[str, Depends(open_session, max_concurrency=10)]


def check_card(x_card: Annotated[str, Header()], session: Session) -> None: ...


async def count(request: Request) -> None: ...


def tick() -> Iterator[int]:
    yield 1


Tick = Annotated[int, Depends(tick, scope="function", use_cache=False)]


def read_settings() -> str:
    return ""


async def open_pool(settings: Annotated[str, Depends(read_settings, scope="app")]) -> AsyncIterator[str]:
    yield settings


def find_user(scopes: SecurityScopes) -> str:
    return ""
