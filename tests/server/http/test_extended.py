"""Early hints, trailers, and what a scope says of extensions; files have tests of their own."""

import asyncio
from typing import Any

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from fireweed_server.errors import ApplicationError, ClientDisconnectedError, MessageOrderError, ResponseHeadError
from kit.http_client import FakeClient
from kit.tls import FakeSSLObject
from kit.transport import build_request

TAKES_TRAILERS = [("TE", "gzip;q=0.5, Trailers"), ("Connection", "TE")]
START = {"type": "http.response.start", "status": 200, "headers": []}
TRAILED_START = {**START, "trailers": True}
BODY = {"type": "http.response.body", "body": b"hello"}
PART = {**BODY, "more_body": True}


def hints(*links: object) -> Message:
    return {"type": "http.response.early_hint", "links": links}


def trailers(*fields: tuple[bytes, bytes], more: bool = False) -> Message:
    return {"type": "http.response.trailers", "headers": list(fields), "more_trailers": more}


class Sender:
    """Sends messages; keeps the scope and the error of `send`, if there is one."""

    def __init__(self, *messages: Message) -> None:
        self.messages = messages
        self.error: Exception | None = None
        self.scope: Scope = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        try:
            for message in self.messages:
                await send(dict(message))
        except Exception as error:
            self.error = error
            raise


async def answer(app: Sender, *, version: str = "1.1", method: str = "GET", headers: Any = ()) -> bytes:
    """What goes out for one request, without the fields that say nothing here."""
    client = FakeClient(app, server_header=None, date_header=False)
    client.feed(build_request(method, headers=headers, version=version))
    await client.settle()
    return client.transport.written


# Extensions in the scope...


@pytest.mark.parametrize(
    ("version", "ssl_object", "missing"),
    [
        ("1.1", None, set()),
        ("1.0", None, {"http.response.early_hint", "http.response.trailers"}),
        ("1.1", FakeSSLObject(), {"http.response.zerocopysend"}),
    ],
    ids=["HTTP/1.1", "HTTP/1.0", "TLS"],
)
async def test_offers_what_works(version: str, ssl_object: object, missing: set[str]) -> None:
    app = Sender(START, BODY)
    client = FakeClient(app, ssl_object=ssl_object)

    await client.exchange(build_request(version=version))

    everything = {f"http.response.{name}" for name in ("early_hint", "pathsend", "trailers", "zerocopysend")}
    assert set(app.scope["extensions"]) & everything == everything - missing


async def test_a_request_sees_nothing_of_what_another_did_with_its_extensions() -> None:
    app = Sender(START, BODY)
    client = FakeClient(app)
    await client.exchange(build_request())
    app.scope["extensions"].clear()

    await client.exchange(build_request())

    assert app.scope["extensions"]


async def test_knows_no_other_messages() -> None:
    app = Sender(START, {"type": "http.response.push", "path": "/a"})

    assert b" 500 " in await answer(app)
    assert "'http.response.push'" in str(app.error)


# Early hints...


async def test_tells_hints_ahead_any_number_of_times() -> None:
    app = Sender(hints(b"</a.css>; rel=preload", b"</b.js>"), hints(b"</c>"), START, hints(b"</d>"), BODY)

    assert await answer(app) == (
        b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\nlink: </b.js>\r\n\r\n"
        b"HTTP/1.1 103 Early Hints\r\nlink: </c>\r\n\r\n"
        b"HTTP/1.1 103 Early Hints\r\nlink: </d>\r\n\r\n"
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
    )


@pytest.mark.parametrize(
    ("messages", "version"),
    [
        ([hints(b"</a>"), START, BODY], "1.0"),
        ([hints(), START, BODY], "1.1"),
        ([START, PART, hints(b"</a>"), BODY], "1.1"),
    ],
    ids=["HTTP/1.0", "none", "too late"],
)
async def test_drops_hints_that_cannot_be_told(messages: list[Message], version: str) -> None:
    app = Sender(*messages)

    assert b"103" not in await answer(app, version=version)
    assert app.error is None


@pytest.mark.parametrize("links", [[b"</a>\r\nset-cookie: a=b"], [b""], ["</a>"], [None], b"</a>", "</a>", None, 5])
async def test_refuses_links_that_must_not_go_out(links: Any) -> None:
    app = Sender({"type": "http.response.early_hint", "links": links}, START, BODY)

    written = await answer(app)

    assert written.startswith(b"HTTP/1.1 500 ")
    assert isinstance(app.error, ResponseHeadError)


async def test_no_hints_follow_a_response() -> None:
    app = Sender(START, BODY, hints(b"</a>"))

    assert b"103" not in await answer(app)
    assert isinstance(app.error, MessageOrderError)


async def test_hints_wait_for_a_client_that_takes_nothing() -> None:
    app = Sender(hints(b"</a>"), hints(b"</b>"), START, BODY)
    client = FakeClient(app)

    async def stall_first(scope: Scope, receive: Receive, send: Send) -> None:
        client.transport.stall()
        await app(scope, receive, send)

    client.serving.app = stall_first
    client.feed(build_request())
    await client.settle()
    assert client.transport.written.count(b" 103 ") == 1

    client.transport.close()
    await client.settle()

    assert isinstance(app.error, ClientDisconnectedError)


