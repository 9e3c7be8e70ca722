"""What trusted proxies say, by every field and rule."""

import pytest

from fireweed_server.errors import OptionError, ProtocolError
from fireweed_server.proxy.fields import Forwarding, build_host, parse_forwarded_names, read_forwarding
from fireweed_server.proxy.peers import parse_trusted_peers

TRUSTED = parse_trusted_peers("10.0.0.0/8")
X_FIELDS = parse_forwarded_names(
    "x-forwarded-for,x-forwarded-proto,x-forwarded-host,x-forwarded-port,x-forwarded-prefix"
)
FORWARDED = parse_forwarded_names("Forwarded, X-Forwarded-Prefix")
CLIENT = ("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("fields", "forwarding"),
    [
        pytest.param({}, Forwarding(), id="nothing"),
        pytest.param({"for": "192.0.2.1"}, Forwarding(client=CLIENT), id="client"),
        pytest.param({"for": " , 192.0.2.1 , 10.0.0.1 ,"}, Forwarding(client=CLIENT), id="empty-entries"),
        pytest.param({"for": ","}, Forwarding(), id="only-empty-entries"),
        pytest.param({"for": "unknown"}, Forwarding(is_client_known=False), id="unknown-client"),
        pytest.param({"proto": "https"}, Forwarding(scheme="https"), id="scheme"),
        pytest.param({"proto": "WSS"}, Forwarding(scheme="https"), id="scheme-of-websockets"),
        pytest.param({"proto": "https, http"}, Forwarding(scheme="http"), id="last-scheme"),
        pytest.param({"host": "a.example:8443"}, Forwarding(host=b"a.example:8443"), id="host"),
        pytest.param({"host": "evil.example, a.example"}, Forwarding(host=b"a.example"), id="last-host"),
        pytest.param({"port": "8443"}, Forwarding(port=b"8443"), id="port"),
        pytest.param({"prefix": "/api/v1/"}, Forwarding(prefix="/api/v1"), id="prefix"),
        pytest.param({"prefix": "/"}, Forwarding(prefix=""), id="prefix-is-the-root"),
    ],
)
def test_reads_x_forwarded_fields(fields: dict[str, str], forwarding: Forwarding) -> None:
    values = {b"x-forwarded-" + name.encode(): value.encode() for name, value in fields.items()}

    assert read_forwarding(values, X_FIELDS, TRUSTED) == forwarding


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("for", "garbage"), ("for", "10.0.0.1;192.0.2.1"), ("for", "\xff"), ("for", '"192.0.2.1"'),
        ("proto", "ftp"), ("proto", "https://"), ("proto", "https;"), ("proto", "javascript"), ("proto", "ht\xeftp"),
        ("host", "a/b"), ("host", "a@b"), ("host", "a b"), ("host", "a:99999"), ("host", "[::1"), ("host", "\xe9"),
        ("port", "0"), ("port", "65536"), ("port", "-1"), ("port", "8_0"), ("port", "80a"), ("port", "\xb2"),
        ("prefix", "api"), ("prefix", "//evil.example"), ("prefix", "/a/../b"), ("prefix", "/./a"), ("prefix", "/a?b"),
        ("prefix", "/a#b"), ("prefix", "/%2e%2e"), ("prefix", "/a b"), ("prefix", "/\xe9"), ("prefix", "http://a/"),
        ("prefix", "/a//b"), ("prefix", "/a\\b"),
    ],
)  # fmt: skip
def test_refuses_malformed_x_forwarded_fields(name: str, value: str) -> None:
    values = {b"x-forwarded-" + name.encode(): value.encode("latin-1")}

    with pytest.raises(ProtocolError, match="a proxy named") as raised:
        read_forwarding(values, X_FIELDS, TRUSTED)

    assert raised.value.status == 400


@pytest.mark.parametrize(
    ("value", "forwarding"),
    [
        pytest.param(
            "for=192.0.2.1;proto=https;host=a.example",
            Forwarding(client=CLIENT, scheme="https", host=b"a.example"),
            id="whole",
        ),
        pytest.param('for="192.0.2.1:4711"', Forwarding(client=("192.0.2.1", 4711)), id="port-of-the-client"),
        pytest.param(
            "for=6.6.6.6;proto=https;host=evil, for=192.0.2.1;proto=http",
            Forwarding(client=CLIENT, scheme="http"),
            id="what-the-client-wrote-is-not-read",
        ),
        pytest.param(
            "for=192.0.2.1;proto=https, for=10.0.0.1;proto=http;host=a.example",
            Forwarding(client=CLIENT, scheme="https", host=b"a.example"),
            id="outermost-proxy-counts",
        ),
        pytest.param("for=_secret;proto=https", Forwarding(is_client_known=False, scheme="https"), id="hidden-client"),
        pytest.param("proto=https", Forwarding(is_client_known=False, scheme="https"), id="no-client"),
        pytest.param(", ,", Forwarding(), id="only-empty-elements"),
    ],
)
def test_reads_forwarded(value: str, forwarding: Forwarding) -> None:
    assert read_forwarding({b"forwarded": value.encode()}, FORWARDED, TRUSTED) == forwarding


@pytest.mark.parametrize("value", ["for=garbage", 'for="', "for=192.0.2.1;proto=ftp", 'for=192.0.2.1;host="a/b"'])
def test_refuses_malformed_forwarded(value: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        read_forwarding({b"forwarded": value.encode()}, FORWARDED, TRUSTED)

    assert raised.value.status == 400


def test_fields_that_are_not_named_are_not_read() -> None:
    fields = {b"x-forwarded-for": b"garbage", b"x-forwarded-host": b"evil.example", b"forwarded": b'"'}

    assert read_forwarding(fields, parse_forwarded_names("x-forwarded-proto"), TRUSTED) == Forwarding()


@pytest.mark.parametrize(
    ("own", "forwarding", "scheme", "host"),
    [
        pytest.param(b"in:8000", Forwarding(host=b"a.example"), "https", b"a.example", id="host"),
        pytest.param(b"in:8000", Forwarding(host=b"a.example", port=b"443"), "https", b"a.example", id="usual-port"),
        pytest.param(b"in", Forwarding(host=b"a.example", port=b"443"), "http", b"a.example:443", id="unusual-port"),
        pytest.param(b"in:8000", Forwarding(port=b"8443"), "https", b"in:8443", id="port-alone"),
        pytest.param(b"[::1]", Forwarding(port=b"8443"), "https", b"[::1]:8443", id="ipv6"),
        pytest.param(b"[::1]:80", Forwarding(port=b"8443"), "https", b"[::1]:8443", id="ipv6-port"),
        pytest.param(b"", Forwarding(port=b"8443"), "https", b"", id="no-host"),
    ],
)
def test_builds_the_host_that_was_asked(own: bytes, forwarding: Forwarding, scheme: str, host: bytes) -> None:
    assert build_host(own, forwarding, scheme) == host


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("x-real-ip", "names 'x-real-ip'; there are forwarded, x-forwarded-for", id="unknown"),
        pytest.param(
            "forwarded,x-forwarded-for", "names 'forwarded' and 'x-forwarded-for', which say the same", id="both"
        ),
    ],
)
def test_rejects_names_that_cannot_be(text: str, reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        parse_forwarded_names(text)
