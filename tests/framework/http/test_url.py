from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.url import URL, URLComponents, URLPath
from fireweed.types import Scope

FULL = "https://user:pw@Example.org:123/path/to?abc=123&d=#frag"


def scope(path: str = "/", *, host: bytes | None = None, **more: Any) -> Scope:
    headers = [] if host is None else [(b"accept", b"*/*"), (b"host", host)]
    return {"type": "http", "path": path, "query_string": b"", "headers": headers, **more}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scheme", "https"),
        ("netloc", "user:pw@Example.org:123"),
        ("path", "/path/to"),
        ("query", "abc=123&d="),
        ("fragment", "frag"),
        ("username", "user"),
        ("password", "pw"),
        ("hostname", "example.org"),
        ("port", 123),
        ("is_secure", True),
        ("components", urlsplit(FULL)),
    ],
)
def test_takes_a_url_apart(name: str, expected: object) -> None:
    assert getattr(URL(FULL), name) == expected


def test_lacks_what_is_not_written() -> None:
    url = URL("/path")

    assert (url.scheme, url.netloc, url.query, url.fragment) == ("", "", "", "")
    assert (url.username, url.password, url.hostname, url.port) == (None, None, None, None)


@pytest.mark.parametrize(
    ("scheme", "is_secure"), [("http", False), ("https", True), ("ws", False), ("wss", True), ("", False)]
)
def test_is_secure_over_tls(scheme: str, is_secure: bool) -> None:
    assert URL(scheme=scheme, netloc="h").is_secure is is_secure


def test_is_built_from_components() -> None:
    assert URL(scheme="http", hostname="h", port=3, path="/x", query="a=1") == "http://h:3/x?a=1"


def test_takes_one_source_only() -> None:
    with pytest.raises(TypeError, match="URL takes one of"):
        URL("http://h", scheme="https")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scheme": "http"}, "http://user:pw@Example.org:123/path/to?abc=123&d=#frag"),
        ({"netloc": "h"}, "https://h/path/to?abc=123&d=#frag"),
        ({"path": "/", "query": "", "fragment": ""}, "https://user:pw@Example.org:123/"),
        ({"port": 5}, "https://user:pw@Example.org:5/path/to?abc=123&d=#frag"),
        ({"port": None}, "https://user:pw@Example.org/path/to?abc=123&d=#frag"),
        ({"hostname": "h"}, "https://user:pw@h:123/path/to?abc=123&d=#frag"),
        ({"hostname": "::1"}, "https://user:pw@[::1]:123/path/to?abc=123&d=#frag"),
        ({"hostname": "[::1]"}, "https://user:pw@[::1]:123/path/to?abc=123&d=#frag"),
        ({"username": "u"}, "https://u:pw@Example.org:123/path/to?abc=123&d=#frag"),
        ({"username": None}, "https://Example.org:123/path/to?abc=123&d=#frag"),
        ({"password": None}, "https://user@Example.org:123/path/to?abc=123&d=#frag"),
    ],
    ids=repr,
)
def test_replaces_components(changes: URLComponents, expected: str) -> None:
    assert URL(FULL).replace(**changes) == expected


@pytest.mark.parametrize(
    ("url", "changes", "expected"),
    [
        ("http://[::1]/a", {"port": 6}, "http://[::1]:6/a"),
        ("http://[::1]:5/a", {"port": None}, "http://[::1]/a"),
        ("http://[::1]:5/a", {"username": "u", "password": "p"}, "http://u:p@[::1]:5/a"),
        ("http://h:/a", {"port": 6}, "http://h:6/a"),
        ("/a", {"hostname": "h"}, "//h/a"),
    ],
    ids=repr,
)
def test_replaces_parts_of_the_authority(url: str, changes: URLComponents, expected: str) -> None:
    assert URL(url).replace(**changes) == expected


@given(
    host=st.sampled_from(["h", "Example.org", "1.2.3.4", "[::1]"]),
    port=st.none() | st.integers(0, 65535),
    username=st.none() | st.text("abc", min_size=1),
    path=st.text("ab/", max_size=5).map(lambda path: f"/{path}"),
    query=st.text("ab=&", max_size=5),
)
def test_replacing_components_by_themselves_changes_nothing(
    host: str, port: int | None, username: str | None, path: str, query: str
) -> None:
    url = URL(scheme="http", hostname=host, port=port, username=username, path=path, query=query)

    assert (url.port, url.username, url.path, url.query) == (port, username, path, query)
    for name in ("scheme", "netloc", "path", "query", "username", "password", "port"):
        same: Any = {name: getattr(url, name)}
        assert url.replace(**same) == url


def test_includes_query_params_in_place_of_their_namesakes() -> None:
    assert URL("/p?a=1&b=2&a=3").include_query_params(a="x y", c=None).query == "b=2&a=x+y&c=None"


def test_replaces_query_params() -> None:
    assert URL("/p?a=1").replace_query_params(b=2, c="&").query == "b=2&c=%26"


@pytest.mark.parametrize(("keys", "expected"), [("a", "b="), (["a", "b"], ""), ("c", "a=1&b=&a=3")])
def test_removes_query_params(keys: str | list[str], expected: str) -> None:
    assert URL("/p?a=1&b=&a=3").remove_query_params(keys).query == expected


