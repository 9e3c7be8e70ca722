"""What the application learns about a request from its scope."""

import pytest

from fireweed.testclient import TestClient
from fireweed.types import Scope
from kit.apps import keeping_scopes, with_lifespan


def get_scope(url: str = "/", base_url: str = "http://testserver") -> Scope:
    scopes: list[Scope] = []
    TestClient(keeping_scopes(scopes), base_url=base_url).get(url)
    return scopes[0]


def test_describes_a_request() -> None:
    scope = get_scope("/items?limit=1")

    del scope["headers"]
    assert scope == {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/items",
        "raw_path": b"/items",
        "root_path": "",
        "scheme": "http",
        "query_string": b"limit=1",
        "client": ("testclient", 50000),
        "server": ["testserver", 80],
        "extensions": {"http.response.debug": {}, "http.response.trailers": {}},
        "state": {},
    }


def test_decodes_the_path_and_keeps_the_raw_one() -> None:
    scope = get_scope("/a%20b/%2Fc?q=%20")

    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/a b//c", b"/a%20b/%2Fc", b"q=%20")


def test_encodes_characters_outside_ascii() -> None:
    scope = get_scope("/ü?q=ü")

    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/ü", b"/%C3%BC", b"q=%C3%BC")


@pytest.mark.parametrize(
    ("base_url", "server", "host"),
    [
        pytest.param("http://example.org", ["example.org", 80], b"example.org", id="http"),
        pytest.param("https://example.org", ["example.org", 443], b"example.org", id="https"),
        pytest.param("http://example.org:8000", ["example.org", 8000], b"example.org:8000", id="port"),
        pytest.param("http://[::1]:90", ["::1", 90], b"[::1]:90", id="ipv6"),
    ],
)
def test_names_server_and_host(base_url: str, server: list[object], host: bytes) -> None:
    scope = get_scope(base_url=base_url)

    assert scope["server"] == server
    assert dict(scope["headers"])[b"host"] == host


def test_puts_the_path_of_the_base_url_first() -> None:
    assert get_scope("/items", base_url="https://example.org/api/v1")["path"] == "/api/v1/items"


def test_takes_the_scheme_from_an_absolute_url() -> None:
    assert get_scope("https://other/")["scheme"] == "https"


def test_sends_lower_case_header_names() -> None:
    scopes: list[Scope] = []

    TestClient(keeping_scopes(scopes)).get("/", headers={"X-Mixed-Case": "1"})

    assert (b"x-mixed-case", b"1") in scopes[0]["headers"]


def test_names_itself_as_user_agent() -> None:
    assert dict(get_scope()["headers"])[b"user-agent"] == b"testclient"


def test_lets_the_user_agent_be_replaced() -> None:
    scopes: list[Scope] = []

    TestClient(keeping_scopes(scopes), headers={"User-Agent": "mine"}).get("/")

    assert [value for name, value in scopes[0]["headers"] if name == b"user-agent"] == [b"mine"]


def test_tells_root_path_and_client() -> None:
    scopes: list[Scope] = []

    TestClient(keeping_scopes(scopes), root_path="/api", client=("192.0.2.1", 1)).get("/")

    assert (scopes[0]["root_path"], scopes[0]["client"]) == ("/api", ("192.0.2.1", 1))


def test_gives_each_request_a_copy_of_the_state() -> None:
    scopes: list[Scope] = []

    with TestClient(with_lifespan(keeping_scopes(scopes), pool="pool")) as client:
        client.get("/")
        scopes[0]["state"]["mine"] = True
        client.get("/")

    assert scopes[1]["state"] == {"pool": "pool"}
