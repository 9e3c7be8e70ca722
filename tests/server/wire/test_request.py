from typing import Any

import pytest

from fireweed_server.asgi import HTTPScope
from fireweed_server.errors import ProtocolError
from fireweed_server.wire.request import Endpoints, parse_request

HOST = (b"host", b"a.example")


def parse(
    target: bytes = b"/",
    *headers: tuple[bytes, bytes],
    version: str = "1.1",
    root_path: str = "",
    state: dict[str, Any] | None = None,
) -> HTTPScope:
    endpoints = Endpoints("http", ("192.0.2.7", 5), ("192.0.2.1", 80), root_path, state or {}, {"x": {}})
    scope, _ = parse_request("GET", target, version, list(headers), dict(headers), endpoints)
    return scope


def test_builds_a_whole_scope() -> None:
    scope = parse(b"/a%20b?c=d", HOST, (b"accept", b"*/*"), state={"pool": 1})

    assert scope == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/a b",
        "raw_path": b"/a%20b",
        "query_string": b"c=d",
        "root_path": "",
        "headers": [HOST, (b"accept", b"*/*")],
        "client": ("192.0.2.7", 5),
        "server": ("192.0.2.1", 80),
        "state": {"pool": 1},
        "extensions": {"x": {}},
    }


def test_every_request_has_a_state_of_its_own() -> None:
    state: dict[str, Any] = {}

    parse(b"/", HOST, state=state)["state"]["user"] = 1

    assert state == {}


@pytest.mark.parametrize("version", ["0.9", "1.2", "2.0"])
def test_refuses_other_versions(version: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(b"/", HOST, version=version)

    assert caught.value.status == 505


@pytest.mark.parametrize("headers", [[], [(b"host", b"a/b")], [HOST, HOST]], ids=["none", "invalid", "two"])
def test_refuses_a_request_without_one_valid_host(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(b"/", *headers)

    assert caught.value.status == 400


def test_http_1_0_needs_no_host() -> None:
    assert parse(b"/", version="1.0")["headers"] == []


def test_the_authority_of_the_target_replaces_host() -> None:
    scope = parse(b"http://good.example/x", (b"accept", b"*/*"), (b"host", b"evil.example"))

    assert scope["headers"] == [(b"host", b"good.example"), (b"accept", b"*/*")]
    assert scope["path"] == "/x"


@pytest.mark.parametrize(
    ("target", "path", "raw_path"),
    [
        (b"/x%20y", "/api/x y", b"/api/x%20y"),
        (b"/api/x", "/api/x", b"/api/x"),
        (b"/api", "/api", b"/api"),
        (b"/apix", "/api/apix", b"/api/apix"),
    ],
)
def test_the_path_starts_with_the_root_path(target: bytes, path: str, raw_path: bytes) -> None:
    scope = parse(target, HOST, root_path="/api")

    assert (scope["path"], scope["raw_path"], scope["root_path"]) == (path, raw_path, "/api")
