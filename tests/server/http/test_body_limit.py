"""`max_body_size`, whichever parser runs."""

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from kit.http_client import FakeClient
from kit.transport import build_chunks, build_request

CHUNKED = [("Transfer-Encoding", "chunked")]

on_both_parsers = pytest.mark.parametrize("parser", ["httptools", "h11"])


class Reader:
    """An application that reads all it gets and answers with how much that was, unless the client has gone."""

    def __init__(self) -> None:
        self.calls = 0
        self.messages: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        message: Message = {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            self.messages.append(message)
        if message["type"] == "http.disconnect":
            return
        size = sum(len(part["body"]) for part in self.messages)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d" % size})


@on_both_parsers
async def test_refuses_an_announced_length_before_the_body_arrives(parser: str) -> None:
    app = Reader()
    client = FakeClient(app, http=parser, max_body_size=10)

    response = await client.exchange(build_request("POST", headers=[("Content-Length", "11")]))

    assert (response.status, response.headers["connection"]) == (413, "close")
    assert app.calls == 0
    assert client.transport.has_written_eof()


@on_both_parsers
async def test_refuses_chunks_that_exceed_the_limit(parser: str) -> None:
    app = Reader()
    client = FakeClient(app, http=parser, max_body_size=10)
    client.feed(build_request("POST", headers=CHUNKED, body=b"6\r\nabcdef\r\n"))
    await client.settle()

    response = await client.exchange(b"5\r\nabcde\r\n")

    assert response.status == 413
    assert app.messages[-1] == {"type": "http.disconnect"}
    assert client.transport.has_written_eof()


@on_both_parsers
@pytest.mark.parametrize(
    "request_bytes",
    [
        build_request("POST", body=b"x" * 10),
        build_request("POST", headers=CHUNKED, body=build_chunks(b"xxxxx", b"yyyyy")),
    ],
    ids=["length", "chunks"],
)
async def test_takes_a_body_of_exactly_the_limit(parser: str, request_bytes: bytes) -> None:
    client = FakeClient(Reader(), http=parser, max_body_size=10)

    assert (await client.exchange(request_bytes)).body == b"10"


@on_both_parsers
async def test_no_limit_is_the_default(parser: str) -> None:
    client = FakeClient(Reader(), http=parser)

    assert (await client.exchange(build_request("POST", body=b"x" * 100_000))).body == b"100000"


@on_both_parsers
async def test_answers_the_request_before_a_refused_one(parser: str) -> None:
    client = FakeClient(Reader(), http=parser, max_body_size=10)

    client.feed(build_request() + build_request("POST", headers=[("Content-Length", "11")]))
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 413]
