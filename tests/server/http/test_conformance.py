"""Replays tests/server/data/malformed_http.jsonl: what a server must refuse, what it must take, and with which answer.

A row is a request (`raw`), the answers to it that are wished for (`strict`: statuses, "close" or "wait"), and what must
(`require`) and must not (`forbid`) be in what comes back. A row says whether it comes from a `trusted` proxy, if that
makes a difference.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from kit.http_client import FakeClient
from kit.transport import build_request

_DATA = Path(__file__).parents[1] / "data/malformed_http.jsonl"
_VECTORS = [json.loads(line) for line in _DATA.read_text().rstrip("\n").split("\n")]
_STREAMS = {"whole": None, "byte by byte": 1}
_PARSERS = ("httptools", "h11")

_on_both_parsers = pytest.mark.parametrize("parser", _PARSERS)

# Makes the client of a row a proxy that is believed in everything.
_TRUST = {
    "forwarded_allow_ips": "*",
    "forwarded_headers": "x-forwarded-for,x-forwarded-proto,x-forwarded-host,x-forwarded-port,x-forwarded-prefix",
}

# Megabytes, byte by byte: nothing that shorter rows do not show.
_WHOLE_ONLY = {"lim_line_endless", "lim_headers_endless", "lim_headers_1mb", "cn_pipeline_10000"}


@dataclass(frozen=True)
class Outcome:
    """What came back for one row."""

    output: str
    is_closed: bool

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(r"HTTP/1\.1 (\d{3})", self.output)]

    @property
    def answer(self) -> int | str:
        if self.statuses:
            return self.statuses[0]
        return "close" if self.is_closed else "wait"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what arrived, as JSON; with nothing if it did not arrive. Every WebSocket is accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            """Take all there is."""
        return
    body, more_body = b"", True
    while more_body:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
        more_body = message["more_body"]
    seen = {
        "method": scope["method"],
        "path": scope["path"],
        "raw_path": scope["raw_path"].decode("latin-1"),
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": body.decode("latin-1") if len(body) < 100 else len(body),
    }
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


def expand(raw: str) -> bytes:
    """The bytes of a row: `@@5000:A@@` is 5000 times A."""
    return re.sub(r"@@(\d+):(.*?)@@", lambda match: match[2] * int(match[1]), raw, flags=re.DOTALL).encode("latin-1")


async def replay(vector: dict[str, Any], size: int | None, parser: str, *, is_trusted: bool = False) -> Outcome:
    trust = _TRUST if vector.get("trusted", is_trusted) else {}
    client = FakeClient(echo, http=parser, **trust)
    client.feed(expand(vector["raw"]), size=size)
    await client.settle()
    if vector.get("fin"):
        client.feed_eof()
        await client.settle()
    is_closed = client.transport.is_closing() or client.transport.has_written_eof()
    client.transport.close()
    await client.settle()
    await _check_next_client(client)
    return Outcome(client.transport.written.decode("latin-1"), is_closed)


async def _check_next_client(client: FakeClient) -> None:
    transport, connection = client.connect()
    connection.data_received(build_request())
    await client.settle()
    assert transport.written.startswith(b"HTTP/1.1 200 ")
    transport.close()
    await client.settle()


@_on_both_parsers
@pytest.mark.parametrize("size", _STREAMS.values(), ids=_STREAMS)
@pytest.mark.parametrize("vector", _VECTORS, ids=lambda vector: vector["name"])
async def test_answers_as_the_rfcs_ask(vector: dict[str, Any], size: int | None, parser: str) -> None:
    name = vector["name"]

    outcome = await replay(vector, None if name in _WHOLE_ONLY else size, parser)

    assert outcome.answer in vector["strict"], outcome
    assert not [pattern for pattern in vector.get("forbid", []) if re.search(pattern, outcome.output)]
    assert all(re.search(pattern, outcome.output) for pattern in vector.get("require", [])), outcome


@_on_both_parsers
@pytest.mark.parametrize("vector", [row for row in _VECTORS if "trusted" not in row], ids=lambda vector: vector["name"])
async def test_answers_the_same_through_a_trusted_proxy(vector: dict[str, Any], parser: str) -> None:
    assert await replay(vector, None, parser, is_trusted=True) == await replay(vector, None, parser)


@_on_both_parsers
@pytest.mark.parametrize("vector", [row for row in _VECTORS if "nresp" in row], ids=lambda vector: vector["name"])
async def test_answers_every_pipelined_request(vector: dict[str, Any], parser: str) -> None:
    outcome = await replay(vector, None, parser)

    assert len(outcome.statuses) == vector["nresp"]


@_on_both_parsers
@pytest.mark.parametrize("size", _STREAMS.values(), ids=_STREAMS)
@pytest.mark.parametrize("vector", _VECTORS, ids=lambda vector: vector["name"])
async def test_closes_after_an_error(vector: dict[str, Any], size: int | None, parser: str) -> None:
    outcome = await replay(vector, None if vector["name"] in _WHOLE_ONLY else size, parser)

    must_close = vector.get("close", False) or any(status >= 400 for status in outcome.statuses)
    assert outcome.is_closed or not must_close
    assert all(status < 400 for status in outcome.statuses[:-1])
