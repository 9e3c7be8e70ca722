import pytest

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.chunked import ChunkedBody


def read(*packets: bytes, max_framing_size: int = 1000, max_trailers: int = 10) -> tuple[bytes, ChunkedBody]:
    parts: list[bytes] = []
    body = ChunkedBody(max_framing_size=max_framing_size, max_trailers=max_trailers)
    for packet in packets:
        body.feed(packet, parts.append)
    return b"".join(parts), body


def test_undoes_the_coding_and_keeps_what_follows() -> None:
    data, body = read(b"3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: u\r\n\r\nGET /")

    assert data == b"abc0123456789"
    assert body.is_complete
    assert body.unread == b"GET /"


def test_takes_any_packets() -> None:
    stream = b'3;x="a;b"\r\nabc\r\n0\r\nT: u\r\n\r\n'

    data, body = read(*(stream[i : i + 1] for i in range(len(stream))))

    assert (data, body.is_complete) == (b"abc", True)


@pytest.mark.parametrize(
    "stream",
    [
        b"\r\n",
        b"g\r\n",
        b"+1\r\n",
        b"0x1\r\n",
        b"1 \r\n",
        b"1\n",
        b"11111111111111111\r\n",
        b"1;\x00\r\n",
        b"1;a=\rb\r\n",
        b"1\r\nab\r\n",
        b"1\r\na\n",
        b"0\r\nT : u\r\n",
        b"0\r\n T: u\r\n",
        b"0\r\nContent-Length: 3\r\n",
        b"0\r\ntransfer-encoding: chunked\r\n",
    ],
    ids=repr,
)
def test_refuses_what_is_not_valid(stream: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        read(stream)

    assert caught.value.status == 400


@pytest.mark.parametrize(
    "stream",
    [b"1;a=" + b"x" * 200, b"1;a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\ny\r\n" * 20, b"0\r\n" + b"a: b\r\n" * 4],
    ids=["one extension", "extensions", "trailers"],
)
def test_bounds_what_stands_besides_data(stream: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        read(stream, max_framing_size=100, max_trailers=3)

    assert caught.value.status == 431
