from typing import Any

import pytest

from fireweed_server.errors import ResponseHeadError
from fireweed_server.wire.response_head import STATUS_LINES, ServerLines, encode_cached_headers, encode_headers


@pytest.mark.parametrize(
    ("status", "line"),
    [(200, b"HTTP/1.1 200 OK\r\n"), (404, b"HTTP/1.1 404 Not Found\r\n"), (299, b"HTTP/1.1 299 \r\n")],
)
def test_gives_status_lines(status: int, line: bytes) -> None:
    assert STATUS_LINES[status] == line


@pytest.mark.parametrize("status", [0, 100, 101, 199, 600, -200, "200", None])
def test_refuses_what_no_final_response_may_have(status: Any) -> None:
    with pytest.raises(ResponseHeadError, match="from 200 to 599"):
        STATUS_LINES[status]


def test_encodes_names_in_lower_case_and_values_as_they_are() -> None:
    lines, _, _ = encode_headers([(b"Content-Type", b"text/plain"), (b"x-y", b"caf\xe9\t1"), (b"set-cookie", b"")])

    assert lines == b"content-type: text/plain\r\nx-y: caf\xe9\t1\r\nset-cookie: \r\n"


def test_takes_headers_from_any_iterable() -> None:
    assert encode_headers([name, b"1"] for name in (b"a", b"b"))[0] == b"a: 1\r\nb: 1\r\n"  # type: ignore[misc]


@pytest.mark.parametrize("name", [b"", b"a b", b"a:", b"a\r\n", b"a\x00", b"\xe9"])
def test_refuses_names_that_are_no_tokens(name: bytes) -> None:
    with pytest.raises(ResponseHeadError, match="not a token"):
        encode_headers([(name, b"x")])


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\n", b"\ra", b"a\x00", b"\x7f", b"\x1b"])
def test_refuses_control_characters_in_values(value: bytes) -> None:
    with pytest.raises(ResponseHeadError, match=r"b'x-y' holds a control character"):
        encode_headers([(b"a", b"1"), (b"x-y", value)])


@pytest.mark.parametrize(
    "headers",
    [[("a", b"b")], [(b"a", "b")], [(b"a", None)], [(b"a",)], [b"a"], [1], 1, [(bytearray(b"a"), b"b")]],
)
def test_refuses_what_are_no_pairs_of_bytes(headers: Any) -> None:
    with pytest.raises(ResponseHeadError, match="pairs of bytes"):
        encode_headers(headers)


def test_takes_the_framing_out() -> None:
    headers = [
        (b"Content-Length", b"12"),
        (b"transfer-encoding", b"chunked"),
        (b"connection", b"keep-alive"),
        (b"a", b"b"),
    ]

    lines, content_length, _ = encode_headers(headers)

    assert (lines, content_length) == (b"a: b\r\n", 12)


@pytest.mark.parametrize("value", [b"", b"-1", b"1.0", b"5, 5", b"\xb2", b"1" * 19])
def test_refuses_a_content_length_that_is_no_number(value: bytes) -> None:
    with pytest.raises(ResponseHeadError, match="content-length"):
        encode_headers([(b"content-length", value)])


def test_refuses_two_content_lengths() -> None:
    with pytest.raises(ResponseHeadError, match="more than one"):
        encode_headers([(b"content-length", b"1"), (b"content-length", b"1")])


def test_refuses_other_transfer_codings() -> None:
    with pytest.raises(ResponseHeadError, match="chunked"):
        encode_headers([(b"transfer-encoding", b"gzip")])


@pytest.mark.parametrize(
    ("header", "controls"),
    [
        ((b"Connection", b"Upgrade, Close"), {b"close"}),
        ((b"Date", b"today"), {b"date"}),
        ((b"server", b"mine"), {b"server"}),
        ((b"connection", b"server"), set()),
    ],
)
def test_tells_what_concerns_the_server(header: tuple[bytes, bytes], controls: set[bytes]) -> None:
    assert encode_headers([header])[2] == frozenset(controls)


def test_encodes_a_tuple_once() -> None:
    headers = ((b"x-once", b"1"),)

    assert encode_cached_headers(headers) is encode_cached_headers(((b"x-once", b"1"),))


def test_does_not_remember_a_tuple_that_it_refuses() -> None:
    for _ in range(2):
        with pytest.raises(ResponseHeadError):
            encode_cached_headers(((b"a", b"\n"),))


def test_adds_date_and_server() -> None:
    server_lines = ServerLines(b"fireweed")

    server_lines.set_date(b"now")

    assert server_lines.lines == b"date: now\r\nserver: fireweed\r\n"


@pytest.mark.parametrize(
    ("controls", "expected"),
    [({b"date"}, b"server: s\r\n"), ({b"server"}, b"date: now\r\n"), ({b"date", b"server"}, b"")],
)
def test_leaves_out_what_the_application_gives(controls: set[bytes], expected: bytes) -> None:
    server_lines = ServerLines(b"s")
    server_lines.set_date(b"now")

    assert server_lines.select(frozenset(controls)) == expected


def test_need_not_name_the_server() -> None:
    assert ServerLines(None).lines == b""
