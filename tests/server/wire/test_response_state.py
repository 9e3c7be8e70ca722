from typing import Any

import pytest

from fireweed_server.asgi import HTTPScope
from fireweed_server.errors import BodyLengthError, MessageOrderError, ResponseHeadError
from fireweed_server.wire.request import Endpoints, parse_request
from fireweed_server.wire.response_head import ServerLines
from fireweed_server.wire.response_state import ResponseState


def build_state(method: str = "GET", version: str = "1.1", *, keep_alive: bool = True) -> ResponseState:
    headers = [(b"host", b"a.example")]
    endpoints = Endpoints("http", None, None, "", {}, {})
    scope: HTTPScope = parse_request(method, b"/", version, headers, dict(headers), endpoints)[0]
    state = ResponseState(scope, ServerLines(None))
    state.keep_alive = keep_alive
    return state


def encode(state: ResponseState, status: int, headers: list[tuple[bytes, bytes]], *parts: bytes) -> bytes:
    state.start(status, headers)
    *before, last = parts
    return b"".join((*(state.encode_body(part, is_last=False) for part in before), state.encode_last(last)))


@pytest.mark.parametrize(
    ("method", "version", "headers", "parts", "expected"),
    [
        ("GET", "1.1", [], [b"hello"], b"content-length: 5\r\n\r\nhello"),
        ("GET", "1.1", [(b"content-length", b"5")], [b"he", b"llo"], b"content-length: 5\r\n\r\nhello"),
        ("GET", "1.1", [], [b"he", b"", b"llo"], b"transfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        ("GET", "1.1", [], [b"hello", b""], b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        ("GET", "1.1", [], [b""], b"content-length: 0\r\n\r\n"),
        ("GET", "1.0", [], [b"he", b"llo"], b"connection: close\r\n\r\nhello"),
        ("GET", "1.0", [], [b"hello"], b"content-length: 5\r\nconnection: keep-alive\r\n\r\nhello"),
        ("HEAD", "1.1", [], [b"hello"], b"content-length: 5\r\n\r\n"),
        ("HEAD", "1.1", [(b"content-length", b"5")], [b""], b"content-length: 5\r\n\r\n"),
        ("HEAD", "1.1", [], [b""], b"\r\n"),
        ("HEAD", "1.1", [], [b"he", b"llo"], b"\r\n"),
    ],
    ids=[
        "whole", "length", "chunked", "chunked empty end", "empty", "HTTP/1.0 close", "HTTP/1.0 keep-alive",
        "HEAD whole", "HEAD length", "HEAD empty", "HEAD parts",
    ],
)  # fmt: skip
def test_frames_the_body(
    method: str, version: str, headers: list[tuple[bytes, bytes]], parts: list[bytes], expected: bytes
) -> None:
    state = build_state(method, version)

    encoded = encode(state, 200, headers, *parts)

    assert encoded == b"HTTP/1.1 200 OK\r\n" + expected
    assert state.is_complete


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (204, [(b"content-length", b"4")], b"HTTP/1.1 204 No Content\r\n\r\n"),
        (304, [(b"content-length", b"4")], b"HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\n"),
        (304, [], b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    ],
    ids=["204", "304 with a length", "304"],
)
def test_sends_no_body_where_none_may_be(status: int, headers: list[tuple[bytes, bytes]], expected: bytes) -> None:
    assert encode(build_state(), status, headers, b"null") == expected


def test_gives_out_the_head_before_the_body() -> None:
    state = build_state()
    state.start(200, [])

    assert state.encode_head() == b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    assert state.encode_head() == b""
    assert state.encode_body(b"x", is_last=True) == b"1\r\nx\r\n0\r\n\r\n"


def test_gives_out_no_head_before_there_is_one() -> None:
    assert build_state().encode_head() == b""


def test_announces_that_the_connection_closes() -> None:
    assert b"connection: close\r\n" in encode(build_state(keep_alive=False), 200, [], b"")


def test_closes_because_the_application_says_so() -> None:
    state = build_state()

    encoded = encode(state, 200, [(b"connection", b"close")], b"")

    assert encoded.count(b"connection: close\r\n") == 1
    assert not state.keep_alive


@pytest.mark.parametrize("body", [bytearray(b"xy"), memoryview(b"xy")], ids=["bytearray", "memoryview"])
def test_takes_other_kinds_of_bytes(body: Any) -> None:
    assert encode(build_state(), 200, [], body).endswith(b"content-length: 2\r\n\r\nxy")


@pytest.mark.parametrize("body", ["text", None, 1])
def test_refuses_a_body_that_is_not_bytes(body: Any) -> None:
    with pytest.raises(MessageOrderError, match="must be bytes"):
        encode(build_state(), 200, [], body)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [([b"123456"], "1 bytes more"), ([b"1234"], "1 bytes fewer"), ([b"123", b"456"], "1 bytes more")],
)
def test_refuses_a_body_of_another_length(parts: list[bytes], problem: str) -> None:
    with pytest.raises(BodyLengthError, match=problem):
        encode(build_state(), 200, [(b"content-length", b"5")], *parts)


def test_a_refused_body_leaves_the_head_unsent() -> None:
    state = build_state()

    with pytest.raises(BodyLengthError):
        encode(state, 200, [(b"content-length", b"5")], b"123456")
    state.reset()

    assert encode(state, 500, [], b"oops").startswith(b"HTTP/1.1 500 ")


def test_refuses_a_body_before_the_head() -> None:
    with pytest.raises(MessageOrderError, match=r"has to start with 'http\.response\.start'"):
        build_state().encode_body(b"", is_last=True)


def test_refuses_a_second_head() -> None:
    state = build_state()
    state.start(200, [])

    with pytest.raises(MessageOrderError, match=r"only 'http\.response\.body' can follow"):
        state.start(200, [])


def test_refuses_a_body_after_the_end() -> None:
    state = build_state()
    encode(state, 200, [], b"x")

    with pytest.raises(MessageOrderError, match="the response is complete"):
        state.encode_body(b"", is_last=True)


@pytest.mark.parametrize(("status", "headers"), [(99, []), (200, [(b"a", b"\n")])], ids=["status", "header"])
def test_a_refused_head_has_not_started(status: int, headers: list[tuple[bytes, bytes]]) -> None:
    state = build_state()

    with pytest.raises(ResponseHeadError):
        state.start(status, headers)

    assert not state.response_started


def test_counts_the_body() -> None:
    state = build_state()

    encode(state, 200, [], b"12", b"345")

    assert (state.status, state.body_size) == (200, 5)
