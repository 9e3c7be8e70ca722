"""What every parser of HTTP/1.1 reports, whichever it is."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.asgi import RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.http.parsers import build_parser
from fireweed_server.http.sink import FEED_SIZE
from fireweed_server.settings import Settings
from kit.transport import build_chunks, build_request

Parse = Callable[..., list[tuple[Any, ...]]]


class RecordingSink:
    """Keeps what a parser reports; parts of one body are joined, for where they are cut is no event."""

    def __init__(self, *, takes_upgrade: bool = False) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.refusal: ProtocolError | None = None
        self._takes_upgrade = takes_upgrade

    def on_request(
        self, method: str, target: bytes, http_version: str, headers: RawHeaders, fields: dict[bytes, bytes]
    ) -> None:
        assert fields == dict(headers)
        if self.refusal is not None:
            raise self.refusal
        self.events.append(("request", method, target, http_version, headers))

    def on_body(self, data: bytes) -> None:
        if self.events[-1][0] == "body":
            self.events[-1] = ("body", self.events[-1][1] + data)
        else:
            self.events.append(("body", data))

    def on_end(self) -> None:
        self.events.append(("end",))

    def on_error(self, error: ProtocolError) -> None:
        self.events.append(("error", error.status))

    def on_upgrade(self, unread: bytes) -> bool:
        if self._takes_upgrade:
            self.events.append(("upgrade", unread))
        return self._takes_upgrade


@pytest.fixture(scope="module", params=["httptools", "h11"])
def parse(request: pytest.FixtureRequest) -> Parse:
    return partial(parse_packets, http=request.param)


def parse_packets(*packets: bytes, sink: RecordingSink | None = None, **options: Any) -> list[tuple[Any, ...]]:
    sink = RecordingSink() if sink is None else sink
    parser = build_parser(sink, Settings(**options))
    for packet in packets:
        for start in range(0, len(packet), FEED_SIZE):
            parser.feed(packet[start : start + FEED_SIZE])
    return sink.events


HOST = (b"host", b"a.example")

CHUNKED = [("Transfer-Encoding", "chunked")]

STREAMS = {
    "pipeline": build_request() + build_request("POST", "/b?c", body=b"hello") + build_request("HEAD", "/d"),
    "chunked": build_request("PUT", headers=CHUNKED, body=build_chunks(b"ab", b"cdefghijkl")),
    "trailers": build_request("PUT", headers=CHUNKED, body=b"1\r\nx\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n")
    + build_request(target="/next"),
    "upgrade": build_request("POST", headers=[("Connection", "Upgrade"), ("Upgrade", "h2c")], body=b"hello")
    + build_request(headers=[("Connection", "Upgrade"), ("Upgrade", "websocket")])
    + build_request(target="/next"),
    "empty lines": b"\r\n\r\n" + build_request() + b"\r\n" + build_request(target="/next"),
    "white space": build_request(headers=[("X-Tab", "\t a \t b\t ")]),
    "version 1.0": build_request(headers=[("Connection", "keep-alive")], version="1.0") + build_request(version="1.0"),
    "error after a request": build_request() + b"GET /\x00 HTTP/1.1\r\n\r\n" + build_request(target="/never"),
    "error in a body": build_request("POST", headers=CHUNKED, body=b"2\r\nab\r\nz\r\n"),
}


def test_reports_a_request(parse: Parse) -> None:
    events = parse(build_request("POST", "/a?b", [("X-Foo", "  bar  ")], b"hello"))

    headers = [HOST, (b"x-foo", b"bar"), (b"content-length", b"5")]
    assert events == [("request", "POST", b"/a?b", "1.1", headers), ("body", b"hello"), ("end",)]


def test_reports_pipelined_requests_in_order(parse: Parse) -> None:
    events = parse(STREAMS["pipeline"])

    assert [event[2] for event in events if event[0] == "request"] == [b"/", b"/b?c", b"/d"]


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
@given(data=st.data())
def test_any_packets_of_the_same_bytes_give_the_same_events(parse: Parse, stream: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=20))

    edges = [0, *sorted(cuts), len(stream)]
    packets = [stream[start:end] for start, end in itertools.pairwise(edges)]

    assert parse(*packets) == parse(stream)


def test_drops_trailers(parse: Parse) -> None:
    events = parse(STREAMS["trailers"])

    assert events[-2:] == [("request", "GET", b"/next", "1.1", [HOST]), ("end",)]


def test_strips_white_space_around_values(parse: Parse) -> None:
    assert parse(STREAMS["white space"])[0][4] == [HOST, (b"x-tab", b"a \t b")]


def test_white_space_within_a_length_takes_no_time(parse: Parse) -> None:
    value = b"1" + b" " * 4_000_000 + b"1"  # with the square of it, this would not end

    events = parse(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:" + value + b"\r\n\r\n", max_head_size=5_000_000)

    assert events == [("error", 400)]


def test_goes_on_as_http_when_an_upgrade_is_not_taken(parse: Parse) -> None:
    events = parse(STREAMS["upgrade"])

    assert [event[0] for event in events] == ["request", "body", "end", "request", "end", "request", "end"]


def test_goes_on_with_a_chunked_body_when_an_upgrade_is_not_taken(parse: Parse) -> None:
    headers = [("Connection", "Upgrade"), ("Upgrade", "h2c"), ("Transfer-Encoding", "chunked")]

    events = parse(build_request("POST", headers=headers, body=build_chunks(b"hello")))

    assert events[1:] == [("body", b"hello"), ("end",)]


def test_stops_where_an_upgrade_is_taken(parse: Parse) -> None:
    request = build_request(headers=[("Connection", "Upgrade"), ("Upgrade", "websocket")])

    events = parse(request + b"\x81\x00", b"\x81\x00", sink=RecordingSink(takes_upgrade=True))

    assert events[1:] == [("upgrade", b"\x81\x00")]


def test_an_upgrade_may_be_asked_for_in_one_of_several_connection_lines(parse: Parse) -> None:
    headers = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Connection", "keep-alive")]

    events = parse(build_request(headers=headers) + b"\x81\x00", sink=RecordingSink(takes_upgrade=True))

    assert events[1:] == [("upgrade", b"\x81\x00")]


def test_many_upgrades_in_one_packet_are_no_recursion(parse: Parse) -> None:
    request = build_request(headers=[("Connection", "Upgrade"), ("Upgrade", "h2c")])

    events = parse(request * (FEED_SIZE // len(request)))

    assert events.count(("end",)) == FEED_SIZE // len(request)


def test_a_refusal_by_the_sink_ends_parsing(parse: Parse) -> None:
    sink = RecordingSink()
    sink.refusal = ProtocolError(417, "not today")

    assert parse(build_request() + build_request(), build_request(), sink=sink) == [("error", 417)]


def test_an_exception_of_the_sink_is_not_taken_for_an_error_of_the_client(parse: Parse) -> None:
    class BrokenSink(RecordingSink):
        def on_end(self) -> None:
            raise LookupError("ours")

    with pytest.raises(Exception, match=r"callback|on_message_complete|ours") as caught:
        parse(build_request(), sink=BrokenSink())

    assert any(isinstance(error, LookupError) for error in (caught.value, caught.value.__context__))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET / HTTP/2.0", 505),
        ("GET / HTTP/3.0", 505),
        ("GET / HTTP/1.2", 505),
        ("PRI * HTTP/2.0", 505),
        ("GET / HTTP/1.1x", 400),
        ("get / HTTP/1.1", 400),
        ("BREW / HTTP/1.0", 400),
    ],
)
def test_tells_versions_and_methods_that_are_not_served(parse: Parse, line: str, status: int) -> None:
    class CheckingSink(RecordingSink):
        def on_request(
            self, method: str, target: bytes, http_version: str, headers: RawHeaders, fields: dict[bytes, bytes]
        ) -> None:
            if http_version not in ("1.0", "1.1"):
                raise ProtocolError(505, "the version is not served")

    assert parse(f"{line}\r\nHost: a\r\n\r\n".encode(), sink=CheckingSink()) == [("error", status)]


def test_methods_of_other_protocols_are_not_served() -> None:
    events = parse_packets(b"DESCRIBE / RTSP/1.0\r\nHost: a\r\n\r\n", http="httptools")

    assert events == [("error", 501)]


@pytest.mark.parametrize("size", [1, 7, 10_000], ids=["byte by byte", "in small packets", "at once"])
@pytest.mark.parametrize(
    ("stream", "options", "status"),
    [
        (b"GET /" + b"a" * 200, {"max_target_size": 100}, 414),
        (b"GET / HTTP/1.1\r\nX-Foo: " + b"a" * 400, {"max_head_size": 200}, 431),
        (b"GET / HTTP/1.1\r\n" + b"X-Foo: bar\r\n" * 40, {"max_head_size": 200}, 431),
        (b"GET / HTTP/1.1\r\n" + b"X-Foo: bar\r\n" * 40 + b"\r\n", {"max_headers": 30}, 431),
    ],
    ids=["target", "one header", "head", "count"],
)
def test_holds_the_limits_of_a_head(
    parse: Parse, stream: bytes, options: dict[str, Any], status: int, size: int
) -> None:
    packets = [stream[start : start + size] for start in range(0, len(stream), size)]

    assert parse(*packets, **options) == [("error", status)]


@pytest.mark.parametrize(
    "rest",
    [
        b"5;a=" + b"x" * 500,
        b"1;a=xxxxxxxxxxxxxxxxxxxx\r\ny\r\n" * 100,
        b"0\r\nX-Foo: " + b"x" * 500,
        b"0\r\n" + b"X-Foo: bar\r\n" * 100,
    ],
    ids=["one extension", "extensions", "one trailer", "trailers"],
)
def test_bounds_what_chunks_carry_besides_data(parse: Parse, rest: bytes) -> None:
    head = build_request("POST", headers=CHUNKED)

    events = parse(head, *(rest[start : start + 50] for start in range(0, len(rest), 50)), max_head_size=200)

    assert events[-1] == ("error", 431)


def test_bounds_the_number_of_trailers(parse: Parse) -> None:
    body = b"0\r\n" + b"a: b\r\n" * 40 + b"\r\n"

    events = parse(build_request("POST", headers=CHUNKED, body=body), max_headers=30)

    assert events[-1] == ("error", 431)


def test_bounds_the_size_of_trailers(parse: Parse) -> None:
    body = b"1\r\nx\r\n0\r\nX-T: " + b"a" * 5000 + b"\r\n\r\n"

    events = parse(build_request("PUT", headers=CHUNKED, body=body), max_head_size=4000)

    assert events[-1] == ("error", 431)


def test_refuses_what_cannot_become_a_head_at_once(parse: Parse) -> None:
    assert parse(build_request(), b"\xbf")[-1] == ("error", 400)


def test_refuses_trailers_that_would_frame_the_message(parse: Parse) -> None:
    body = b"1\r\nx\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert parse(build_request("POST", headers=CHUNKED, body=body))[-1] == ("error", 400)


def test_small_chunks_are_no_attack(parse: Parse) -> None:
    body = build_chunks(*[b"x"] * 5000)

    events = parse(build_request("POST", headers=CHUNKED, body=body), max_head_size=1000)

    assert events[1:] == [("body", b"x" * 5000), ("end",)]


def test_heads_that_follow_each_other_are_not_added_up(parse: Parse) -> None:
    request = build_request(headers=[("X-Foo", "x" * 100)])

    events = parse(*[request[:40], request[40:] + request[:40], request[40:]] * 5, max_head_size=250)

    assert ("error", 431) not in events


@pytest.mark.parametrize(
    ("packet", "expected"),
    [(b"", False), (b"\r\n", False), (b"G", True), (b"GET / HTTP/1.1\r\nHo", True), (build_request(), False)],
    ids=["nothing", "empty line", "method", "headers", "complete"],
)
@pytest.mark.parametrize("name", ["httptools", "h11"])
def test_knows_whether_a_head_is_arriving(packet: bytes, expected: bool, name: Any) -> None:
    parser = build_parser(RecordingSink(), Settings(http=name))

    parser.feed(packet)

    assert parser.is_mid_head is expected


TOKENS = st.text("abcXYZ019-_", min_size=1, max_size=12)
NAMES = st.text("abcXYZ019-_!#$%&'*+.^`|~", min_size=1, max_size=12).map("X-{}".format)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A valid request; `Connection: close` is left out so that others may follow."""
    names = draw(st.lists(NAMES, max_size=5))
    headers = [(name, draw(st.text("az09 ,;=\t\xe9", max_size=20))) for name in names]
    method, target = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"])), draw(TOKENS.map("/{}?q=%20".format))
    if draw(st.booleans()):
        chunks = draw(st.lists(st.binary(min_size=1, max_size=40), max_size=4))
        extension = draw(st.sampled_from([b"", b";a", b";a=b", b';a="b;\\""']))
        trailers = draw(st.sampled_from([b"", b"X-Sum: 1\r\n"]))
        framed = b"".join(b"%x%b\r\n%b\r\n" % (len(chunk), extension, chunk) for chunk in chunks)
        return build_request(method, target, [*headers, *CHUNKED], b"%b0\r\n%b\r\n" % (framed, trailers))
    return build_request(method, target, headers, draw(st.binary(max_size=60)))


