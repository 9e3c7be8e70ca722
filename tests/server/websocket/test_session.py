"""Frames and messages without a connection: what comes out for which bytes, however they are cut."""

import itertools
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.websocket.deflate import find_deflate_offer
from fireweed_server.websocket.session import Ending, WebSocketSession
from kit.websocket_client import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    build_close,
    build_frame,
    close_frame,
    parse_frame,
)

COMPRESSED = 4
_TAIL = b"\x00\x00\xff\xff"


def build_session(*, deflate: str | None = None, max_size: int = 1000) -> WebSocketSession:
    parameters = None if deflate is None else find_deflate_offer(deflate.encode())
    return WebSocketSession(parameters, max_size)


def take_all(session: WebSocketSession, *packets: bytes) -> list[Any]:
    """The messages that come of `packets`, then the ending, if there is one."""
    taken: list[Any] = []
    for packet in packets:
        session.receive_data(packet)
        while (message := session.find_message()) is not None:
            taken.append(message.get("text", message.get("bytes")))
    return taken if session.ending is None else [*taken, session.ending]


def deflate(data: bytes, *, is_final: bool = False) -> bytes:
    deflater = zlib.compressobj(wbits=-12)
    if is_final:
        return deflater.compress(data) + deflater.flush() + b"\x00"
    return (deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)


PLAIN = {
    "text": (build_frame(TEXT, "grüße".encode()), ["grüße"]),
    "empty": (build_frame(TEXT) + build_frame(BINARY), ["", b""]),
    "binary": (build_frame(BINARY, bytes(range(256))), [bytes(range(256))]),
    "fragments": (
        build_frame(TEXT, b"gr\xc3", is_last=False)
        + build_frame(PING, b"?")
        + build_frame(CONTINUATION, b"\xbc", is_last=False)
        + build_frame(CONTINUATION, b"\xc3\x9fe"),
        ["grüße"],
    ),
    "fragments of bytes": (
        build_frame(BINARY, is_last=False) + build_frame(CONTINUATION, b"a", is_last=False) + build_frame(CONTINUATION),
        [b"a"],
    ),
    "close": (
        build_frame(TEXT, b"a") + build_close(3000, "done") + build_frame(TEXT, b"b"),
        ["a", Ending(3000, "done")],
    ),
    "close without a code": (build_frame(CLOSE), [Ending(1005, "")]),
    "pong": (build_frame(PONG, b"unasked") + build_frame(TEXT, b"a"), ["a"]),
}

INVALID = {
    "reserved bit": (build_frame(TEXT, b"a", bits=1), 1002),
    "compressed without agreement": (build_frame(TEXT, b"a", bits=COMPRESSED), 1002),
    "reserved opcode": (build_frame(3), 1002),
    "reserved control opcode": (build_frame(11), 1002),
    "not masked": (build_frame(TEXT, b"a", masked=False), 1002),
    "fragmented ping": (build_frame(PING, is_last=False), 1002),
    "long ping": (build_frame(PING, bytes(126)), 1002),
    "continuation of nothing": (build_frame(CONTINUATION, b"a"), 1002),
    "message within a message": (build_frame(TEXT, b"a", is_last=False) + build_frame(TEXT, b"b"), 1002),
    "length longer than needed": (b"\x81\xfe\x00\x01\x00\x00\x00\x00a", 1002),
    "length of eight bytes longer than needed": (b"\x81\xff" + bytes(6) + b"\x01\x00" + bytes(260), 1002),
    "length beyond all lengths": (b"\x81\xff\x80" + bytes(11), 1002),
    "close with half a code": (build_frame(CLOSE, b"\x03"), 1002),
    "close with a reserved code": (build_close(1005), 1002),
    "close with an unknown code": (build_close(2999), 1002),
    "reason that is not UTF-8": (build_frame(CLOSE, b"\x03\xe8\xff"), 1007),
    "text that is not UTF-8": (build_frame(TEXT, b"\xff"), 1007),
    "text that ends in a character": (build_frame(TEXT, b"\xc3"), 1007),
    "large frame": (build_frame(BINARY, bytes(1001)), 1009),
    "large message": (
        build_frame(BINARY, bytes(600), is_last=False) + build_frame(CONTINUATION, bytes(401), is_last=False),
        1009,
    ),
}

