"""httpx: an endpoint asks another application, which is a process of its own, and relays what it hears."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]


def serve_relay(serve: Serve) -> httpx2.Client:
    return serve("relay", UPSTREAM=str(serve("prices").base_url))


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [("oar", 200, {"relayed": {"name": "oar", "price": 3}}), ("mast", 404, {"detail": "There is no mast"})],
    ids=["answer", "refusal"],
)
def test_answers_are_relayed(serve: Serve, name: str, status: int, body: object) -> None:
    answer = serve_relay(serve).get(f"/prices/{name}")

    assert (answer.status_code, answer.json()) == (status, body)


def test_bodies_and_headers_are_relayed(serve: Serve) -> None:
    answer = serve_relay(serve).post("/all/echo?times=2", content="ahoy", headers={"x-name": "Ann"})

    assert (answer.json(), answer.headers["x-name"]) == ("ahoyahoy", "Ann")


def test_streams_are_relayed(serve: Serve) -> None:
    answer = serve_relay(serve).get("/all/lines?count=10000")

    assert answer.text == "".join(f"{number}\n" for number in range(10_000))


def test_nobody_to_ask_is_told(serve: Serve) -> None:
    answer = serve("relay", UPSTREAM="http://127.0.0.1:1").get("/prices/oar")

    assert (answer.status_code, answer.json()) == (502, {"detail": "The other application does not answer"})
