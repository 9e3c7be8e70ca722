"""fastapi-cache2 and fastapi-limiter, which decorate endpoints and are dependencies of them."""

from collections.abc import Callable

import httpx2

Serve = Callable[..., httpx2.Client]


def test_answers_are_kept_by_their_arguments(serve: Serve) -> None:
    client = serve("cached")

    answers = [client.get(path) for path in ("/squares/3", "/squares/3", "/squares/3?offset=1")]

    assert [answer.json()["calculation"] for answer in answers] == [1, 1, 2]
    assert [answer.headers["x-fastapi-cache"] for answer in answers] == ["MISS", "HIT", "MISS"]


def test_an_answer_that_the_client_has_is_not_sent_again(serve: Serve) -> None:
    client = serve("cached")
    client.get("/squares/3")
    kept = client.get("/squares/3")

    again = client.get("/squares/3", headers={"if-none-match": kept.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_answers_are_forgotten(serve: Serve) -> None:
    client = serve("cached")
    client.get("/squares/3")

    forgotten = client.delete("/squares").json()

    assert (forgotten, client.get("/squares/3").json()["calculation"]) == (1, 2)


def test_the_parameters_it_adds_are_not_documented(serve: Serve) -> None:
    operation = serve("cached").get("/openapi.json").json()["paths"]["/squares/{root}"]["get"]

    assert [parameter["name"] for parameter in operation["parameters"]] == ["root", "offset"]


def test_limits_hold_for_each_operation(serve: Serve) -> None:
    client = serve("limited")

    statuses = [client.get(path).status_code for path in ("/twice", "/once", "/twice", "/once", "/twice")]

    assert statuses == [200, 200, 200, 429, 429]
