"""nginx in front: connections kept, fields believed, WebSockets, uploads and streams with and without its buffers."""

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.sync.client import connect

from interop.curl import curl
from interop.nginx import passing_on, proxying
from interop.serving import Site, serving
from kit.server_process import HANG_LIMIT

UNBUFFERED = ("proxy_request_buffering off", "proxy_buffering off")


@pytest.fixture(scope="module", params=["port", "unix-socket"])
def upstream(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("upstream")
    if request.param == "port":
        with serving("raw:app", folder=folder) as site:
            yield site.address
    else:
        path = folder / "app.sock"
        with serving("raw:app", "--uds", str(path), folder=folder):
            yield f"unix:{path}"


@pytest.fixture(scope="module", params=[(), UNBUFFERED], ids=["buffered", "unbuffered"])
def proxy(request: pytest.FixtureRequest, upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with proxying(upstream, tmp_path_factory.mktemp("nginx"), *request.param) as site:
        yield site


def test_the_fields_of_the_proxy_are_believed(proxy: Site) -> None:
    described = httpx2.get(proxy.url, headers={"x-forwarded-for": "10.9.8.7"}).json()

    assert described["scheme"] == "https"
    assert described["client"][0] == "10.9.8.7"
    assert described["headers"]["host"] == f"127.0.0.1:{proxy.port}"


def test_uploads_arrive(proxy: Site, big_file: Path) -> None:
    sha256 = hashlib.sha256(big_file.read_bytes()).hexdigest()

    with_length = httpx2.post(f"{proxy.url}/upload", content=big_file.read_bytes())
    in_chunks = httpx2.post(f"{proxy.url}/upload", content=iter([big_file.read_bytes()]))
    when_told = curl("--header", "Expect: 100-continue", "--upload-file", big_file, f"{proxy.url}/upload")

    size = big_file.stat().st_size
    assert with_length.json() == in_chunks.json() == when_told.json() == {"size": size, "sha256": sha256}


def test_refusals_of_uploads_arrive(proxy: Site, big_file: Path) -> None:
    with httpx2.Client(base_url=proxy.url) as client:
        statuses = [client.post("/refuse", content=big_file.read_bytes()).status_code for _ in range(5)]

    assert statuses == [403] * 5


def test_streams_arrive(proxy: Site) -> None:
    body = httpx2.get(f"{proxy.url}/pieces").content

    assert (len(body), body[:1], body[-1:]) == (256 * 65536, b"\x00", b"\xff")


def test_websockets_pass_through(proxy: Site) -> None:
    with connect(f"{proxy.websocket_url}/", max_size=None) as websocket:
        websocket.send("ä" * 3_000_000)

        assert websocket.recv() == "ä" * 3_000_000
        assert websocket.ping().wait(HANG_LIMIT)


def test_heads_come_without_bodies(proxy: Site) -> None:
    with httpx2.Client(base_url=proxy.url) as client:
        answers = [client.request(method, "/") for method in ("HEAD", "GET", "HEAD")]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert [bool(answer.content) for answer in answers] == [False, True, False]


def test_events_arrive_as_they_are_sent(upstream: str, tmp_path: Path) -> None:
    with (
        proxying(upstream, tmp_path, "proxy_buffering off") as proxy,
        httpx2.Client(base_url=proxy.url) as client,
        client.stream("GET", "/events") as response,
    ):
        lines = response.iter_lines()
        events = [next(lines) for _ in range(5)]

    assert events == ["data: 0", "", "data: 1", "", "data: 2"]


def test_connections_to_the_server_are_kept(tmp_path: Path) -> None:
    with serving("raw:app", "--no-proxy-headers", folder=tmp_path) as site, proxying(site.address, tmp_path) as proxy:
        # Each from a new connection to the proxy.
        clients = [httpx2.get(proxy.url).json()["client"] for _ in range(5)]

    assert clients == clients[:1] * 5


def test_what_clients_write_themselves_is_not_believed(tmp_path: Path) -> None:
    with serving("raw:app", folder=tmp_path) as site, proxying(site.address, tmp_path) as proxy:
        described = httpx2.get(proxy.url, headers={"x-forwarded-proto": "ftp"}).json()

    assert described["scheme"] == "https"


def test_the_proxy_protocol_tells_the_client(tmp_path: Path) -> None:
    with (
        serving("raw:app", "--proxy-protocol", folder=tmp_path) as site,
        passing_on(site.address, tmp_path) as balancer,
        socket.create_connection(("127.0.0.1", balancer.port), HANG_LIMIT) as connection,
    ):
        own = connection.getsockname()
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert json.loads(answer.partition(b"\r\n\r\n")[2])["client"] == [*own]
