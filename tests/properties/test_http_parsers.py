"""Both parsers report the same of any requests, however they are cut, and survive whatever else arrives."""

import itertools
from typing import Any, Final, Literal

from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.asgi import RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.http.parsers import build_parser
from fireweed_server.settings import Settings
from fireweed_server.wire.request import Endpoints, parse_request
from kit.transport import build_request

TOKENS = st.text("abcXYZ019-_!#$%&'*+.^`|~", min_size=1, max_size=12)
VALUES = st.text('abc XYZ,;="/\t\xe4', max_size=20).map(str.strip)
TARGETS = st.text("abc/%20?&=-._~", max_size=20).map(lambda rest: f"/{rest}")
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "M-SEARCH"])
FRAMING = {"host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"}
ENDPOINTS = Endpoints("http", None, None, "", {})
PARSERS: Final = ("httptools", "h11")


class Sink:
    """Checks heads as a connection does, and keeps what is reported; parts of one body are joined."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def on_request(
        self, method: str, target: bytes, http_version: str, headers: RawHeaders, fields: dict[bytes, bytes]
    ) -> None:
        parse_request(method, target, http_version, headers, fields, ENDPOINTS)
        self.events.append((method, target, http_version, headers))

    def on_body(self, data: bytes) -> None:
        if isinstance(self.events[-1], bytes):
            self.events[-1] += data
        else:
            self.events.append(data)

    def on_end(self) -> None:
        self.events.append("end")

    def on_error(self, error: ProtocolError) -> None:
        self.events.append("error")

    def on_upgrade(self, unread: bytes) -> bool:
        return False


def report(parser: Literal["httptools", "h11"], packets: list[bytes]) -> list[Any]:
    sink = Sink()
    feeding = build_parser(sink, Settings(http=parser))
    for packet in packets:
        feeding.feed(packet)
    return sink.events


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request that is valid."""
    names = st.lists(st.tuples(TOKENS, VALUES), max_size=4)
    headers = [(name, value) for name, value in draw(names) if name.lower() not in FRAMING]
    body = draw(st.binary(max_size=60))
    if draw(st.booleans()):
        extension = draw(st.sampled_from(["", ";a", ";a=b", ';a="b;\\""']))
        trailers = draw(st.sampled_from([b"", b"X-Sum: 1\r\n"]))
        edges = [0, *sorted(draw(st.sets(st.integers(1, 59), max_size=3))), 60]
        chunks = [body[start:end] for start, end in itertools.pairwise(edges) if body[start:end]]
        framed = b"".join(b"%x%b\r\n%b\r\n" % (len(chunk), extension.encode(), chunk) for chunk in chunks)
        headers.append(("Transfer-Encoding", "chunked"))
        body = framed + b"0\r\n" + trailers + b"\r\n"
    return build_request(draw(METHODS), draw(TARGETS), headers, body)


@st.composite
def cut(draw: st.DrawFn, stream: bytes) -> list[bytes]:
    """The stream in packets."""
    cuts = draw(st.sets(st.integers(1, max(1, len(stream) - 1)), max_size=12))
    return [stream[start:end] for start, end in itertools.pairwise([0, *sorted(cuts), len(stream)])]


@given(data=st.data(), sent=st.lists(requests(), min_size=1, max_size=4))
def test_both_report_the_same_of_valid_requests(data: st.DataObject, sent: list[bytes]) -> None:
    stream = b"".join(sent)

    reported = report("httptools", [stream])

    assert reported.count("end") == len(sent)
    assert report("httptools", data.draw(cut(stream))) == reported
    assert report("h11", data.draw(cut(stream))) == reported


@given(data=st.data(), sent=st.lists(requests(), min_size=1, max_size=3))
def test_both_survive_what_is_changed_on_the_way(data: st.DataObject, sent: list[bytes]) -> None:
    stream = bytearray(b"".join(sent))
    for position in data.draw(st.lists(st.integers(0, len(stream) - 1), min_size=1, max_size=4)):
        stream[position : position + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    packets = data.draw(cut(bytes(stream)))

    for parser in PARSERS:
        events = report(parser, packets)

        assert "error" not in events[:-1]


@given(packets=st.lists(st.binary(max_size=40), max_size=6))
def test_both_survive_any_bytes(packets: list[bytes]) -> None:
    for parser in PARSERS:
        assert "error" not in report(parser, packets)[:-1]
