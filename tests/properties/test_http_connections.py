"""However requests are cut into packets and whichever parser reads them, the exchanges on a connection are the same."""

import itertools
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.asgi import Receive, Scope, Send
from kit.http_client import FakeClient
from kit.transport import build_chunks, build_request

PARSERS = ("httptools", "h11")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchanges(NamedTuple):
    """What the application saw, what went out, and whether the connection was closed."""

    requests: list[Any]
    output: bytes
    is_closed: bool


class Application:
    """Answers in the way that the path names, and keeps what it read."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b"" if scope["path"] == "/unread" else await read_body(receive)
        self.requests.append((scope["method"], scope["raw_path"], scope["http_version"], scope["headers"], body))
        start = {"type": "http.response.start", "status": 200, "trailers": scope["path"] == "/trailers"}
        if scope["path"] == "/hints":
            await send({"type": "http.response.early_hint", "links": [b"</a>"]})
        await send(start)
        if scope["path"] == "/stream":
            for part in (b"", b"a", b"bc"):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": body})
        if start["trailers"]:
            await send({"type": "http.response.trailers", "headers": [(b"x-size", b"%d" % len(body))]})


async def read_body(receive: Receive) -> bytes:
    body, more_body = b"", True
    while more_body:
        message = await receive()
        assert message["type"] == "http.request"
        body, more_body = body + message["body"], message["more_body"]
    return body


async def converse(packets: list[bytes], parser: str, *, turns: bool) -> Exchanges:
    """Feed the packets; with `turns` the application runs between them."""
    app = Application()
    client = FakeClient(app, http=parser)
    for packet in packets:
        client.feed(packet)
        if turns:
            await client.settle()
    await client.settle()
    # Whether a client is asked to go on depends on whether it does so by itself.
    output, transport = client.transport.written.replace(CONTINUE, b""), client.transport
    outcome = Exchanges(app.requests, output, transport.is_closing() or transport.has_written_eof())
    client.transport.close()
    await client.settle()
    return outcome


HEADERS = st.lists(
    st.sampled_from(
        [("X-A", "b"), ("x-a", " c\t"), ("TE", "trailers"), ("Expect", "100-continue"), ("Accept", "*/*;q=0.5"),
         ("Connection", "keep-alive"), ("X-Empty", ""), ("X-Latin", "\xe9")]
    ),
    max_size=4,
)  # fmt: skip
TARGETS = st.sampled_from(
    ["/", "/a%20b?c=d&e", "/unread", "/stream", "/hints", "/trailers", "http://b.example/abs", "//double"]
)
BODIES = st.one_of(
    st.none(), st.binary(max_size=40), st.lists(st.binary(min_size=1, max_size=20), max_size=4), st.just(b"x" * 20_000)
)
ENDS = st.sampled_from(["keep", "keep", "keep", "close", "1.0"])


@st.composite
def valid_requests(draw: st.DrawFn) -> bytes:
    method = draw(st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE"]))
    target, headers, end, body = draw(TARGETS), draw(HEADERS), draw(ENDS), draw(BODIES)
    if isinstance(body, list) and end != "1.0":
        return build_request(method, target, [*headers, ("Transfer-Encoding", "chunked")], build_chunks(*body))
    content = b"".join(body) if isinstance(body, list) else body or b""
    if end == "close":
        headers = [*headers, ("Connection", "close")]
    return build_request(method, target, headers, content, version="1.0" if end == "1.0" else "1.1")


@given(
    requests=st.lists(valid_requests(), min_size=1, max_size=6),
    cuts=st.sets(st.floats(0, 1, exclude_min=True, exclude_max=True), max_size=20),
    turns=st.booleans(),
)
async def test_any_packets_of_valid_requests_make_the_same_exchanges(
    requests: list[bytes], cuts: set[float], turns: bool
) -> None:
    stream = b"".join(requests)
    edges = sorted({0, len(stream), *(int(cut * len(stream)) for cut in cuts)})
    packets = [stream[start:end] for start, end in itertools.pairwise(edges)]

    expected = await converse([stream], PARSERS[0], turns=False)
    outcomes = [await converse(packets, parser, turns=turns) for parser in PARSERS]

    assert expected.requests
    assert outcomes == [expected, expected]


@pytest.mark.parametrize("parser", PARSERS)
async def test_byte_by_byte_is_no_exception(parser: str) -> None:
    stream = b"".join(
        build_request("POST", target, [("TE", "trailers")], b"hello")
        for target in ("/", "/unread", "/stream", "/trailers")
    )

    packets = [stream[i : i + 1] for i in range(len(stream))]

    assert await converse(packets, parser, turns=True) == await converse([stream], parser, turns=False)
