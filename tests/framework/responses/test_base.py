import array
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest

from fireweed.background import BackgroundTask
from fireweed.responses import Response
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

# Bodies...


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param(None, b"", id="nothing"),
        pytest.param("", b"", id="empty text"),
        pytest.param("grüß", "grüß".encode(), id="text"),
        pytest.param(b"\xff", b"\xff", id="bytes"),
        pytest.param(bytearray(b"\xff"), b"\xff", id="bytearray"),
        pytest.param(memoryview(b"view"), b"view", id="memoryview"),
        pytest.param(memoryview(array.array("H", [1, 1])), array.array("H", [1, 1]).tobytes(), id="typed memoryview"),
        pytest.param(memoryview(b"abcdef").cast("B", (2, 3)), b"abcdef", id="memoryview of two dimensions"),
    ],
)
def test_renders_content(content: Any, body: bytes) -> None:
    assert Response(content).body == body


def test_rejects_content_that_it_cannot_render() -> None:
    with pytest.raises(TypeError, match="not dict; return a JSONResponse"):
        Response({})


def test_subclass_renders_in_its_own_way() -> None:
    class Shouting(Response):
        media_type = "text/plain"
        charset = "ascii"

        def render(self, content: str) -> bytes:
            return content.upper().encode(self.charset)

    response = Shouting("hello")

    assert response.body == b"HELLO"
    assert response.headers["content-type"] == "text/plain; charset=ascii"


# Headers...


def test_describes_its_content() -> None:
    response = Response("hello", media_type="application/xml")

    assert response.raw_headers == [(b"content-length", b"5"), (b"content-type", b"application/xml")]


def test_has_no_content_type_without_media_type() -> None:
    assert Response("hello").headers.items() == [("content-length", "5")]


@pytest.mark.parametrize(
    ("media_type", "content_type"),
    [
        ("text/css", "text/css; charset=utf-8"),
        ("text/css; charset=ascii", "text/css; charset=ascii"),
        ("text/css; Charset=ascii", "text/css; Charset=ascii"),
        ("application/json", "application/json"),
        ("image/png", "image/png"),
    ],
)
def test_adds_the_charset_to_text(media_type: str, content_type: str) -> None:
    assert Response(media_type=media_type).headers["content-type"] == content_type


@pytest.mark.parametrize("status", [100, 101, 204, 304])
def test_has_no_content_length_where_it_is_not_allowed(status: int) -> None:
    assert "content-length" not in Response(status_code=status).headers


@pytest.mark.parametrize("status", [200, 205, 404])
def test_has_a_content_length_even_without_content(status: int) -> None:
    assert Response(status_code=status).headers["content-length"] == "0"


def test_given_headers_come_first_and_in_lower_case() -> None:
    response = Response("hello", headers={"X-One": "1"}, media_type="image/png")

    assert response.raw_headers == [(b"x-one", b"1"), (b"content-length", b"5"), (b"content-type", b"image/png")]


def test_given_headers_replace_those_of_the_content() -> None:
    response = Response("hello", headers={"Content-Length": "9", "Content-Type": "a/b"}, media_type="text/html")

    assert response.headers.items() == [("content-length", "9"), ("content-type", "a/b")]


def test_headers_can_be_changed() -> None:
    response = Response()

    response.headers["X-One"] = "1"
    del response.headers["content-length"]

    assert response.raw_headers == [(b"x-one", b"1")]


def test_raw_headers_can_be_replaced() -> None:
    response = Response(media_type="text/plain")

    response.raw_headers = [(b"x-one", b"1")]

    assert response.headers.items() == [("x-one", "1")]


def test_responses_do_not_share_headers() -> None:
    first, second = Response(media_type="text/plain"), Response(media_type="text/plain")

    first.headers["x-one"] = "1"

    assert "x-one" not in second.headers


@pytest.mark.parametrize("value", ["a\r\nset-cookie: b", "a\nb", "a\rb", "a\0b"])
@pytest.mark.parametrize("field", ["name", "value"])
def test_rejects_a_header_that_would_inject_another(field: str, value: str) -> None:
    headers = {"x-one": value} if field == "value" else {f"x-one{value}": "1"}

    with pytest.raises(ValueError, match="x-one"):
        Response(headers=headers)


def test_rejects_injection_when_a_header_is_set() -> None:
    response = Response()

    with pytest.raises(ValueError, match="x-one"):
        response.headers["x-one"] = "a\r\nb"


def test_rejects_injection_through_the_media_type() -> None:
    with pytest.raises(ValueError, match="content-type"):
        Response(media_type="text/plain\r\nx-one: 1")


# Cookies...


