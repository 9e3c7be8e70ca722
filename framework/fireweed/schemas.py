"""OpenAPI documents of untyped routes, written as YAML in the docstrings of their endpoints.

Typed path operations need none of this: see `fireweed.openapi`. YAML comes with the extra `schemas`.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from fireweed.exceptions import MissingExtraError
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.routes import BaseRoute, Host, Mount, Route

try:
    import yaml
except ModuleNotFoundError:
    raise MissingExtraError("SchemaGenerator", "pyyaml", "schemas") from None

_METHODS = ("get", "post", "put", "patch", "delete", "options")
_CONVERTOR = re.compile(r":\w+}")


class EndpointInfo(NamedTuple):
    """What answers a method, in lower case, at a path, whose parameters are written `{name}`."""

    path: str
    http_method: str
    func: Callable[..., Any]


class OpenAPIResponse(Response):
    """A document, written as YAML. Raises AssertionError for anything but a dictionary."""

    media_type = "application/vnd.oai.openapi"

    def render(self, content: Any) -> bytes:
        if not isinstance(content, dict):
            raise AssertionError("The schema passed to OpenAPIResponse should be a dictionary.")
        text: str = yaml.safe_dump(content, default_flow_style=False)
        return text.encode()


class BaseSchemaGenerator:
    """Finds endpoints and what their docstrings say; subclasses make a document of it in `get_schema`."""

    def get_schema(self, routes: Iterable[BaseRoute]) -> dict[str, Any]:
        """Return the document for `routes`."""
        raise NotImplementedError(f"{type(self).__name__} must define get_schema(routes)")

    def get_endpoints(self, routes: Iterable[BaseRoute]) -> list[EndpointInfo]:
        """Return all endpoints of routes that are for the document, those of mounts and hosts included."""
        return [info for route in routes for info in self._walk(route)]

    def parse_docstring(self, func_or_method: Callable[..., Any]) -> dict[str, Any]:
        """Return the YAML in a docstring, which is what follows its last `---`; empty if that is no mapping."""
        docstring = inspect.cleandoc(func_or_method.__doc__ or "")
        found = yaml.safe_load(docstring.rpartition("---")[2])
        return found if isinstance(found, dict) else {}

    def OpenAPIResponse(self, request: Request) -> Response:
        """Answer with the document of the application that got the request."""
        return OpenAPIResponse(self.get_schema(request.app.routes))

    def _walk(self, route: BaseRoute) -> Iterator[EndpointInfo]:
        if isinstance(route, Mount | Host):
            prefix = _remove_convertors(route.path) if isinstance(route, Mount) else ""
            for info in self.get_endpoints(route.routes):
                yield info._replace(path=prefix + info.path)
        elif isinstance(route, Route) and route.include_in_schema:
            path = _remove_convertors(route.path)
            yield from (EndpointInfo(path, method, func) for method, func in _find_methods(route))


class SchemaGenerator(BaseSchemaGenerator):
    """Makes OpenAPI documents: `base_schema`, and the paths whose endpoints have YAML in their docstrings."""

    def __init__(self, base_schema: dict[str, Any]) -> None:
        self.base_schema = base_schema

    def get_schema(self, routes: Iterable[BaseRoute]) -> dict[str, Any]:
        paths: dict[str, dict[str, Any]] = {}
        for path, method, func in self.get_endpoints(routes):
            operation = self.parse_docstring(func)
            if operation and (method != "query" or self._knows_query()):
                paths.setdefault(path, {})[method] = operation
        return {**self.base_schema, "paths": {**self.base_schema.get("paths", {}), **paths}}

    def _knows_query(self) -> bool:
        """Whether the version of OpenAPI has the method QUERY, which came with 3.2."""
        version = re.match(r"(\d+)\.(\d+)", str(self.base_schema.get("openapi", "")))
        return version is not None and (int(version[1]), int(version[2])) >= (3, 2)


def _find_methods(route: Route) -> Iterator[tuple[str, Callable[..., Any]]]:
    if inspect.isclass(route.endpoint):
        methods = (*_METHODS, "query")
        yield from ((name, getattr(route.endpoint, name)) for name in methods if hasattr(route.endpoint, name))
    else:
        for method in sorted(route.methods or ()):
            if method != "HEAD":
                yield method.lower(), route.endpoint


def _remove_convertors(path: str) -> str:
    return _CONVERTOR.sub("}", path)
