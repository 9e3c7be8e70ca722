"""Forms sent to a single path operation."""

from collections.abc import Callable, Mapping
from typing import Any

from kit import multipart
from kit.endpoints import serve

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": multipart.CONTENT_TYPE}


def post(
    endpoint: Callable[..., Any],
    body: str | bytes = b"",
    headers: Mapping[str, str] = URLENCODED,
    **options: Any,
) -> Any:
    """The answer of an endpoint to a body; `options` are those of the path operation."""
    return serve(endpoint, method="POST", **options).post("/", content=body, headers=dict(headers))


def post_parts(endpoint: Callable[..., Any], *parts: bytes, **options: Any) -> Any:
    """The answer of an endpoint to a multipart form."""
    return post(endpoint, multipart.form(*parts), MULTIPART, **options)
