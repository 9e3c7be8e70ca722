"""Answers kept in a real Redis, and slowapi's limits counted there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import redis

from kit.backing_services import serving_redis

Serve = Callable[..., httpx2.Client]


@pytest.fixture
def store() -> Iterator[Path]:
    with serving_redis() as path:
        yield path


@pytest.fixture
def client(store: Path, serve: Serve) -> httpx2.Client:
    return serve_catalogue(serve, store)


def serve_catalogue(serve: Serve, store: Path) -> httpx2.Client:
    return serve("catalogue", REDIS_URL=f"unix://{store}", LIMITS_URL=f"redis+unix://{store}")


def test_cache_misses_and_then_hits(client: httpx2.Client) -> None:
    answers = [client.get("/prices/oar") for _ in range(3)]

    assert [answer.headers["x-cache"] for answer in answers] == ["miss", "hit", "hit"]
    assert [answer.json() for answer in answers] == [{"name": "oar", "price": 30}] * 3
    assert client.get("/computed").json() == {"oar": 1}


def test_cache_tells_queries_apart(client: httpx2.Client) -> None:
    answers = [client.get("/prices/oar", params={"amount": amount}) for amount in (1, 2, 2)]

    assert [(answer.headers["x-cache"], answer.json()["price"]) for answer in answers] == [
        ("miss", 30),
        ("miss", 60),
        ("hit", 60),
    ]


def test_cache_is_in_redis_for_its_time(client: httpx2.Client, store: Path) -> None:
    client.get("/prices/oar")

    with redis.Redis(unix_socket_path=str(store), decode_responses=True) as server:
        assert server.get("cache:/prices/oar?") == '{"name": "oar", "price": 30}'
        assert 0 < server.ttl("cache:/prices/oar?") <= 60


def test_cache_misses_what_has_expired(client: httpx2.Client, store: Path) -> None:
    client.get("/prices/oar")

    with redis.Redis(unix_socket_path=str(store)) as server:
        server.pexpire("cache:/prices/oar?", 0)

    assert client.get("/prices/oar").headers["x-cache"] == "miss"


def test_cache_is_shared_by_servers(client: httpx2.Client, store: Path, serve: Serve) -> None:
    client.get("/prices/oar")

    other = serve_catalogue(serve, store)

    assert other.get("/prices/oar").headers["x-cache"] == "hit"
    assert other.get("/computed").json() == {}


def test_cache_is_passed_over_on_request(client: httpx2.Client) -> None:
    client.get("/prices/oar")

    assert client.get("/prices/oar", headers={"cache-control": "no-cache"}).headers["x-cache"] == "miss"


def test_cache_forgets_what_has_changed(client: httpx2.Client) -> None:
    for amount in (1, 2):
        client.get("/prices/oar", params={"amount": amount})

    forgotten = client.put("/prices/oar", params={"price": 31})
    fresh = client.get("/prices/oar")

    assert forgotten.json() == 2
    assert (fresh.headers["x-cache"], fresh.json()["price"]) == ("miss", 31)


def test_cache_keeps_no_errors(client: httpx2.Client) -> None:
    answers = [client.get("/prices/rudder") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[1].json() == {"detail": "There is no rudder"}


def test_limit_answers_429_beyond_it(client: httpx2.Client) -> None:
    answers = [client.get("/search", params={"q": "oa"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[0].json() == ["oar"]
    assert answers[3].json() == {"error": "Rate limit exceeded: 3 per 1 minute"}
    assert 0 < int(answers[3].headers["retry-after"]) <= 60


def test_limit_counts_callers_apart(client: httpx2.Client) -> None:
    callers = ["ann", "ann", "bo", ""]

    answers = [client.post("/orders", params={"name": "oar"}, headers={"x-api-key": caller}) for caller in callers]

    assert [answer.status_code for answer in answers] == [201, 429, 201, 201]
    assert answers[1].json() == {"error": "Rate limit exceeded: one order a minute"}


def test_limit_of_the_middleware_holds_where_no_other_does(client: httpx2.Client) -> None:
    limited, exempt = client.get("/prices/oar"), client.get("/computed")

    assert (limited.headers["x-ratelimit-limit"], limited.headers["x-ratelimit-remaining"]) == ("100", "99")
    assert "x-ratelimit-limit" not in exempt.headers


def test_limit_of_the_middleware_answers_429(client: httpx2.Client) -> None:
    statuses = [client.get("/prices/oar").status_code for _ in range(101)]

    assert statuses == [200] * 100 + [429]


def test_limit_is_shared_by_servers(client: httpx2.Client, store: Path, serve: Serve) -> None:
    client.post("/orders", params={"name": "oar"})

    assert serve_catalogue(serve, store).post("/orders", params={"name": "oar"}).status_code == 429