def cut(stream: bytes, cuts: set[int]) -> list[bytes]:
    edges = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    return [stream[start:end] for start, end in itertools.pairwise(edges)]


@given(stream=st.lists(requests(), min_size=1, max_size=4).map(b"".join), cuts=st.sets(st.integers(1, 600)))
def test_both_parsers_report_the_same_of_valid_requests(stream: bytes, cuts: set[int]) -> None:
    whole = parse_packets(stream, http="httptools")

    assert whole.count(("end",)) >= 1
    assert "error" not in {event[0] for event in whole}
    assert parse_packets(*cut(stream, cuts), http="h11") == whole
    assert parse_packets(*cut(stream, cuts), http="httptools") == whole


@given(
    stream=st.lists(requests(), min_size=1, max_size=3).map(b"".join),
    changes=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), min_size=1, max_size=4),
    cuts=st.sets(st.integers(1, 400), max_size=5),
)
def test_damaged_requests_end_in_one_error_at_most(
    parse: Parse, stream: bytes, changes: list[tuple[int, bytes]], cuts: set[int]
) -> None:
    for position, replacement in changes:
        stream = stream[:position] + replacement + stream[position + 1 :]

    events = [event[0] for event in parse(*cut(stream, cuts))]

    assert "error" not in events[:-1]
    assert events.count("end") <= events.count("request")


@given(packets=st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_end_in_one_error_at_most(parse: Parse, packets: list[bytes]) -> None:
    assert "error" not in [event[0] for event in parse(*packets)][:-1]
