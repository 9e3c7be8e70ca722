import pytest

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.framing import RequestFraming, combine_fields, parse_framing


@pytest.mark.parametrize(
    ("fields", "version", "expected"),
    [
        ({}, "1.1", True),
        ({}, "1.0", False),
        ({b"connection": b"close"}, "1.1", False),
        ({b"connection": b"Keep-Alive, Close"}, "1.1", False),
        ({b"connection": b"upgrade"}, "1.1", True),
        ({b"connection": b"Keep-Alive"}, "1.0", True),
        ({b"connection": b"keep-alive, close"}, "1.0", False),
    ],
)
def test_tells_whether_the_connection_is_kept(fields: dict[bytes, bytes], version: str, expected: bool) -> None:
    assert parse_framing(fields, version).keep_alive is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 0),
        ({b"content-length": b"0"}, 0),
        ({b"content-length": b"0012"}, 12),
        ({b"transfer-encoding": b"chunked"}, None),
        ({b"transfer-encoding": b" Chunked "}, None),
    ],
)
def test_tells_how_long_the_body_is(fields: dict[bytes, bytes], expected: int | None) -> None:
    assert parse_framing(fields, "1.1").body_length == expected


@pytest.mark.parametrize(
    ("fields", "version", "status"),
    [
        ({b"content-length": b""}, "1.1", 400),
        ({b"content-length": b"-1"}, "1.1", 400),
        ({b"content-length": b"+1"}, "1.1", 400),
        ({b"content-length": b"1_0"}, "1.1", 400),
        ({b"content-length": b"0x10"}, "1.1", 400),
        ({b"content-length": b"\xb2"}, "1.1", 400),
        ({b"content-length": b"5, 5"}, "1.1", 400),
        ({b"content-length": b"1" * 19}, "1.1", 400),
        ({b"content-length": b"5", b"transfer-encoding": b"chunked"}, "1.1", 400),
        ({b"transfer-encoding": b"chunked"}, "1.0", 400),
        ({b"transfer-encoding": b"chunked, gzip"}, "1.1", 400),
        ({b"transfer-encoding": b"chunked, chunked"}, "1.1", 400),
        ({b"transfer-encoding": b"identity"}, "1.1", 400),
        ({b"transfer-encoding": b""}, "1.1", 400),
        ({b"transfer-encoding": b"gzip, chunked"}, "1.1", 501),
    ],
)
def test_refuses_framing_that_can_be_read_in_two_ways(fields: dict[bytes, bytes], version: str, status: int) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_framing(fields, version)

    assert caught.value.status == status


@pytest.mark.parametrize(
    ("value", "version", "expected"),
    [
        (b"100-continue", "1.1", True),
        (b"100-Continue", "1.1", True),
        (b"100-continue, 100-continue", "1.1", True),
        (b"100-continue", "1.0", False),
        (b"x", "1.0", False),
    ],
)
def test_expects_continue_in_http_1_1_only(value: bytes, version: str, expected: bool) -> None:
    assert parse_framing({b"expect": value}, version).expects_continue is expected


@pytest.mark.parametrize("value", [b"x", b"", b"100-continue, x", b"100-continue=1", b"200-ok"])
def test_refuses_expectations_that_it_does_not_meet(value: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_framing({b"expect": value}, "1.1")

    assert caught.value.status == 417


def test_an_ordinary_request_needs_no_framing_of_its_own() -> None:
    framing = parse_framing({b"host": b"a.example", b"accept": b"*/*"}, "1.1")

    assert framing == RequestFraming(keep_alive=True)


def test_joins_repeated_fields() -> None:
    headers = [(b"accept", b"a"), (b"x", b"1"), (b"accept", b"b")]

    assert combine_fields(headers) == {b"accept": b"a, b", b"x": b"1"}


@pytest.mark.parametrize("name", [b"host", b"content-length"])
def test_refuses_a_repeated_field_that_must_be_single(name: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        combine_fields([(name, b"5"), (name, b"5")])

    assert caught.value.status == 400