DEFLATED = {
    "compressed": (build_frame(TEXT, deflate(b"hello" * 50), bits=COMPRESSED), ["hello" * 50]),
    "not compressed": (build_frame(TEXT, b"hello"), ["hello"]),
    "compressed fragments": (
        build_frame(TEXT, deflate(b"hello" * 50)[:3], bits=COMPRESSED, is_last=False)
        + build_frame(PING, b"?")
        + build_frame(CONTINUATION, deflate(b"hello" * 50)[3:]),
        ["hello" * 50],
    ),
    "final block": (
        build_frame(TEXT, deflate(b"hello", is_final=True), bits=COMPRESSED)
        + build_frame(TEXT, deflate(b"again"), bits=COMPRESSED),
        ["hello", "again"],
    ),
    "as large as may be": (build_frame(BINARY, deflate(bytes(1000)), bits=COMPRESSED), [bytes(1000)]),
    "too large once inflated": (
        build_frame(BINARY, deflate(bytes(1001)), bits=COMPRESSED),
        [Ending(1009, "the message is too big")],
    ),
    "too large in fragments": (
        build_frame(BINARY, bytes(600), is_last=False) + build_frame(CONTINUATION, bytes(401)),
        [Ending(1009, "the message is too big")],
    ),
    "not deflated": (
        build_frame(BINARY, b"\xff\xff\xff", bits=COMPRESSED),
        [Ending(1007, "the text is not UTF-8 or the data not deflated")],
    ),
    "compressed ping": (build_frame(PING, bits=COMPRESSED), [Ending(1002, "the frames are invalid")]),
    "bit on a continuation": (
        build_frame(BINARY, is_last=False) + build_frame(CONTINUATION, bits=COMPRESSED),
        [Ending(1002, "the frames are invalid")],
    ),
}


@pytest.mark.parametrize(("stream", "expected"), PLAIN.values(), ids=PLAIN)
def test_takes_messages_apart(stream: bytes, expected: list[Any]) -> None:
    assert take_all(build_session(), stream) == expected


@pytest.mark.parametrize(("stream", "code"), INVALID.values(), ids=INVALID)
def test_fails_for_what_is_invalid(stream: bytes, code: int) -> None:
    session = build_session()

    (ending,) = take_all(session, stream)

    assert ending.code == code
    assert session.has_failed


@pytest.mark.parametrize(("stream", "expected"), DEFLATED.values(), ids=DEFLATED)
def test_inflates(stream: bytes, expected: list[Any]) -> None:
    assert take_all(build_session(deflate="permessage-deflate"), stream) == expected


STREAMS = {
    **{name: (stream, None) for name, (stream, _) in (*PLAIN.items(), *INVALID.items())},
    **{f"deflate: {name}": (stream, "permessage-deflate") for name, (stream, _) in DEFLATED.items()},
}


@pytest.mark.parametrize(("stream", "offer"), STREAMS.values(), ids=STREAMS)
@given(data=st.data())
def test_any_packets_of_the_same_bytes_give_the_same_messages(
    stream: bytes, offer: str | None, data: st.DataObject
) -> None:
    cuts = data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=20))

    edges = [0, *sorted(cuts), len(stream)]
    packets = [stream[start:end] for start, end in itertools.pairwise(edges)]

    assert take_all(build_session(deflate=offer), *packets) == take_all(build_session(deflate=offer), stream)


def test_the_limit_is_one_of_messages() -> None:
    assert take_all(build_session(), build_frame(BINARY, bytes(1000)) * 3) == [bytes(1000)] * 3


@pytest.mark.parametrize("offer", ["permessage-deflate", "permessage-deflate; client_no_context_takeover"])
def test_inflates_one_message_after_another(offer: str) -> None:
    session = build_session(deflate=offer)

    assert take_all(session, build_frame(TEXT, deflate(b"hello"), bits=COMPRESSED) * 3) == ["hello"] * 3


