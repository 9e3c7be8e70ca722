"""What mounts and hosts have in common: an application behind them, and its names behind theirs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from fireweed.body_limit import find_body_limit
from fireweed.exceptions import NoMatchFound
from fireweed.http.url import URLPath
from fireweed.routes.base import BaseRoute
from fireweed.routes.limited import copy_limited
from fireweed.routes.template import PathTemplate
from fireweed.types import ASGIApp, Receive, Scope, Send


class Container(BaseRoute):
    """A route to `app`, which is `inner_app` inside of middleware and limits, if any.

    `state` is what the requests behind it find in their state besides that of the server. `_prefix` has the parameters
    that URLs need for it.
    """

    app: ASGIApp
    inner_app: ASGIApp
    max_body_size: int | None = None
    state: Mapping[str, Any] | None = None
    _prefix: PathTemplate

    def __init__(self, inner_app: ASGIApp, name: str | None) -> None:
        self.name = name or ""
        self.inner_app = inner_app

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application; empty if it has none."""
        routes: list[BaseRoute] = getattr(self.inner_app, "routes", [])
        return routes

    def limited(self, max_body_size: int | None) -> "Container":
        return copy_limited(self, max_body_size)

    def describe_place(self) -> str:
        """Return where the application is, for error messages."""
        raise NotImplementedError

    @contextmanager
    def publishing(self, state: Mapping[str, Any]) -> Iterator[None]:
        """Add `state` to that of requests; of equal keys, the inner application's counts."""
        before, self.state = self.state, state
        try:
            yield
        finally:
            self.state = before

    def freeze(self) -> None:
        """Freeze the application, if it can be."""
        freeze = getattr(self.inner_app, "freeze", None)
        if freeze is not None:
            freeze()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def find_body_limit(self, scope: Scope) -> int | None:
        """See `fireweed.body_limit`."""
        inside = find_body_limit(self.inner_app, scope)
        return self.max_body_size if inside is None else inside

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the path of what is inside: under "own:inner", or without name under "inner".

        The own name alone takes the path inside as the parameter `path`.
        """
        own_params = {key: value for key, value in path_params.items() if key in self._prefix.convertors}
        inner_params = {key: value for key, value in path_params.items() if key not in own_params}
        if len(own_params) != len(self._prefix.convertors):
            raise NoMatchFound(name, path_params)
        if self.name and name == self.name and inner_params.keys() == {"path"}:
            return self._build_url_path(own_params, str(inner_params["path"]))
        inner_name = self._find_inner_name(name)
        url_path_for = getattr(self.inner_app, "url_path_for", None)
        if inner_name is None or url_path_for is None:
            raise NoMatchFound(name, path_params)
        inside: URLPath = url_path_for(inner_name, **inner_params)
        return self._build_url_path(own_params, inside, inside.protocol)

    def _find_inner_name(self, name: str) -> str | None:
        if not self.name:
            return name
        prefix, colon, inner_name = name.partition(":")
        return inner_name if colon and prefix == self.name else None

    def _merge_state(self, scope: Scope, child_scope: Scope) -> Scope:
        if self.state:
            child_scope["state"] = {**scope.get("state", {}), **self.state}
        return child_scope

    def _build_url_path(
        self, own_params: dict[str, Any], path: str, protocol: Literal["http", "websocket", ""] = ""
    ) -> URLPath:
        raise NotImplementedError
