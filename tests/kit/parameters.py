"""Endpoints with one parameter."""

from collections.abc import Sequence
from typing import Any

from kit.endpoints import serve


def answer(
    annotation: Any, default: Any = ..., *, query: str = "", headers: Sequence[tuple[str, str]] | None = None
) -> Any:
    """The response of an endpoint that answers its only parameter, `x`.

    Of the headers that clients send by themselves, there are `host` and `user-agent`, which is "t".
    """

    def endpoint(x: Any) -> Any:
        return x

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    client = serve(endpoint, response_model=None)
    client.headers.clear()
    return client.get(f"/?{query}", headers=[("user-agent", "t"), *(headers or [])])
