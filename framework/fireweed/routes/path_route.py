"""What routes with a path and an endpoint have in common."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal, Self

from fireweed.exceptions import NoMatchFound
from fireweed.http.route_path import get_route_path
from fireweed.http.url import URLPath
from fireweed.routes.base import BaseRoute, is_overridden, merge_path_params
from fireweed.routes.converters import Convertor
from fireweed.routes.endpoints import get_name
from fireweed.routes.template import parse_template
from fireweed.types import Scope


class PathRoute(BaseRoute):
    """A route for scopes of the type `protocol`. Raises AssertionError for a path without a leading slash."""

    protocol: ClassVar[Literal["http", "websocket"]]
    requires_leading_slash: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], name: str | None) -> None:
        if self.requires_leading_slash and not path.startswith("/"):
            raise AssertionError("Routed paths must start with '/'")
        self.endpoint = endpoint
        self.name = get_name(endpoint) if name is None else name
        self._set_path(path)

    def below(self, prefix: str) -> Self:
        route = copy.copy(self)
        route.original_route = self.original_route or self
        route._set_path(prefix + self.path)
        return route

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        if name != self.name or path_params.keys() != self.param_convertors.keys():
            raise NoMatchFound(name, path_params)
        return URLPath(path=self.template.build(path_params), protocol=self.protocol)

    def find_only_name(self) -> str | None:
        return None if is_overridden(self, "url_path_for", PathRoute) else self.name

    def _set_path(self, path: str) -> None:
        self.path = path
        self.template = parse_template(path)

    @property
    def path_format(self) -> str:
        """The path without convertors."""
        return self.template.format

    @property
    def param_convertors(self) -> Mapping[str, Convertor[Any]]:
        """What converts each parameter of the path."""
        return self.template.convertors

    @property
    def path_regex(self) -> re.Pattern[str]:
        """Matches a whole path and captures its parameters."""
        return self.template.regex

    def _find_child_scope(self, scope: Scope) -> Scope | None:
        params = self.template.match(get_route_path(scope)) if scope["type"] == self.protocol else None
        if params is None:
            return None
        return {"endpoint": self.endpoint, "path_params": merge_path_params(scope, params)}