# Trailers...


async def test_sends_trailers_to_clients_that_take_them() -> None:
    app = Sender(TRAILED_START, PART, BODY, trailers((b"x-sum", b"1"), more=True), trailers((b"x-time", b"2")))

    assert await answer(app, headers=TAKES_TRAILERS) == (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n5\r\nhello\r\n0\r\nx-sum: 1\r\nx-time: 2\r\n\r\n"
    )


async def test_trailers_take_the_place_of_a_length() -> None:
    app = Sender({**TRAILED_START, "headers": [(b"content-length", b"5")]}, BODY, trailers((b"x-sum", b"1")))

    assert await answer(app, headers=TAKES_TRAILERS) == (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("request_line", "status", "expected"),
    [
        ({"headers": [("TE", "gzip")]}, 200, b"content-length: 5\r\n\r\nhello"),
        ({}, 200, b"content-length: 5\r\n\r\nhello"),
        ({"headers": [("TE", "trailers")], "version": "1.0"}, 200, b"\r\nconnection: close\r\n\r\nhello"),
        ({"headers": TAKES_TRAILERS, "method": "HEAD"}, 200, b"content-length: 5\r\n\r\n"),
        ({"headers": TAKES_TRAILERS}, 204, b"No Content\r\n\r\n"),
    ],
    ids=["TE says another", "no TE", "HTTP/1.0", "HEAD", "no body"],
)
async def test_drops_trailers_that_cannot_be_sent(request_line: Any, status: int, expected: bytes) -> None:
    app = Sender({**TRAILED_START, "status": status}, BODY, trailers((b"x-sum", b"1")))

    written = await answer(app, **request_line)

    assert app.error is None
    assert written.endswith(expected.replace(b"\r\nconnection: close", b"content-length: 5\r\nconnection: close"))


async def test_ends_the_chunks_where_it_drops_trailers() -> None:
    app = Sender(TRAILED_START, PART, BODY, trailers((b"x-sum", b"1")))

    assert (await answer(app)).endswith(b"5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n")


async def test_the_next_request_follows_the_trailers() -> None:
    client = FakeClient(Sender(TRAILED_START, BODY, trailers((b"x-sum", b"1"))))
    client.feed(build_request(headers=TAKES_TRAILERS) * 2 + build_request())

    await client.settle()

    assert client.transport.written.count(b"x-sum: 1\r\n\r\n") == 2
    assert client.transport.written.endswith(b"content-length: 5\r\n\r\nhello")
    assert not client.transport.is_closing()


@pytest.mark.parametrize("headers", [TAKES_TRAILERS, []], ids=["sent", "dropped"])
@pytest.mark.parametrize("name", [b"content-length", b"Set-Cookie", b"transfer-encoding", b"host", b"trailer", b"date"])
async def test_refuses_fields_that_cannot_be_trailers(name: bytes, headers: Any) -> None:
    app = Sender(TRAILED_START, BODY, trailers((name, b"5")))

    written = await answer(app, headers=headers)

    assert name.lower() + b": 5" not in written.partition(b"\r\n\r\n")[2].lower()
    assert isinstance(app.error, ResponseHeadError)


@pytest.mark.parametrize("field", [(b"x-a", b"1\r\nx-b: 2"), (b"x a", b"1"), ("x-a", "1")])
async def test_refuses_trailers_that_must_not_go_out(field: Any) -> None:
    app = Sender(TRAILED_START, BODY, trailers(field))

    written = await answer(app, headers=TAKES_TRAILERS)

    assert written.endswith(b"hello\r\n0\r\n")  # broken off
    assert isinstance(app.error, ResponseHeadError)


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ([trailers()], "has to start"),
        ([START, trailers()], "did not announce"),
        ([START, PART, trailers()], "did not announce"),
        ([TRAILED_START, trailers()], "the body is not complete"),
        ([TRAILED_START, PART, trailers()], "the body is not complete"),
        ([TRAILED_START, BODY, BODY], "only 'http.response.trailers' can follow"),
        ([TRAILED_START, BODY, {"type": "http.response.pathsend", "path": "/"}], "only 'http.response.trailers'"),
        ([TRAILED_START, BODY, trailers(), trailers()], "the response is complete"),
        ([TRAILED_START, BODY], "ended before"),
    ],
    ids=[
        "first", "unannounced", "unannounced behind a part", "no body", "body not complete", "second body", "file",
        "twice", "never",
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", [TAKES_TRAILERS, []], ids=["sent", "dropped"])
async def test_refuses_trailers_in_a_wrong_order(
    messages: list[Message], text: str, headers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app = Sender(*messages)

    await answer(app, headers=headers)

    assert app.error is None or isinstance(app.error, ApplicationError)
    assert text in caplog.text


async def test_a_file_can_have_trailers(tmp_path: Any) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"hello")
    app = Sender(TRAILED_START, {"type": "http.response.pathsend", "path": str(path)}, trailers((b"x-sum", b"1")))
    client = FakeClient(app)
    client.feed(build_request(headers=TAKES_TRAILERS))

    await asyncio.wait(client.serving.tasks)

    assert client.transport.written.endswith(b"5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n")
