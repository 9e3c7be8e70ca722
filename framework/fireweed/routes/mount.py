"""An ASGI application, or more routes, below a path."""

import copy
import re
from collections.abc import Iterable, Reversible
from typing import Any, Literal, Self

from fireweed.body_limit import limit_body
from fireweed.http.route_path import get_route_path
from fireweed.http.url import URLPath
from fireweed.routes.base import BaseRoute, Match, RouteIndex, is_overridden, merge_path_params
from fireweed.routes.container import Container
from fireweed.routes.dispatcher import Dispatcher
from fireweed.routes.template import parse_template
from fireweed.routes.wrapping import MiddlewareRecord, wrap_app
from fireweed.types import ASGIApp, Scope


class Mount(Container):
    """Everything below `path` goes to `app`, or to `routes`; "" and "/" mount at the root.

    The scope keeps its `path`; `root_path` grows by what matched here, `app_root_path` remembers what it was before the
    first mount. `name` comes before a colon in the names of what is inside (`url_path_for("name:route")`).
    Raises AssertionError for a path without a leading slash, or if there is neither `app` nor `routes`.
    """

    def __init__(
        self,
        path: str,
        app: ASGIApp | None = None,
        routes: Iterable[BaseRoute] | None = None,
        name: str | None = None,
        *,
        middleware: Reversible[MiddlewareRecord] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        if path and not path.startswith("/"):
            raise AssertionError("Routed paths must start with '/'")
        if app is None and routes is None:
            raise AssertionError("Either 'app=...', or 'routes=' must be specified")
        if app is not None and not callable(app):
            raise TypeError(f"What is mounted at {path!r} is an ASGI application, not {app!r}.")
        super().__init__(Dispatcher(routes) if app is None else app, name)
        self.max_body_size = max_body_size
        self.app = limit_body(wrap_app(self.inner_app, middleware), max_body_size)
        self._set_path(path.rstrip("/"))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        params = self.template.match(get_route_path(scope)) if scope["type"] in {"http", "websocket"} else None
        return (Match.NONE, {}) if params is None else (Match.FULL, self._child_scope(scope, params))

    def below(self, prefix: str) -> Self:
        mount = copy.copy(self)
        mount.original_route = self.original_route or self
        mount._set_path(prefix + self.path)
        return mount

    def index(self) -> RouteIndex | None:
        if is_overridden(self, "matches", Mount):
            return None
        return RouteIndex(self.template, ("http", "websocket"), None, self._enter)

    @property
    def path_regex(self) -> re.Pattern[str]:
        """Matches a whole path below the mount and captures its parameters."""
        return self.template.regex

    def describe_place(self) -> str:
        return self.path

    def _set_path(self, path: str) -> None:
        self.path = path
        self._prefix = parse_template(path)
        self.template = parse_template(f"{path}/{{path:path}}")
        self.path_format = self.template.format
        self.param_convertors = self.template.convertors

    def _enter(self, scope: Scope, params: dict[str, Any]) -> ASGIApp:
        return self.enter(scope, self._child_scope(scope, params))

    def _child_scope(self, scope: Scope, params: dict[str, Any]) -> Scope:
        root_path: str = scope.get("root_path", "")
        route_path = get_route_path(scope)
        matched_path = route_path[: len(route_path) - len(params.pop("path")) - 1]
        child_scope: Scope = {
            "path_params": merge_path_params(scope, params),
            "app_root_path": scope.get("app_root_path", root_path),
            "root_path": root_path.rstrip("/") + matched_path,
            "endpoint": self.app,
        }
        # A proxy has taken the root path away: put it back, or nothing would lie below the new root path.
        full_path = root_path.rstrip("/") + route_path
        if full_path != scope["path"]:
            child_scope["path"] = full_path
        return self._merge_state(scope, child_scope)

    def _build_url_path(
        self, own_params: dict[str, Any], path: str, protocol: Literal["http", "websocket", ""] = ""
    ) -> URLPath:
        return URLPath(path=f"{self._prefix.build(own_params)}/{path.lstrip('/')}", protocol=protocol)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mount):
            return NotImplemented
        return (self.path, self.app, self.name) == (other.path, other.app, other.name)

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r}, app={self.app!r})"
