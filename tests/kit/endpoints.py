"""Small applications of one path operation, and a client for them."""

from collections.abc import Callable
from typing import Any

from fireweed import Fireweed
from fireweed.testclient import TestClient

JSON = {"content-type": "application/json"}


def serve(endpoint: Callable[..., Any], path: str = "/", *, method: str = "GET", **options: Any) -> TestClient:
    """A client for an application with this endpoint alone; `options` are those of the path operation."""
    app = Fireweed()
    app.add_api_route(path, endpoint, methods=[method], **options)
    return TestClient(app)


def answering_errors(app: Fireweed) -> TestClient:
    """A client that gets a 500 for what an application does not handle, instead of the exception."""
    return TestClient(app, raise_server_exceptions=False)


def details(response: Any) -> Any:
    """The errors of a 422."""
    assert response.status_code == 422, f"{response.status_code} {response.text}"
    return response.json()["detail"]


def locations(response: Any) -> list[tuple[str, list[str | int]]]:
    """Type and place of each error of a 422."""
    return [(error["type"], error["loc"]) for error in details(response)]


def missing(*location: str | int, input: Any = None) -> dict[str, Any]:
    """The error for a value that was not given."""
    return {"type": "missing", "loc": list(location), "msg": "Field required", "input": input}
