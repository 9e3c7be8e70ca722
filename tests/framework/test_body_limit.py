"""Limits where routes, mounts, routers and applications declare them; the middleware has tests of its own."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from fireweed.body_limit import MAX_BODY_SIZE_SCOPE_KEY, BodyLimit, ContentTooLarge, limit_body
from fireweed.core import Application
from fireweed.middleware import Middleware
from fireweed.requests import Request
from fireweed.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from fireweed.routes import BaseRoute, Host, Mount, Route, Router
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

TEXT = "text/plain; charset=utf-8"


class Counting:
    """An endpoint that reads the body and says how long it is. Counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        body = await Request(scope, receive).body()
        await PlainTextResponse(str(len(body)))(scope, receive, send)


async def read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def ignore(request: Request) -> Response:
    return PlainTextResponse("ignored")


class ReadingMiddleware:
    """Reads the body before the application does, which gets it again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()

        async def replay() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def send_body(
    app: ASGIApp, size: int, path: str = "/", *, declared: int | bytes | None = None, **scope: Any
) -> AsgiRecorder:
    """Call `app` with a body of that size in chunks of four bytes; without `declared` nothing says how long it is."""
    headers = {"host": "localhost"}
    if declared is not None:
        headers["content-length"] = str(declared) if isinstance(declared, int) else declared.decode()
    client = AsgiRecorder(app, http_scope("POST", path, headers=headers, **scope))
    for start in range(0, size, 4):
        client.feed_body(b"x" * min(4, size - start), more_body=True)
    client.feed_body()
    return await client.run()


def build_app(*routes: BaseRoute, **options: Any) -> Application:
    return Application(routes=routes, **options)


DECLARATIONS: dict[str, Callable[[int], ASGIApp]] = {
    "route": lambda limit: Route("/", read, methods=["POST"], max_body_size=limit),
    "mount": lambda limit: Mount("/", routes=[Route("/", read, methods=["POST"])], max_body_size=limit),
    "router": lambda limit: Router([Route("/", read, methods=["POST"])], max_body_size=limit),
    "router with middleware": lambda limit: Router(
        [Route("/", read, methods=["POST"])], max_body_size=limit, middleware=[Middleware(ReadingMiddleware)]
    ),
    "application": lambda limit: build_app(Route("/", read, methods=["POST"]), max_body_size=limit),
    "route of an application": lambda limit: build_app(Route("/", read, methods=["POST"], max_body_size=limit)),
    "host of a limited application": lambda limit: build_app(
        Host("localhost", Router([Route("/", read, methods=["POST"])])), max_body_size=limit
    ),
}

everywhere = pytest.mark.parametrize("declare", DECLARATIONS.values(), ids=DECLARATIONS)


@everywhere
@pytest.mark.parametrize("size", [0, 9, 10])
async def test_lets_pass_what_is_within_the_limit(declare: Callable[[int], ASGIApp], size: int) -> None:
    for declared in (None, size):
        answer = await send_body(declare(10), size, declared=declared)

        assert (answer.status, answer.text) == (200, str(size))


@everywhere
async def test_refuses_a_declared_length_before_anything_is_read(declare: Callable[[int], ASGIApp]) -> None:
    client = AsgiRecorder(declare(10), http_scope("POST", headers={"host": "localhost", "content-length": "11"}))

    await client.run()  # nothing to receive: it would hang

    assert (client.status, client.text, client.headers["content-type"]) == (413, "Content Too Large", TEXT)


@everywhere
@pytest.mark.parametrize("declared", [None, 1, b"", b"abc", b"-1", b"9" * 30, b"1_1"], ids=repr)
async def test_counts_what_arrives_whatever_was_declared(
    declare: Callable[[int], ASGIApp], declared: int | bytes | None
) -> None:
    answer = await send_body(declare(10), 11, declared=declared)

    assert (answer.status, answer.text, answer.headers["content-type"]) == (413, "Content Too Large", TEXT)


@everywhere
@pytest.mark.parametrize("declared", [None, 1])
async def test_nothing_may_mean_an_empty_body(declare: Callable[[int], ASGIApp], declared: int | None) -> None:
    assert (await send_body(declare(0), 0)).status == 200
    assert (await send_body(declare(0), 1, declared=declared)).status == 413


async def test_stops_reading_at_the_first_chunk_too_many() -> None:
    client = AsgiRecorder(Route("/", read, methods=["POST"], max_body_size=10), http_scope("POST"))
    for _ in range(3):
        client.feed_body(b"xxxx", more_body=True)

    await client.run()  # a fourth is never received

    assert client.status == 413


async def test_an_endpoint_is_not_called_for_a_declared_length_too_large() -> None:
    endpoint = Counting()
    app = build_app(Route("/", endpoint), Mount("/mount", routes=[Route("/", endpoint)]), max_body_size=10)

    for path in ("/", "/mount/"):
        assert (await send_body(app, 11, path, declared=11)).status == 413
    assert endpoint.calls == 0


async def test_an_endpoint_that_reads_nothing_is_under_the_limit_too() -> None:
    app = build_app(Route("/", ignore, methods=["POST"]), max_body_size=10)

    assert (await send_body(app, 11, declared=11)).status == 413
    assert (await send_body(app, 11)).text == "ignored"


@pytest.mark.parametrize(("size", "status"), [(10, 404), (11, 413)])
async def test_a_path_without_a_route_is_under_the_limit_too(size: int, status: int) -> None:
    app = build_app(Route("/", read, max_body_size=100), max_body_size=10)

    assert (await send_body(app, size, "/nowhere", declared=size)).status == status


@pytest.mark.parametrize(("size", "status"), [(10, 405), (11, 413)])
async def test_a_limit_is_not_for_the_methods_that_a_route_has_not(size: int, status: int) -> None:
    app = build_app(Route("/", read, methods=["PUT"], max_body_size=100), max_body_size=10)

    assert (await send_body(app, size, declared=size)).status == status


# The most specific limit holds...

NESTED: dict[str, tuple[Callable[[], ASGIApp], str, int]] = {
    "a route raises": (
        lambda: build_app(Route("/", read, methods=["POST"], max_body_size=20), max_body_size=10),
        "/",
        20,
    ),
    "a route lowers": (
        lambda: build_app(Route("/", read, methods=["POST"], max_body_size=4), max_body_size=10),
        "/",
        4,
    ),
    "a route before its router": (
        lambda: Router([Route("/", read, methods=["POST"], max_body_size=20)], max_body_size=10),
        "/",
        20,
    ),
    "a router before its application": (
        lambda: Application(router=Router([Route("/", read, methods=["POST"])], max_body_size=20), max_body_size=10),
        "/",
        20,
    ),
    "a mount raises": (
        lambda: build_app(Mount("/m", routes=[Route("/", read, methods=["POST"])], max_body_size=20), max_body_size=10),
        "/m/",
        20,
    ),
    "a mount inherits": (
        lambda: build_app(Mount("/m", routes=[Route("/", read, methods=["POST"])]), max_body_size=10),
        "/m/",
        10,
    ),
    "a route of a mount": (
        lambda: build_app(
            Mount("/m", routes=[Route("/", read, methods=["POST"], max_body_size=30)], max_body_size=5),
            max_body_size=10,
        ),
        "/m/",
        30,
    ),
    "a mounted application before its mount": (
        lambda: build_app(
            Mount("/m", build_app(Route("/", read, methods=["POST"]), max_body_size=20), max_body_size=5),
            max_body_size=10,
        ),
        "/m/",
        20,
    ),
    "a mount before an application without": (
        lambda: build_app(
            Mount("/m", build_app(Route("/", read, methods=["POST"])), max_body_size=20), max_body_size=5
        ),
        "/m/",
        20,
    ),
    "behind middleware of a mount": (
        lambda: build_app(
            Mount(
                "/m",
                Router([Route("/", read, methods=["POST"], max_body_size=20)]),
                middleware=[Middleware(lambda app: app)],
            ),
            max_body_size=10,
        ),
        "/m/",
        20,
    ),
    "a route with an application as its endpoint": (
        lambda: build_app(Route("/", limit_body(Counting(), 20)), max_body_size=10),
        "/",
        20,
    ),
}


@pytest.mark.parametrize(("build", "path", "limit"), NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "counted"])
async def test_the_most_specific_limit_holds(
    build: Callable[[], ASGIApp], path: str, limit: int, is_declared: bool
) -> None:
    app = build()

    answers = [await send_body(app, size, path, declared=size if is_declared else None) for size in (limit, limit + 1)]

    assert [answer.status for answer in answers] == [200, 413]


async def test_a_router_may_be_in_several_applications() -> None:
    router = Router([Route("/", read, methods=["POST"])])
    low, high = Application(router=router, max_body_size=5), Application(router=router, max_body_size=10)

    statuses = [(await send_body(app, 8)).status for app in (low, high, low, Application(router=router))]

    assert statuses == [413, 200, 413, 200]


@pytest.mark.parametrize(
    ("limit", "size", "status"), [(None, 10, 200), (None, 11, 413), (20, 11, 413), (4, 5, 413), (4, 4, 200)]
)
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "counted"])
async def test_middleware_reads_under_the_limit_of_the_application_and_the_route_checks_again(
    limit: int | None, size: int, status: int, is_declared: bool
) -> None:
    app = build_app(
        Route("/", read, methods=["POST"], max_body_size=limit),
        middleware=[Middleware(ReadingMiddleware)],
        max_body_size=10,
    )

    assert (await send_body(app, size, declared=size if is_declared else None)).status == status


# The scope...


async def test_the_scope_holds_the_limit_in_force() -> None:
    seen: list[int | None] = []

    class NotingMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope.get(MAX_BODY_SIZE_SCOPE_KEY))
            await self._app(scope, receive, send)
            seen.append(scope.get(MAX_BODY_SIZE_SCOPE_KEY))

    noting = Middleware(NotingMiddleware)
    route = Route("/", Counting(), middleware=[noting], max_body_size=20)
    app = build_app(route, middleware=[noting], max_body_size=10)

    await send_body(app, 0)

    assert seen == [10, 20, 20, 10]


@pytest.mark.parametrize("size", [5, 11])
async def test_the_scope_is_as_before_afterwards(size: int) -> None:
    answer = await send_body(Router([Route("/", read, max_body_size=5)], max_body_size=10), size)

    assert not [key for key in answer.scope if "body" in key]


async def test_other_scopes_have_no_limit() -> None:
    types: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert MAX_BODY_SIZE_SCOPE_KEY not in scope
        types.append(scope["type"])

    limited = limit_body(app, 0)
    await AsgiRecorder(limited, websocket_scope(headers={"content-length": "1"})).run()
    await AsgiRecorder(limited, {"type": "lifespan"}).run()

    assert types == ["websocket", "lifespan"]


def test_no_limit_is_no_wrapper() -> None:
    app = Counting()
    route = Route("/", app)

    assert limit_body(app, None) is app
    assert route.app is app
    assert Router([route]).resolve(http_scope()) is app


@pytest.mark.parametrize("size", [True, -1, 1.5, "1"])
def test_rejects_what_is_no_size(size: Any) -> None:
    for declare in DECLARATIONS.values():
        with pytest.raises(ValueError, match=r"^max_body_size must be a non-negative integer or None$"):
            declare(size)


def test_a_limit_by_itself_cannot_be_none() -> None:
    nothing: Any = None

    with pytest.raises(ValueError, match="leave the limit out for none"):
        BodyLimit(answering(), nothing)


# Errors...


async def test_exception_handlers_answer_what_was_counted() -> None:
    async def handle(request: Request, error: Exception) -> Response:
        return JSONResponse({"detail": "mine"}, status_code=413)

    for options in ({"max_body_size": 4}, {}):
        route = Route("/", read, methods=["POST"], max_body_size=4)
        app = build_app(route, exception_handlers={413: handle}, **options)

        assert (await send_body(app, 8)).text == '{"detail":"mine"}'
        assert (await send_body(app, 8, declared=8)).text == "Content Too Large"


async def test_an_endpoint_may_handle_it() -> None:
    async def endpoint(request: Request) -> Response:
        try:
            await request.body()
        except ContentTooLarge:
            return PlainTextResponse("handled")
        raise AssertionError("The body is too large.")

    assert (await send_body(Route("/", endpoint, methods=["POST"], max_body_size=4), 8)).text == "handled"


async def test_it_is_an_error_once_the_response_has_started() -> None:
    async def endpoint(request: Request) -> Response:
        async def stream() -> Any:
            yield b"begun"
            yield await request.body()

        return StreamingResponse(stream())

    with pytest.raises(ContentTooLarge):
        await send_body(Route("/", endpoint, methods=["POST"], max_body_size=4), 8)


@pytest.mark.parametrize("build", [lambda route: route, lambda route: build_app(route, max_body_size=100)])
async def test_task_groups_do_not_hide_it(build: Callable[[Route], ASGIApp]) -> None:
    async def endpoint(request: Request) -> Response:
        async with asyncio.TaskGroup() as group:
            group.create_task(request.body())
        return Response()

    app = build(Route("/", endpoint, methods=["POST"], max_body_size=4))

    assert (await send_body(app, 8)).status == 413


async def test_other_errors_of_a_task_group_come_through() -> None:
    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        raise ExceptionGroup("both", [ContentTooLarge(), LookupError("broken")])

    with pytest.raises(ExceptionGroup) as caught:
        await send_body(limit_body(endpoint, 4), 0)
    assert [type(error) for error in caught.value.exceptions] == [LookupError]


async def test_a_response_in_one_call_stays_so() -> None:
    app = build_app(Route("/", read, methods=["POST"], max_body_size=4))

    answer = await call(app, http_scope("POST"), body=b"1234", direct=True)

    assert (answer.text, answer.direct_responses) == ("4", 1)


async def test_a_disconnect_is_passed_on() -> None:
    received: Sequence[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal received
        received = [(await receive())["type"] for _ in range(2)]

    client = AsgiRecorder(limit_body(app, 4), http_scope("POST"))
    client.feed_body(b"1", more_body=True)
    client.disconnect()
    await client.run()

    assert received == ["http.request", "http.disconnect"]
