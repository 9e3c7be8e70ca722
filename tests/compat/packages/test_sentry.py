"""sentry-sdk: what arrives where reports are sent."""

import gzip
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]


class Ingest(ThreadingHTTPServer):
    """Takes envelopes, as Sentry does (https://develop.sentry.dev/sdk/foundations/envelopes/), and keeps the events."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Envelopes)
        self.received: list[dict[str, Any]] = []

    @property
    def dsn(self) -> str:
        return f"http://key@127.0.0.1:{self.server_port}/1"

    def wait_error(self) -> dict[str, Any]:
        wait_for(lambda: bool(self.errors))
        return self.errors[0]

    def wait_transaction(self) -> dict[str, Any]:
        wait_for(lambda: bool(self.transactions))
        return self.transactions[0]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [event for event in self.received if event.get("type") != "transaction"]

    @property
    def transactions(self) -> list[dict[str, Any]]:
        return [event for event in self.received if event.get("type") == "transaction"]


class _Envelopes(BaseHTTPRequestHandler):
    server: Ingest

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        lines = gzip.decompress(sent).splitlines() if self.headers["content-encoding"] == "gzip" else sent.splitlines()
        for head, payload in zip(lines[1::2], lines[2::2], strict=True):
            if json.loads(head)["type"] in ("event", "transaction"):
                self.server.received.append(json.loads(payload))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    with Ingest() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_reports_an_error_with_the_body_of_its_request(serve: Serve, ingest: Ingest) -> None:
    client = serve("sentry", SENTRY_DSN=ingest.dsn)

    failed = client.post("/shop/orders/0", json={"article": "pen", "amount": 3}, headers={"cookie": "theme=dark"})
    error = ingest.wait_error()

    assert failed.status_code == 500
    assert [value["type"] for value in error["exception"]["values"]] == ["ZeroDivisionError"]
    assert error["request"]["data"] == {"article": "pen", "amount": 3}
    assert error["request"]["cookies"] == {"theme": "dark"}
    assert error["request"]["url"] == f"{client.base_url}/shop/orders/0"


@pytest.mark.parametrize(
    ("path", "transaction"),
    [("/shop/orders/0", "/shop/orders/{number}"), ("/shop/orders/2", "/shop/orders/{number}"), ("/gone", "/gone")],
    ids=["failed", "answered", "refused"],
)
def test_calls_transactions_by_the_template_of_their_path(
    serve: Serve, ingest: Ingest, path: str, transaction: str
) -> None:
    client = serve("sentry", SENTRY_DSN=ingest.dsn)

    client.post(path, json={"article": "pen", "amount": 3}) if path != "/gone" else client.get(path)
    sent = ingest.wait_transaction()

    assert (sent["transaction"], sent["transaction_info"]) == (transaction, {"source": "route"})


def test_reports_the_form_of_a_function_in_a_thread(serve: Serve, ingest: Ingest) -> None:
    client = serve("sentry", SENTRY_DSN=ingest.dsn)

    answered = client.post("/shop/orders/2/notes", data={"text": "soon"})
    client.post("/shop/orders/0/notes", data={"text": "soon"})
    error = ingest.wait_error()

    assert answered.json() == 2
    assert error["transaction"] == "/shop/orders/{number}/notes"
    assert error["request"]["data"] == {"text": "soon"}


def test_reports_refusals_that_blame_the_server_alone(serve: Serve, ingest: Ingest) -> None:
    client = serve("sentry", SENTRY_DSN=ingest.dsn)

    answers = [client.get("/gone").status_code, client.get("/busy").status_code]
    error = ingest.wait_error()

    assert answers == [410, 503]
    assert error["transaction"] == "/busy"
    assert error["exception"]["values"][0]["mechanism"] == {"type": "starlette", "handled": True}


def test_measures_middleware(serve: Serve, ingest: Ingest) -> None:
    client = serve("sentry", SENTRY_DSN=ingest.dsn)

    answered = client.post("/shop/orders/2", json={"article": "pen", "amount": 3})
    spans = ingest.wait_transaction()["spans"]

    assert answered.headers["x-seen"] == "yes"
    names = [span["description"] for span in spans if span["op"] == "middleware.starlette"]
    assert names == ["ServerErrorMiddleware", "BaseHTTPMiddleware", "ExceptionMiddleware"]