def test_set_cookie_adds_a_header_each_time() -> None:
    response = Response()

    response.set_cookie("a", "1")
    response.set_cookie("b", "2")

    assert response.headers.getlist("set-cookie") == ["a=1; Path=/; SameSite=lax", "b=2; Path=/; SameSite=lax"]


def test_set_cookie_knows_every_attribute() -> None:
    response = Response()

    response.set_cookie(
        "a",
        "b c",
        max_age=5,
        expires=datetime(2026, 11, 21, 0, 20, 11, tzinfo=UTC),
        path="/p",
        domain="d",
        secure=True,
        httponly=True,
        samesite="none",
        partitioned=True,
    )

    assert response.headers["set-cookie"] == (
        'a="b c"; Domain=d; expires=Sat, 21 Nov 2026 00:20:11 GMT; HttpOnly; Max-Age=5; Partitioned; Path=/p; '
        "SameSite=none; Secure"
    )


def test_set_cookie_rejects_injection() -> None:
    with pytest.raises(ValueError, match="Path"):
        Response().set_cookie("a", "b", path="/\r\nx-one: 1")


def test_delete_cookie_sets_one_that_has_expired() -> None:
    response = Response()

    response.delete_cookie("a", path="/p", domain="d")

    cookie = response.headers["set-cookie"]
    assert cookie.startswith('a=""; Domain=d; expires=')
    assert cookie.endswith(" GMT; Max-Age=0; Path=/p; SameSite=lax")


def test_partitioned_cookie_is_deleted_in_its_partition() -> None:
    response = Response()

    response.delete_cookie("a", secure=True, samesite="none", partitioned=True)

    cookie = response.headers["set-cookie"]
    assert cookie.endswith(" GMT; Max-Age=0; Partitioned; Path=/; SameSite=none; Secure")


# Sending...


@pytest.mark.parametrize("direct", [True, False], ids=["in one call", "in messages"])
async def test_sends_itself(direct: bool) -> None:
    response = Response("hello", 201, {"x-one": "1"}, "text/plain")

    sent = await call(response, http_scope(), direct=direct)

    assert (sent.status, sent.body, sent.direct_responses) == (201, b"hello", int(direct))
    assert sent.headers == {"x-one": "1", "content-length": "5", "content-type": "text/plain; charset=utf-8"}


async def test_sends_in_messages_what_describes_the_content() -> None:
    sent = await call(Response("hello", media_type="text/plain"), http_scope())

    assert sent.headers == {"content-type": "text/plain; charset=utf-8", "content-length": "5"}


async def test_responses_of_one_kind_send_the_same_tuple_of_headers() -> None:
    seen: list[object] = []

    class Send:
        async def __call__(self, message: object) -> None: ...

        def send_response(self, status: int, headers: object, body: bytes) -> None:
            seen.append(headers)

    for content in ("one", "two"):
        await Response(content, media_type="text/plain")(http_scope(), None, Send())  # type: ignore[arg-type]  # unused

    assert isinstance(seen[0], tuple)
    assert seen[0] is seen[1]


async def test_sends_headers_that_were_changed() -> None:
    response = Response("hello")
    response.headers["x-one"] = "1"

    sent = await call(response, http_scope(), direct=True)

    assert sent.headers == {"content-length": "5", "x-one": "1"}


async def test_can_be_sent_several_times() -> None:
    response = Response("hello")

    bodies = [(await call(response, http_scope())).body for _ in range(2)]

    assert bodies == [b"hello", b"hello"]


async def test_accepts_a_status_by_name() -> None:
    sent = await call(Response(status_code=HTTPStatus.NO_CONTENT), http_scope())

    assert sent.status == 204
    assert sent.headers == {}


async def test_runs_its_background_task_after_it_was_sent() -> None:
    sent_before: list[list[str]] = []
    response = Response("hello")
    recorder = AsgiRecorder(response, http_scope())
    response.background = BackgroundTask(lambda: sent_before.append(recorder.types))

    await recorder.run()

    assert sent_before == [["http.response.start", "http.response.body"]]


async def test_refuses_a_websocket() -> None:
    ran: list[str] = []
    response = Response("no", 403, background=BackgroundTask(ran.append, "background"))

    sent = await AsgiRecorder(response, websocket_scope()).run()

    assert sent.types == ["websocket.http.response.start", "websocket.http.response.body"]
    assert sent.sent[0]["headers"] == [(b"content-length", b"2")]
    assert ran == ["background"]


def test_subclass_without_a_body_has_no_length() -> None:
    class Streaming(Response):
        def __init__(self) -> None:
            self.init_headers({"x-kind": "stream"})

        status_code = 200
        media_type = "text/event-stream"

    response = Streaming()

    assert dict(response.headers) == {"x-kind": "stream", "content-type": "text/event-stream; charset=utf-8"}
