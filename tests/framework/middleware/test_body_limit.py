from typing import Any

import pytest

from fireweed.core import Application
from fireweed.middleware import Middleware
from fireweed.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY, RequestBodyLimitMiddleware
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Mount, Route, Router
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope
from kit.multipart import CONTENT_TYPE, file, form, split

LIMIT = Middleware(RequestBodyLimitMiddleware, max_body_size=10)

both_ways = pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "counted"])


class ReadingMiddleware:
    """Reads the whole body and does nothing with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await self._app(scope, receive, send)


async def read(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} of {request.scope[MAX_BODY_SIZE_SCOPE_KEY]}")


async def post(app: ASGIApp, size: int, *, is_declared: bool, path: str = "/") -> AsgiRecorder:
    headers = {"content-length": str(size)} if is_declared else {}
    client = AsgiRecorder(app, http_scope("POST", path, headers=headers))
    client.feed_body(b"x" * size)
    return await client.run()


@both_ways
@pytest.mark.parametrize(
    "app",
    [
        RequestBodyLimitMiddleware(Router([Route("/", read, methods=["POST"])]), max_body_size=10),
        Application(routes=[Route("/", read, methods=["POST"])], middleware=[LIMIT]),
        Application(routes=[Route("/", read, methods=["POST"], middleware=[LIMIT])]),
        Application(routes=[Mount("/", routes=[Route("/", read, methods=["POST"])], middleware=[LIMIT])]),
    ],
    ids=["by itself", "of an application", "of a route", "of a mount"],
)
async def test_allows_bodies_up_to_the_limit(app: ASGIApp, is_declared: bool) -> None:
    assert (await post(app, 10, is_declared=is_declared)).text == "10 of 10"

    refused = await post(app, 11, is_declared=is_declared)

    assert (refused.status, refused.text) == (413, "Content Too Large")
    assert refused.headers == {"content-length": "17", "content-type": "text/plain; charset=utf-8"}


@both_ways
@pytest.mark.parametrize("limit", [4, 20])
async def test_the_limit_of_a_route_holds_instead(limit: int, is_declared: bool) -> None:
    app = Application(routes=[Route("/", read, methods=["POST"], max_body_size=limit)], middleware=[LIMIT])

    assert (await post(app, limit, is_declared=is_declared)).text == f"{limit} of {limit}"
    assert (await post(app, limit + 1, is_declared=is_declared)).status == 413


@both_ways
async def test_the_inner_one_of_two_holds(is_declared: bool) -> None:
    app = Application(routes=[Route("/", read, methods=["POST"])], middleware=[LIMIT], max_body_size=5)

    assert (await post(app, 10, is_declared=is_declared)).text == "10 of 10"
    assert (await post(app, 11, is_declared=is_declared)).status == 413


@both_ways
async def test_a_route_behind_two_of_them_raises_the_limit(is_declared: bool) -> None:
    app = Application(
        routes=[Route("/", read, methods=["POST"], max_body_size=20)], middleware=[LIMIT], max_body_size=5
    )

    assert (await post(app, 20, is_declared=is_declared)).text == "20 of 20"
    assert (await post(app, 21, is_declared=is_declared)).status == 413


@both_ways
async def test_a_route_of_a_mounted_application_raises_the_limit(is_declared: bool) -> None:
    inner = Application(routes=[Route("/", read, methods=["POST"], max_body_size=20)], middleware=[LIMIT])
    app = Application(routes=[Mount("/m", inner)])

    assert (await post(app, 20, is_declared=is_declared, path="/m/")).text == "20 of 20"
    assert (await post(app, 21, is_declared=is_declared, path="/m/")).status == 413


@both_ways
async def test_answers_for_middleware_that_reads_too_much(is_declared: bool) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        raise AssertionError("Exception handlers are further inside.")

    app = Application(
        routes=[Route("/", read, methods=["POST"], max_body_size=20)],
        middleware=[LIMIT, Middleware(ReadingMiddleware)],
        exception_handlers={413: handle},
    )

    refused = await post(app, 11, is_declared=is_declared)

    assert (refused.status, refused.text) == (413, "Content Too Large")


@both_ways
async def test_covers_paths_without_a_route(is_declared: bool) -> None:
    app = Application(middleware=[LIMIT])

    assert (await post(app, 11, is_declared=is_declared)).status == (413 if is_declared else 404)


@pytest.mark.parametrize("size", [True, None, -1, 1.5, "1"])
def test_rejects_what_is_no_size(size: Any) -> None:
    with pytest.raises(ValueError, match="max_body_size must be a non-negative integer"):
        RequestBodyLimitMiddleware(Router(), max_body_size=size)


async def test_a_form_that_is_too_large_leaves_no_file() -> None:
    async def read_form(request: Request) -> Response:
        async with request.form():
            return Response()

    app = Application(routes=[Route("/", read_form, methods=["POST"])], max_body_size=2_000_000)
    client = AsgiRecorder(app, http_scope("POST", headers={"content-type": CONTENT_TYPE}))
    for chunk in split(form(file("a", b"x" * 3_000_000)), 65536):
        client.feed_body(chunk, more_body=True)

    await client.run()  # a file that is left open is a ResourceWarning, and so an error

    assert client.status == 413
