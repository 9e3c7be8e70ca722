"""An ASGI application for certain hosts."""

import re
from typing import Any, Literal

from fireweed.http.host import parse_host
from fireweed.http.url import URLPath
from fireweed.routes.base import Match, merge_path_params
from fireweed.routes.container import Container
from fireweed.routes.mount import Mount
from fireweed.routes.template import parse_template
from fireweed.types import ASGIApp, Scope


class Host(Container):
    """Every path goes to `app` if the `host` header, in lower case and without its port, fits `host`.

    `host` may have parameters (`{tenant}.example.org`). A request without exactly one valid `host` header does not
    match (RFC 9112 §3.2). `name` comes before a colon in the names of what is inside. Raises AssertionError for a host
    with a leading slash.
    """

    def __init__(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        if host.startswith("/"):
            raise AssertionError("Host must not start with '/'")
        super().__init__(app, name)
        self.template = self._prefix = parse_template(host, flags=re.IGNORECASE)
        self.host = host
        self.app = app
        self.host_regex = self.template.regex
        self.host_format = self.template.format
        self.param_convertors = self.template.convertors

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        host = _find_host(scope) if scope["type"] in {"http", "websocket"} else None
        params = None if host is None else self.template.match(host)
        if params is None:
            return Match.NONE, {}
        child_scope = {"path_params": merge_path_params(scope, params), "endpoint": self.app}
        return Match.FULL, self._merge_state(scope, child_scope)

    def below(self, prefix: str) -> "Host":
        host = Host(self.host, app=Mount(prefix, app=self.app), name=self.name)
        host.original_route = self.original_route or self
        return host

    def describe_place(self) -> str:
        return f"host {self.host}"

    def _build_url_path(
        self, own_params: dict[str, Any], path: str, protocol: Literal["http", "websocket", ""] = ""
    ) -> URLPath:
        return URLPath(path=path, protocol=protocol, host=self._prefix.build(own_params))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Host):
            return NotImplemented
        return (self.host, self.app) == (other.host, other.app)

    def __hash__(self) -> int:
        return hash(self.host)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self.host!r}, name={self.name!r}, app={self.app!r})"


def _find_host(scope: Scope) -> str | None:
    values = [value for name, value in scope.get("headers") or () if name == b"host"]
    if len(values) != 1:
        return None
    try:
        return parse_host(values[0].decode("latin-1")).host.lower()
    except ValueError:
        return None
