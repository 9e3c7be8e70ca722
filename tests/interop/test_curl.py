"""curl: connections kept, uploads of every kind, old and new versions of HTTP, TLS."""

import hashlib
from pathlib import Path

import pytest

from interop.curl import curl
from interop.serving import Site, serving
from kit.tls import Authority


def describe_upload(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_keeps_its_connection(raw: Site) -> None:
    done = curl("--write-out", "%{num_connects} ", "--output", "/dev/null", raw.url, "--output", "/dev/null", raw.url)

    assert done.output == "1 0 "


def test_closes_when_asked_to(raw: Site) -> None:
    done = curl("--header", "Connection: close", raw.url)

    assert "< connection: close" in done.log
    assert done.json()["headers"]["connection"] == "close"


def test_waits_for_100_before_it_uploads(raw: Site, big_file: Path) -> None:
    done = curl(
        "--expect100-timeout", "30", "--upload-file", big_file, f"{raw.url}/upload", "--header", "Expect: 100-continue"
    )

    assert "< HTTP/1.1 100 Continue" in done.log
    assert done.json() == describe_upload(big_file)


def test_does_not_upload_what_is_refused_at_once(raw: Site, big_file: Path) -> None:
    expect = ("--expect100-timeout", "30", "--header", "Expect: 100-continue")

    done = curl(*expect, "--upload-file", big_file, "--write-out", " %{http_code} %{size_upload}", f"{raw.url}/refuse")

    assert "100 Continue" not in done.log
    assert done.output == "no 403 0"


def test_uploads_in_chunks(raw: Site, big_file: Path) -> None:
    done = curl(
        "--header", "Transfer-Encoding: chunked", "--data-binary", "@-", f"{raw.url}/upload", body=big_file.read_bytes()
    )

    assert "> Transfer-Encoding: chunked" in done.log
    assert done.json() == describe_upload(big_file)


def test_is_answered_while_it_uploads(raw: Site, big_file: Path) -> None:
    done = curl("--header", "Expect:", "--upload-file", big_file, "--write-out", " %{http_code}", f"{raw.url}/refuse")

    assert done.output == "no 403"


def test_asks_for_the_head_alone(raw: Site) -> None:
    done = curl("--head", raw.url, raw.url)

    assert done.output.count("HTTP/1.1 200 OK\r\n") == 2
    assert done.output.endswith("\r\n\r\n")
    assert "Re-using existing connection" in done.log


def test_speaks_http_1_0(raw: Site) -> None:
    done = curl("--http1.0", raw.url)

    assert done.json()["http_version"] == "1.0"


def test_gets_an_endless_response_over_http_1_0(raw: Site) -> None:
    done = curl("--http1.0", "--write-out", "%{size_download}", "--output", "/dev/null", f"{raw.url}/pieces")

    assert done.output == str(256 * 65536)
    assert "transfer-encoding" not in done.log


def test_offers_http_2_and_gets_1_1(raw: Site) -> None:
    done = curl("--http2", raw.url)

    assert "> Upgrade: h2c" in done.log
    assert done.json()["http_version"] == "1.1"


@pytest.mark.parametrize("version", ["--http1.1", "--http2", "--tlsv1.3"])
def test_speaks_tls(tmp_path: Path, version: str) -> None:
    authority = Authority(tmp_path)
    identity = authority.issue("127.0.0.1")
    certificate = ("--ssl-certfile", identity.certificate, "--ssl-keyfile", identity.key)

    with serving("raw:app", *certificate, folder=tmp_path) as site:
        done = curl(version, "--cacert", authority.file, site.url, site.url)

    assert done.output.count('"scheme": "https"') == 2
    assert "SSL certificate verify ok" in done.log
    assert "Re-using existing connection" in done.log


def test_connects_to_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "app.sock"

    with serving("raw:app", "--uds", str(path), folder=tmp_path):
        done = curl("--unix-socket", path, "http://app.example/over")

    assert done.json()["headers"]["host"] == "app.example"
    assert done.json()["path"] == "/over"
