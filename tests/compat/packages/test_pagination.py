"""fastapi-pagination: pages of lists and tables, and what the document says of them."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("pages")


def test_pages_a_list(client: httpx2.Client) -> None:
    first = client.get("/numbers", params={"above": 89}).json()
    second = client.get("/numbers", params={"page": 2, "size": 3, "above": 89}).json()

    assert first == {"items": list(range(90, 100)), "total": 10, "page": 1, "size": 50, "pages": 1}
    assert second == {"items": [93, 94, 95], "total": 10, "page": 2, "size": 3, "pages": 4}


def test_slices_in_a_function_of_a_thread(client: httpx2.Client) -> None:
    answer = client.get("/slices", params={"limit": 2, "offset": 5})

    assert answer.json() == {"items": [5, 6], "total": 100, "limit": 2, "offset": 5}


def test_pages_a_table_of_an_included_router(client: httpx2.Client) -> None:
    answer = client.get("/v1/library/books", params={"page": 4})

    assert answer.json() == {"items": [{"id": 7, "title": "Volume 7"}], "total": 7, "page": 4, "size": 2, "pages": 4}


def test_pages_routes_that_are_declared_later(client: httpx2.Client) -> None:
    assert client.get("/late", params={"size": 1}).json()["items"] == ["one"]


def test_refuses_a_size_that_is_too_large(client: httpx2.Client) -> None:
    refused = client.get("/v1/library/books", params={"size": 4})

    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["detail"]] == [["query", "size"]]


def test_documents_the_parameters_of_pages(client: httpx2.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    def list_parameters(path: str) -> list[str]:
        return [parameter["name"] for parameter in paths[path]["get"]["parameters"]]

    assert list_parameters("/numbers") == ["above", "page", "size"]
    assert list_parameters("/slices") == ["limit", "offset"]
    assert list_parameters("/v1/library/books") == ["page", "size"]
    assert list_parameters("/late") == ["page", "size"]
