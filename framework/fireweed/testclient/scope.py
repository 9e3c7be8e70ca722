"""The ASGI scope of a request made by the test client."""

from typing import Any

from fireweed.testclient.http_library import httpx
from fireweed.types import Scope

_DEFAULT_PORTS = {"http": 80, "https": 443}


def build_http_scope(
    request: httpx.Request, *, root_path: str, client: tuple[str, int], state: dict[str, Any]
) -> Scope:
    """Describe `request` as a server would; `state` is copied, one level deep."""
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "root_path": root_path,
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": client,
        "server": [url.host, url.port or _DEFAULT_PORTS[url.scheme]],
        "extensions": {"http.response.debug": {}, "http.response.trailers": {}},
        "state": state.copy(),
    }
