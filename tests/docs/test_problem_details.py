"""The program of docs/guides/errors.md says in its document what it answers."""

from docs.programs import load_program
from fireweed.testclient import TestClient


def test_declared_errors_are_documented_for_the_operation() -> None:
    document = load_program("docs/examples/problem_details.py").app.openapi()

    responses = document["paths"]["/books/{book_id}/loans"]["post"]["responses"]

    assert sorted(responses) == ["200", "401", "404", "409", "422"]
    assert "application/problem+json" in responses["409"]["content"]


def test_books_are_lent_until_none_is_left() -> None:
    client = TestClient(load_program("docs/examples/problem_details.py").app)

    statuses = [client.post("/books/1/loans").status_code for _ in range(3)]

    assert statuses == [200, 200, 409]
