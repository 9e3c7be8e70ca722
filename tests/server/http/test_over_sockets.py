"""What RFC 9110 and RFC 9112 ask of a server, over real sockets and with both parsers."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.http.exchange import SKIP_LIMIT
from kit.http_client import parse_response
from kit.raw_client import RawServer, serving
from kit.transport import build_chunks, build_request

Serve = Callable[..., AbstractAsyncContextManager[RawServer]]

CHUNKED = [("Transfer-Encoding", "chunked")]
CLOSE = [("Connection", "close")]


@pytest.fixture(params=["httptools", "h11"])
def serve(request: pytest.FixtureRequest, loop_factory: object) -> Serve:
    return partial(serving, http=request.param)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with target, host and body."""
    assert scope["type"] == "http"
    body, more_body = b"", True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more_body = body + message["body"], message["more_body"]
    host = dict(scope["headers"]).get(b"host", b"")
    seen = b" ".join([scope["method"].encode(), scope["raw_path"], host, body])
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": seen})


async def ignore_body(scope: Scope, receive: Receive, send: Send) -> None:
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def parse_responses(data: bytes) -> list[Any]:
    responses = []
    while data:
        response, data = parse_response(data)
        responses.append(response)
    return responses


# Expect...


@pytest.mark.parametrize("value", ["200-ok", "100-continue, x", "x=1"])
@pytest.mark.parametrize("body", [b"", b"hello"], ids=["no body", "body"])
async def test_refuses_an_expectation_that_it_does_not_meet(serve: Serve, value: str, body: bytes) -> None:
    async with serve(echo) as server, server.connect() as client:
        await client.send(
            build_request("POST", headers=[("Expect", value)], body=body) + build_request(target="/canary")
        )
        data = await client.read_to_end()

    (response,) = parse_responses(data)
    assert (response.status, response.headers["connection"]) == (417, "close")


@pytest.mark.parametrize("value", ["100-continue", "200-ok"])
async def test_knows_no_expectations_in_http_1_0(serve: Serve, value: str) -> None:
    async with serve(echo) as server, server.connect() as client:
        await client.send(build_request("POST", headers=[("Expect", value)], body=b"hello", version="1.0"))
        data = await client.read_to_end()

    assert [response.status for response in parse_responses(data)] == [200]


async def test_asks_to_continue_before_it_waits_for_the_body(serve: Serve) -> None:
    async with serve(echo) as server, server.connect() as client:
        expecting = [("Expect", "100-Continue"), ("Content-Length", "5")]
        interim = await client.exchange(build_request("POST", headers=expecting))
        final = await client.exchange(b"hello")

    assert (interim.status, final.body) == (100, b"POST / a.example hello")


# Targets...


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://b.example:81/a?b", b"GET /a b.example:81 "),
        ("http://b.example", b"GET / b.example "),
        ("HTTP://b.example/A", b"GET /A b.example "),
    ],
)
async def test_the_authority_of_an_absolute_target_takes_the_place_of_host(
    serve: Serve, target: str, expected: bytes
) -> None:
    async with serve(echo) as server, server.connect() as client:
        response = await client.exchange(build_request(target=target))

    assert response.body == expected


@pytest.mark.parametrize(
    "target", ["http://", "http:///a", "http://u@b.example/", "ftp://b.example/", "http://b.example:99999/"]
)
async def test_refuses_an_absolute_target_without_a_plain_authority(serve: Serve, target: str) -> None:
    async with serve(echo) as server, server.connect() as client:
        await client.send(build_request(target=target))

        assert [response.status for response in parse_responses(await client.read_to_end())] == [400]


@pytest.mark.parametrize(("method", "status"), [("OPTIONS", 200), ("GET", 400), ("POST", 400)])
async def test_an_asterisk_is_a_target_of_options_only(serve: Serve, method: str, status: int) -> None:
    async with serve(echo) as server, server.connect() as client:
        response = await client.exchange(build_request(method, "*"))

    assert response.status == status


# Pipelines and closed sides...


async def test_answers_a_pipeline_in_order_and_nothing_after_its_end(serve: Serve) -> None:
    requests = [
        build_request("POST", "/a", body=b"hello"),
        build_request("PUT", "/b", CHUNKED, build_chunks(b"he", b"llo")),
        build_request(target="/c", headers=CLOSE),
        build_request(target="/canary"),
    ]

    async with serve(echo) as server, server.connect() as client:
        await client.send(b"".join(requests))
        data = await client.read_to_end()

    bodies = [response.body for response in parse_responses(data)]
    assert bodies == [b"POST /a a.example hello", b"PUT /b a.example hello", b"GET /c a.example "]


async def test_answers_what_came_before_an_error_and_nothing_after_it(serve: Serve) -> None:
    async with serve(echo) as server, server.connect() as client:
        await client.send(build_request() + b"GET / HTTP/1.1\r\nbad\r\n\r\n" + build_request(target="/canary"))
        data = await client.read_to_end()

    assert [response.status for response in parse_responses(data)] == [200, 400]


async def test_answers_a_client_that_has_closed_its_side(serve: Serve) -> None:
    async with serve(echo) as server, server.connect() as client:
        client.writer.write(build_request("POST", "/a", body=b"hello") + build_request(target="/b"))
        client.writer.write_eof()
        data = await client.read_to_end()

    bodies = [response.body for response in parse_responses(data)]
    assert bodies == [b"POST /a a.example hello", b"GET /b a.example "]


@pytest.mark.parametrize(
    "data",
    [b"GET / HTT", build_request("POST", headers=[("Content-Length", "5")]) + b"he"],
    ids=["in the head", "in the body"],
)
async def test_answers_nothing_to_half_a_request(serve: Serve, data: bytes) -> None:
    async with serve(echo) as server, server.connect() as client:
        client.writer.write(data)
        client.writer.write_eof()

        assert await client.read_to_end() == b""


# Bodies that nobody reads...


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
async def test_reads_a_small_body_past_for_the_next_request(serve: Serve, chunked: bool) -> None:
    body = b"x" * 10_000
    first = (
        build_request("POST", "/a", CHUNKED, build_chunks(body)) if chunked else build_request("POST", "/a", (), body)
    )

    async with serve(ignore_body) as server, server.connect() as client:
        responses = [await client.exchange(first), await client.exchange(build_request(target="/b"))]

    assert [response.body for response in responses] == [b"/a", b"/b"]


async def test_closes_rather_than_read_a_large_body_past(serve: Serve) -> None:
    body = b"x" * (SKIP_LIMIT * 4)

    async with serve(ignore_body) as server, server.connect() as client:
        response = await client.exchange(build_request("POST", "/a", body=body) + build_request(target="/canary"))
        rest = await client.read_to_end()

    assert (response.body, response.headers["connection"], rest) == (b"/a", "close", b"")


async def test_closes_when_the_chunks_that_nobody_reads_do_not_end(serve: Serve) -> None:
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"

    async with serve(ignore_body) as server, server.connect() as client:
        response = await client.exchange(build_request("POST", "/a", CHUNKED))
        await client.send(*[chunk] * 6)
        rest = await client.read_to_end()

    assert (response.body, rest) == (b"/a", b"")
