import pytest

from fireweed_server.wire.fields import HOSTS, is_field_value, is_token


@pytest.mark.parametrize("name", [b"x", b"X-Request-ID", b"!#$%&'*+-.^_`|~09azAZ"])
def test_takes_tokens(name: bytes) -> None:
    assert is_token(name)


@pytest.mark.parametrize("name", [b"", b"a b", b"a:", b"a\n", b"a\x00", b"\xe9", b"a/b", b"(a)", b'"a"'])
def test_refuses_what_is_no_token(name: bytes) -> None:
    assert not is_token(name)


@pytest.mark.parametrize("value", [b"", b"a b", b"a\tb", b"caf\xe9", b'"x"; q=1'])
def test_takes_field_values(value: bytes) -> None:
    assert is_field_value(value)


@pytest.mark.parametrize("value", [b"a\r\nb", b"a\nb", b"a\rb", b"a\x00", b"\x7f", b"\x1b[31m", b"\x0b"])
def test_refuses_control_characters_in_values(value: bytes) -> None:
    assert not is_field_value(value)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"a.example",
        b"A.EXAMPLE:80",
        b"a.example:",
        b"127.0.0.1:65535",
        b"[::1]:8000",
        b"my_host",
        b"a%20b",
        b"xn--bcher-kva",
    ],
)
def test_takes_hosts(host: bytes) -> None:
    assert HOSTS[host]


@pytest.mark.parametrize(
    "host",
    [
        b"user@a.example",
        b"a.example/path",
        b"a.example?x",
        b"a.example#x",
        b"a b",
        b"a,b",
        b"a:b",
        b"a:80:81",
        b"a:65536",
        b"a:123456",
        b"[::1",
        b"[::g]",
        b"[1:2]",
        b"::1",
        b"a%zz",
        b"a\\b",
        b"b\xfccher",
        b"a\n",
    ],
)
def test_refuses_what_is_no_host(host: bytes) -> None:
    assert not HOSTS[host]
