"""Sessions of SQLAlchemy as dependencies: a synchronous one in threads, and an asynchronous one."""

import socket
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]

ANN = {"owner": "ann", "balance": "10.50"}


def read_journal(client: httpx2.Client) -> list[str]:
    """What became of the sessions, once the last one is closed and its connection has been given back."""
    seen: dict[str, Any] = {}

    def is_closed() -> bool:
        seen.update(client.get("/sessions").json())
        return bool(seen["journal"][-1] == "closed" and not seen["connections in use"])

    wait_for(is_closed)
    journal: list[str] = seen["journal"]
    return journal


def open_accounts(client: httpx2.Client) -> int:
    """Open those of ann and bo, and give the length of the journal so far."""
    for account in (ANN, {"owner": "bo"}):
        assert client.post("/accounts", json=account).status_code == 201
    return len(read_journal(client))


def test_session_commits_and_refreshes(serve: Serve) -> None:
    client = serve("database_session")

    opened = client.post("/accounts", json=ANN)

    assert (opened.status_code, opened.json()) == (201, {"id": 1, **ANN})
    assert client.get("/accounts").json() == [opened.json()]
    assert client.get("/accounts/1").json() == opened.json()


def test_session_closes_after_the_response_and_its_tasks(serve: Serve) -> None:
    client = serve("database_session")

    client.post("/accounts", json=ANN)

    assert read_journal(client) == ["opened", "committed", "welcomed ann", "closed"]


def test_session_is_open_while_the_response_streams(serve: Serve) -> None:
    client = serve("database_session")
    before = open_accounts(client)

    statement = client.get("/statement", params={"lines": 2})

    assert statement.text == "0: ann 10.50, bo 0.00\n1: ann 10.50, bo 0.00\n"
    assert read_journal(client)[before:] == ["opened", "streamed", "closed"]


def test_session_is_shared_by_the_dependencies_of_a_request(serve: Serve) -> None:
    client = serve("database_session")
    before = open_accounts(client)

    answer = client.delete("/accounts/2")

    assert (answer.status_code, answer.content) == (204, b"")
    assert read_journal(client)[before:] == ["opened", "committed", "closed"]


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/transfers", {"payer": 1, "payee": 2, "amount": 40}, 500, "ValueError"),
        ("/transfers", {"payer": 1, "payee": 9, "amount": 4}, 404, "HTTPException"),
        ("/transfers", {"payer": "x", "payee": 2, "amount": 4}, 422, "RequestValidationError"),
        ("/accounts", ANN, 409, "HTTPException"),
    ],
    ids=["unhandled", "not-found", "refused", "integrity"],
)
def test_session_is_rolled_back_and_closed_on_error(
    serve: Serve, path: str, body: dict[str, Any], status: int, error: str
) -> None:
    client = serve("database_session")
    before = open_accounts(client)

    answer = client.post(path, json=body)

    assert answer.status_code == status
    assert read_journal(client)[before:] == ["opened", "rolled back", f"saw {error}", "closed"]
    assert [account["balance"] for account in client.get("/accounts").json()] == ["10.50", "0.00"]


def test_session_closes_when_the_client_hangs_up(serve: Serve) -> None:
    client = serve("database_session")
    before = open_accounts(client)

    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        connection.sendall(b"GET /statement?lines=100000000 HTTP/1.1\r\nhost: bank.example\r\n\r\n")
        assert connection.recv(1024).startswith(b"HTTP/1.1 200 OK\r\n")

    journal = read_journal(client)[before:]
    assert (journal[0], journal[-1]) == ("opened", "closed")
    assert "streamed" not in journal


def test_sessions_take_turns_at_the_only_connection(serve: Serve) -> None:
    client = serve("database_session")
    before = open_accounts(client)

    with ThreadPoolExecutor(10) as threads:
        bodies = list(threads.map(lambda _: client.get("/accounts/1").json(), range(20)))

    assert bodies == [{"id": 1, **ANN}] * 20
    assert Counter(read_journal(client)[before:]) == {"opened": 20, "closed": 20}


@pytest.fixture
def books(serve: Serve) -> httpx2.Client:
    client = serve("async_database")
    for title, author, year in [("Emma", "Austen", 1815), ("Ulysses", "Joyce", 1922), ("Persuasion", "Austen", 1817)]:
        added = client.post("/books", json={"title": title, "author": author, "year": year, "subtitle": "A novel"})
        assert added.status_code == 201
    return client


@pytest.mark.parametrize(
    ("query", "titles", "total"),
    [
        ("", ["Emma", "Ulysses", "Persuasion"], "3"),
        ("author=Austen", ["Emma", "Persuasion"], "2"),
        ("since=1816&order_by=year", ["Persuasion", "Ulysses"], "2"),
        ("contains=SS", ["Ulysses"], "1"),
        ("author=Austen&since=1816&lent=no", ["Persuasion"], "1"),
        ("lent=true", [], "0"),
        ("order_by=title&offset=1&limit=1", ["Persuasion"], "3"),
    ],
    ids=["all", "author", "ordered", "text", "several", "none", "page"],
)
def test_async_session_lists_with_filters(books: httpx2.Client, query: str, titles: list[str], total: str) -> None:
    answer = books.get(f"/books?{query}")

    assert [book["title"] for book in answer.json()] == titles
    assert answer.headers["x-total-count"] == total


def test_async_session_refuses_wrong_filters(books: httpx2.Client) -> None:
    answer = books.get("/books?limit=0&offset=-1&order_by=pages&page=2")

    assert answer.status_code == 422
    assert [(error["type"], error["loc"]) for error in answer.json()["detail"]] == [
        ("literal_error", ["query", "order_by"]),
        ("greater_than_equal", ["query", "offset"]),
        ("greater_than", ["query", "limit"]),
        ("extra_forbidden", ["query", "page"]),
    ]


def test_async_session_reads_one(books: httpx2.Client) -> None:
    found, missed = books.get("/books/2"), books.get("/books/4")

    assert found.json() == {
        "id": 2,
        "title": "Ulysses",
        "author": "Joyce",
        "year": 1922,
        "subtitle": "A novel",
        "lent": False,
    }
    assert (missed.status_code, missed.json()) == (404, {"detail": "Book 4 not found"})


@pytest.mark.parametrize(
    "patch", [{"lent": True}, {"subtitle": None}, {"year": 1816, "title": "Emma Woodhouse"}, {}], ids=repr
)
def test_async_session_changes_only_what_is_sent(books: httpx2.Client, patch: dict[str, Any]) -> None:
    before = books.get("/books/1").json()

    changed = books.patch("/books/1", json=patch)

    assert (changed.status_code, changed.json()) == (200, before | patch)
    assert books.get("/books/1").json() == before | patch


def test_async_session_changes_nothing_that_is_refused(books: httpx2.Client) -> None:
    before = books.get("/books/1").json()

    refused = books.patch("/books/1", json={"title": "Clueless", "year": 3})

    assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "year"])
    assert books.get("/books/1").json() == before


def test_async_session_deletes(books: httpx2.Client) -> None:
    deleted = books.delete("/books/1")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert books.get("/books/1").status_code == 404
