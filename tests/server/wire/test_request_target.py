import pytest

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.request_target import REQUEST_TARGETS, RequestTarget, check_target_form


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"/", RequestTarget("/", b"/", b"", None)),
        (b"/a/b?x=1&y=%20", RequestTarget("/a/b", b"/a/b", b"x=1&y=%20", None)),
        (b"/a?b?c", RequestTarget("/a", b"/a", b"b?c", None)),
        (b"/a%2Fb%20c", RequestTarget("/a/b c", b"/a%2Fb%20c", b"", None)),
        (b"/b%C3%BCcher", RequestTarget("/bücher", b"/b%C3%BCcher", b"", None)),
        (b"/100%", RequestTarget("/100%", b"/100%", b"", None)),
        (b"//evil.example/x", RequestTarget("//evil.example/x", b"//evil.example/x", b"", None)),
        (b"/?filter[x]={1}|2\\d", RequestTarget("/", b"/", b"filter[x]={1}|2\\d", None)),
    ],
)
def test_splits_the_origin_form(target: bytes, expected: RequestTarget) -> None:
    assert REQUEST_TARGETS[target] == expected


def test_marks_bytes_of_a_path_that_are_not_utf_8() -> None:
    parsed = REQUEST_TARGETS[b"/%ff"]

    assert (parsed.path, parsed.raw_path) == ("/\N{REPLACEMENT CHARACTER}", b"/%ff")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"http://a.example/x?y", RequestTarget("/x", b"/x", b"y", b"a.example")),
        (b"HTTPS://a.example:443", RequestTarget("/", b"/", b"", b"a.example:443")),
        (b"http://a.example?y", RequestTarget("/", b"/", b"y", b"a.example")),
        (b"http://a.example?y=/z", RequestTarget("/", b"/", b"y=/z", b"a.example")),
    ],
)
def test_takes_the_authority_out_of_the_absolute_form(target: bytes, expected: RequestTarget) -> None:
    assert REQUEST_TARGETS[target] == expected


def test_takes_the_asterisk_for_options() -> None:
    check_target_form(b"*", "OPTIONS")

    assert REQUEST_TARGETS[b"*"] == RequestTarget("*", b"*", b"", None)


def test_refuses_the_asterisk_for_all_but_options() -> None:
    with pytest.raises(ProtocolError) as caught:
        check_target_form(b"*", "GET")

    assert caught.value.status == 400


@pytest.mark.parametrize(
    "target",
    [
        b"",
        b"a",
        b"a.example:443",
        b"/a b",
        b"/a\x00",
        b"/a\x7f",
        b"/caf\xe9",
        b'/"',
        b"/<x>",
        b"/a#b",
        b"/a\\b",
        b"ftp://a.example/",
        b"http://",
        b"http:///x",
        b"http://user@a.example/",
        b"http://a b/",
    ],
)
def test_refuses_targets_that_are_not_valid(target: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        REQUEST_TARGETS[target]

    assert caught.value.status == 400


def test_opens_no_tunnel() -> None:
    with pytest.raises(ProtocolError) as caught:
        check_target_form(b"a.example:443", "CONNECT")

    assert caught.value.status == 501