def test_a_bomb_is_not_inflated_beyond_the_limit() -> None:
    deflater = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(deflater.compress(bytes(1 << 20)) for _ in range(32)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    session = build_session(deflate="permessage-deflate", max_size=1 << 20)

    (ending,) = take_all(session, build_frame(BINARY, bomb, bits=COMPRESSED))

    assert ending.code == 1009


def test_a_message_of_many_fragments_comes_whole() -> None:
    fragments = [bytes((number % 256,)) for number in range(700)]
    frames = [build_frame(BINARY, fragments[0], is_last=False)]
    frames += [build_frame(CONTINUATION, fragment, is_last=False) for fragment in fragments[1:]]

    assert take_all(build_session(), *frames, build_frame(CONTINUATION)) == [b"".join(fragments)]


def test_answers_a_ping() -> None:
    session = build_session()

    take_all(session, build_frame(PING, b"are you there"))

    assert parse_frame(session.take_output()) == (Frame(PONG, b"are you there"), b"")
    assert session.take_output() == b""


def test_takes_frames_apart_only_as_far_as_it_is_asked() -> None:
    session = build_session()

    session.receive_data(build_frame(TEXT, b"a") + build_frame(PING) + build_frame(3))

    assert session.find_message() == {"type": "websocket.receive", "text": "a"}
    assert (session.output, session.ending) == (b"", None)


@pytest.mark.parametrize("size", [125, 126, 65535, 65536, 70000])
def test_takes_messages_of_every_length(size: int) -> None:
    session = build_session(max_size=70000)

    assert take_all(session, build_frame(BINARY, bytes(size)), build_frame(TEXT, b"next")) == [bytes(size), "next"]


@pytest.mark.parametrize(("opcode", "message"), [(TEXT, "x" * 70_000), (BINARY, b"x" * 70_000)])
@pytest.mark.parametrize("cut", [1, 7, 13, 14, 15, 30_000, 70_013])
def test_waits_for_the_rest_of_a_frame(cut: int, opcode: int, message: str | bytes) -> None:
    session = build_session(max_size=70_000)
    frame = build_frame(opcode, b"x" * 70_000)

    assert take_all(session, frame[:cut]) == []
    assert take_all(session, frame[cut:] + build_frame(TEXT, b"next")) == [message, "next"]


def test_refuses_a_frame_that_is_too_large_by_its_head() -> None:
    session = build_session(max_size=70_000)

    assert take_all(session, build_frame(BINARY, bytes(70_001))[:14]) == [Ending(1009, "the message is too big")]


def test_refuses_text_that_is_not_utf8_before_its_frame_is_complete() -> None:
    session = build_session(max_size=70_000)
    frame = build_frame(TEXT, b"good \xff" + b"x" * 60_000)

    (ending,) = take_all(session, frame[:100])

    assert ending.code == 1007


@pytest.mark.parametrize("head", [b"\x82\xfe\x00\x05", b"\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff"])
def test_refuses_a_length_that_is_longer_than_it_needs_to_be(head: bytes) -> None:
    (ending,) = take_all(build_session(max_size=70_000), head + bytes(4 + 65_535))

    assert ending.code == 1002


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_encodes_frames_of_every_length(size: int) -> None:
    assert parse_frame(build_session().encode(bytes(size))) == (Frame(BINARY, bytes(size)), b"")


def test_encodes_text() -> None:
    assert parse_frame(build_session().encode("grüße")) == (Frame(TEXT, "grüße".encode()), b"")


@pytest.mark.parametrize("offer", ["permessage-deflate", "permessage-deflate; server_no_context_takeover"])
def test_deflates_what_is_worth_it(offer: str) -> None:
    session = build_session(deflate=offer)
    inflater = zlib.decompressobj(wbits=-15)

    for text in ("hello" * 50, "world" * 50):
        frame, _ = parse_frame(session.encode(text))
        assert frame.is_compressed
        if "no_context" in offer:
            inflater = zlib.decompressobj(wbits=-15)
        assert inflater.decompress(frame.payload + _TAIL) == text.encode()
    assert parse_frame(session.encode("short")) == (Frame(TEXT, b"short"), b"")


def test_cuts_a_reason_between_characters() -> None:
    frame, _ = parse_frame(build_session().close(1000, "ü" * 100))

    assert frame == close_frame(1000, "ü" * 61)


def test_sends_no_code_in_answer_to_none() -> None:
    session = build_session()
    take_all(session, build_frame(CLOSE))

    assert parse_frame(session.close(1005)) == (Frame(CLOSE), b"")


def test_still_gives_messages_after_its_own_close_frame_but_no_pongs() -> None:
    session = build_session()
    session.close(1000)

    taken = take_all(session, build_frame(PING), build_frame(TEXT, b"a"), build_close(1000))

    assert taken == ["a", Ending(1000, "")]
    assert (session.output, session.has_failed) == (b"", False)