def test_equals_its_text() -> None:
    assert URL("http://h") == "http://h"
    assert URL("http://h") == URL("http://h")
    assert URL("http://h") != URL("http://h/")
    assert URL("5") != 5


def test_hashes_as_its_text() -> None:
    assert len({URL("http://h"), "http://h"}) == 1


def test_repr_hides_the_password() -> None:
    assert repr(URL("https://user:pw@h/")) == "URL('https://user:********@h/')"
    assert repr(URL("https://user@h/")) == "URL('https://user@h/')"


@pytest.mark.parametrize(
    ("given_scope", "expected"),
    [
        (scope("/p", host=b"example.org"), "http://example.org/p"),
        (scope("/p", host=b"Example.org:8000", scheme="https"), "https://Example.org:8000/p"),
        (scope("/p", host=b"[::1]:80"), "http://[::1]:80/p"),
        (scope("/p", server=("h", 8000)), "http://h:8000/p"),
        (scope("/p", server=["h", 80]), "http://h/p"),
        (scope("/p", server=("h", 443), scheme="https"), "https://h/p"),
        (scope("/p", server=("h", 443), scheme="wss"), "wss://h/p"),
        (scope("/p", server=("::1", 8000)), "http://[::1]:8000/p"),
        (scope("/p", server=("/run/app.sock", None)), "/p"),
        (scope("/p"), "/p"),
        (scope("/p", server=("h", 80), type="websocket"), "ws://h/p"),
        (scope("", host=b"h"), "http://h"),
        (scope("/p", host=b"h", query_string=b"a=1"), "http://h/p?a=1"),
        ({"type": "http", "path": "/p"}, "/p"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_is_built_from_a_scope(given_scope: Scope, expected: str) -> None:
    assert URL(scope=given_scope) == expected


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"a/b", b"u@h", b"h:x", b"h:99999", b"[::1", b"[:::]", b"\xe9", b"h\nx"], ids=repr
)
def test_an_invalid_host_header_gives_way_to_the_server(host: bytes) -> None:
    assert URL(scope=scope("/p", host=host, server=("h", 1))) == "http://h:1/p"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a?b", "/a%3Fb"),
        ("/a#b", "/a%23b"),
        ("/a\\b", "/a%5Cb"),
        ("/a%2Fb", "/a%252Fb"),
        ("/a\r\n\tb\x7f", "/a%0D%0A%09b%7F"),
        ("/a b/é", "/a b/é"),
        ("//evil.example", "//evil.example"),
        ("@evil.example", "/@evil.example"),
        (":80@evil.example", "/:80@evil.example"),
        ("*", "/*"),
    ],
    ids=repr,
)
def test_a_path_stays_a_path(path: str, expected: str) -> None:
    url = URL(scope=scope(path, host=b"h"))

    assert url.path == expected
    assert url.netloc == "h"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("//evil.example", "/%2Fevil.example"), ("///evil", "/%2F/evil"), ("javascript:x", "/javascript:x")],
    ids=repr,
)
def test_a_path_without_host_does_not_become_one(path: str, expected: str) -> None:
    url = URL(scope=scope(path))

    assert url == expected
    assert (url.scheme, url.netloc) == ("", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [(b"q=\xff", "q=\ufffd"), ("q=é".encode(), "q=é"), (b"q=#x y\n", "q=%23x%20y%0A")],
    ids=repr,
)
def test_a_query_stays_a_query(query: bytes, expected: str) -> None:
    url = URL(scope=scope("/p", host=b"h", query_string=query))

    assert url.query == expected
    assert url.fragment == ""


@given(path=st.text(), host=st.binary(), query=st.binary())
def test_any_scope_gives_a_url_that_can_be_taken_apart(path: str, host: bytes, query: bytes) -> None:
    url = URL(scope=scope(path, host=host, query_string=query, server=("server", 8000)))

    assert url.hostname is not None
    assert url.scheme == "http"
    assert url.fragment == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a", "/a"), ("a", "a"), ("", ""), ("/a\\b", "/a%5Cb"), ("//a", "/%2Fa"), ("///a", "/%2F/a"), ("/a//b", "/a//b")],
    ids=repr,
)
def test_a_url_path_cannot_become_a_host(path: str, expected: str) -> None:
    assert URLPath(path) == expected


@pytest.mark.parametrize(
    ("url_path", "base_url", "expected"),
    [
        (URLPath("/a"), "https://h/root/", "https://h/root/a"),
        (URLPath("/a"), URL("https://h"), "https://h/a"),
        (URLPath("/a", protocol="http"), "https://h/", "https://h/a"),
        (URLPath("/a", protocol="http"), "wss://h/", "https://h/a"),
        (URLPath("/a", protocol="http"), "ws://h/", "http://h/a"),
        (URLPath("/a", protocol="websocket"), "https://h/", "wss://h/a"),
        (URLPath("/a", protocol="websocket"), "http://h/", "ws://h/a"),
        (URLPath("/a", host="other"), "https://h:1/?x#y", "https://other/a"),
        (URLPath("/a"), "/root/", "/root/a"),
    ],
    ids=repr,
)
def test_makes_an_absolute_url(url_path: URLPath, base_url: str | URL, expected: str) -> None:
    assert url_path.make_absolute_url(base_url) == expected


def test_rejects_an_unknown_protocol() -> None:
    protocol: Any = "gopher"

    with pytest.raises(ValueError, match="'gopher'"):
        URLPath("/a", protocol=protocol)
