from collections.abc import Mapping
from typing import Any, TypedDict

import pytest

from fireweed.connection import HTTPConnection
from fireweed.http.address import Address
from fireweed.http.url import URLPath
from fireweed.types import Scope
from kit.asgi import http_scope, websocket_scope


class FakeRouter:
    """Has one route, called "item"."""

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        assert name == "item"
        return URLPath(f"/items/{path_params['name']}", protocol="http")


def bare_scope(**more: Any) -> Scope:
    """The least that a server may send."""
    return {"type": "http", "method": "GET", "path": "/", "headers": [], **more}


@pytest.mark.parametrize("scope", [http_scope(), websocket_scope()], ids=["http", "websocket"])
def test_is_a_mapping_over_its_scope(scope: Scope) -> None:
    connection: HTTPConnection = HTTPConnection(scope)

    assert isinstance(connection, Mapping)
    assert dict(connection) == scope
    assert len(connection) == len(scope)
    assert connection["path"] == "/"
    assert connection.get("absent") is None


def test_equals_only_itself() -> None:
    scope = http_scope()
    connection, other = HTTPConnection(scope), HTTPConnection(scope)

    assert connection != other
    assert len({connection, other, connection}) == 2


def test_rejects_another_scope() -> None:
    with pytest.raises(ValueError, match="HTTPConnection needs a scope of type 'http' or 'websocket', not 'lifespan'"):
        HTTPConnection({"type": "lifespan"})


def test_a_bare_scope_is_enough() -> None:
    connection: HTTPConnection = HTTPConnection(bare_scope())

    assert connection.url == "/"
    assert connection.base_url == "/"
    assert connection.client is None
    assert dict(connection.headers) == {}
    assert dict(connection.query_params) == {}
    assert connection.path_params == {}
    assert connection.cookies == {}
    assert list(connection.state) == []


def test_gives_typed_views() -> None:
    scope = http_scope("GET", "/items/1", query="q=a&q=b", headers={"Host": "example.org", "X-Name": "x"})
    scope["path_params"] = {"item": 1}
    scope["app"] = app = object()
    connection: HTTPConnection = HTTPConnection(scope)

    assert connection.app is app
    assert connection.url == "http://example.org/items/1?q=a&q=b"
    assert connection.headers["x-name"] == "x"
    assert connection.query_params.getlist("q") == ["a", "b"]
    assert connection.path_params == {"item": 1}
    assert connection.client == Address("127.0.0.1", 50000)


@pytest.mark.parametrize("name", ["url", "base_url", "headers", "query_params", "cookies", "state"])
def test_keeps_what_it_worked_out(name: str) -> None:
    connection: HTTPConnection = HTTPConnection(http_scope())

    assert getattr(connection, name) is getattr(connection, name)


def test_a_client_may_be_a_list() -> None:
    assert HTTPConnection(bare_scope(client=["::1", 5])).client == ("::1", 5)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, "http://h/"),
        ({"root_path": "/api"}, "http://h/api/"),
        ({"root_path": "/api/"}, "http://h/api/"),
        ({"root_path": "/api/mounted", "app_root_path": "/api"}, "http://h/api/"),
        ({"scheme": "wss"}, "wss://h/"),
    ],
    ids=repr,
)
def test_base_url_is_where_the_application_is_mounted(keys: dict[str, str], expected: str) -> None:
    scope = bare_scope(path="/api/mounted/x", query_string=b"q=1", headers=[(b"host", b"h")], **keys)

    assert HTTPConnection(scope).base_url == expected


def test_merges_cookie_headers() -> None:
    headers = [("cookie", "a=1; b=2"), ("accept", "*/*"), ("cookie", "b=3")]

    assert HTTPConnection(http_scope(headers=headers)).cookies == {"a": "1", "b": "3"}


@pytest.mark.parametrize("query", [b"", None], ids=repr)
def test_a_query_may_be_empty_or_none(query: bytes | None) -> None:
    assert dict(HTTPConnection(bare_scope(query_string=query)).query_params) == {}


@pytest.mark.parametrize("name", ["session", "auth", "user"])
def test_gives_what_a_middleware_put_in_the_scope(name: str) -> None:
    value = object()

    assert getattr(HTTPConnection(bare_scope(**{name: value})), name) is value


@pytest.mark.parametrize(
    ("name", "middleware"),
    [("session", "SessionMiddleware"), ("auth", "AuthenticationMiddleware"), ("user", "AuthenticationMiddleware")],
)
def test_names_the_middleware_that_is_missing(name: str, middleware: str) -> None:
    connection: HTTPConnection = HTTPConnection(bare_scope())

    with pytest.raises(AssertionError, match=f"^{middleware} must be installed to access request.{name}$"):
        getattr(connection, name)


def test_state_is_that_of_the_scope() -> None:
    scope = bare_scope(state={"from_lifespan": 1})

    HTTPConnection(scope).state.added = 2

    assert scope["state"] == {"from_lifespan": 1, "added": 2}
    assert HTTPConnection(scope).state.added == 2


def test_state_is_kept_where_the_server_gave_none() -> None:
    scope = bare_scope()

    HTTPConnection(scope).state.added = 2

    assert HTTPConnection(scope).state["added"] == 2


def test_state_can_be_typed() -> None:
    class Kept(TypedDict):
        count: int

    connection = HTTPConnection[Kept](bare_scope(state={"count": 1}))

    assert connection.state["count"] == 1


@pytest.mark.parametrize("key", ["router", "app"])
def test_makes_the_url_of_a_route(key: str) -> None:
    scope = bare_scope(headers=[(b"host", b"h")], root_path="/api", scheme="https", **{key: FakeRouter()})

    assert HTTPConnection(scope).url_for("item", name="x") == "https://h/api/items/x"


def test_makes_no_url_without_routes() -> None:
    with pytest.raises(RuntimeError, match="`url_for` needs routes"):
        HTTPConnection(bare_scope()).url_for("item")


def test_takes_attributes_of_programs() -> None:
    connection: Any = HTTPConnection(bare_scope())

    connection.started = 5

    assert connection.started == 5
