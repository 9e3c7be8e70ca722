"""Prefaces of the PROXY protocol, however they are cut and garbled."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.proxy.preface import (
    MAX_SIZE_V1,
    MAX_SIZE_V2,
    Preface,
    PrefaceError,
    count_missing,
    parse_preface,
)

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
V4 = bytes([192, 0, 2, 1, 198, 51, 100, 1]) + struct.pack("!HH", 4711, 443)
V6 = bytes.fromhex("20010db8000000000000000000000001" * 2) + struct.pack("!HH", 4711, 443)
FOUR = Preface(("192.0.2.1", 4711), ("198.51.100.1", 443))
SIX = Preface(("2001:db8::1", 4711), ("2001:db8::1", 443))


def build_v2(command: int, family: int, body: bytes, length: int | None = None) -> bytes:
    return SIGNATURE + struct.pack("!BBH", command, family, len(body) if length is None else length) + body


def read(stream: bytes) -> tuple[Preface | None, bytes]:
    """The preface at the start of a stream, and what is left of it, as a socket would be read."""
    data = b""
    while missing := count_missing(data):
        part, stream = stream[:missing], stream[missing:]
        assert part, "it waits for more than there is"
        data += part
    return parse_preface(data), stream


@pytest.mark.parametrize(
    ("data", "preface"),
    [
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n", FOUR, id="v1-tcp4"),
        pytest.param(b"PROXY TCP6 2001:db8::1 2001:DB8::1 4711 443\r\n", SIX, id="v1-tcp6"),
        pytest.param(b"PROXY UNKNOWN\r\n", None, id="v1-unknown"),
        pytest.param(b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", None, id="v1-unknown-with-more"),
        pytest.param(b"PROXY UNKNOWN " + b"x" * (MAX_SIZE_V1 - 16) + b"\r\n", None, id="v1-longest"),
        pytest.param(build_v2(0x21, 0x11, V4), FOUR, id="v2-tcp4"),
        pytest.param(build_v2(0x21, 0x21, V6), SIX, id="v2-tcp6"),
        pytest.param(build_v2(0x21, 0x11, V4 + b"\x03\x00\x04abcd"), FOUR, id="v2-extensions"),
        pytest.param(build_v2(0x21, 0x11, V4 + bytes(MAX_SIZE_V2 - 28)), FOUR, id="v2-longest"),
        pytest.param(
            build_v2(0x21, 0x31, bytes(108) + b"/run/a.sock".ljust(108, b"\x00")),
            Preface(None, ("/run/a.sock", None)),
            id="v2-unix",
        ),
        pytest.param(build_v2(0x21, 0x31, bytes(216)), Preface(None, None), id="v2-unix-without-names"),
        pytest.param(build_v2(0x20, 0x00, b""), None, id="v2-local"),
        pytest.param(build_v2(0x20, 0x11, V4), None, id="v2-local-with-addresses"),
        pytest.param(build_v2(0x21, 0x00, b"anything"), None, id="v2-unspecified"),
    ],
)
def test_reads_a_preface_and_not_a_byte_more(data: bytes, preface: Preface | None) -> None:
    assert read(data + b"GET / HTTP/1.1\r\n\r\n") == (preface, b"GET / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", id="http"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00", id="tls"),
        pytest.param(b"PROXY\r\nxxxxxx", id="v1-word-alone"),
        pytest.param(b"proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n", id="v1-lower-case"),
        pytest.param(b"PROXY TCP5 192.0.2.1 198.51.100.1 1 2\r\n", id="v1-family"),
        pytest.param(b"PROXY UNKNOWNX\r\n", id="v1-unknown-word"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n", id="v1-port-missing"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 1 2 3\r\n", id="v1-too-many"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 1 65536\r\n", id="v1-port-too-large"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 01 2\r\n", id="v1-port-with-zero"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 -1 2\r\n", id="v1-port-negative"),
        pytest.param(b"PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n", id="v1-address"),
        pytest.param(b"PROXY TCP4 ::1 ::1 1 2\r\n", id="v1-address-of-other-family"),
        pytest.param(b"PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", id="v1-zone"),
        pytest.param(b"PROXY  TCP4 192.0.2.1 198.51.100.1 1 2\r\n", id="v1-two-spaces"),
        pytest.param("PROXY TCP4 192.0.2.1 198.51.100.1 ١ 2\r\n".encode(), id="v1-foreign-digits"),
        pytest.param(b"PROXY UNKNOWN " + b"x" * 200, id="v1-endless"),
        pytest.param(b"PROXY TCP4 192.0.2.1 198.51.100.1 1 2\n" + b"x" * 100, id="v1-bare-line-feed"),
        pytest.param(build_v2(0x11, 0x11, V4), id="v2-version"),
        pytest.param(build_v2(0x22, 0x11, V4), id="v2-command"),
        pytest.param(build_v2(0x21, 0x12, V4), id="v2-datagrams"),
        pytest.param(build_v2(0x21, 0x41, V4), id="v2-family"),
        pytest.param(build_v2(0x21, 0x11, V4[:-1]), id="v2-short-tcp4"),
        pytest.param(build_v2(0x21, 0x21, V4), id="v2-short-tcp6"),
        pytest.param(build_v2(0x21, 0x31, bytes(215)), id="v2-short-unix"),
        pytest.param(build_v2(0x21, 0x11, V4, length=65535), id="v2-too-long"),
        pytest.param(SIGNATURE[:-1] + b"X" + bytes(20), id="v2-signature"),
    ],
)
def test_refuses_everything_else(data: bytes) -> None:
    with pytest.raises(PrefaceError):
        read(data)


@pytest.mark.parametrize("data", [b"", b"P", b"PROXY", SIGNATURE[:5], SIGNATURE, b"PROXY TCP4 1"])
def test_waits_for_more_of_what_may_become_one(data: bytes) -> None:
    assert count_missing(data) > 0


@given(st.sampled_from([b"", b"PROXY ", b"PROXY TCP4 ", SIGNATURE, SIGNATURE + b"\x21"]), st.binary(max_size=300))
def test_is_bounded_and_raises_nothing_else(start: bytes, rest: bytes) -> None:
    with contextlib.suppress(PrefaceError):
        read(start + rest + bytes(MAX_SIZE_V2))
