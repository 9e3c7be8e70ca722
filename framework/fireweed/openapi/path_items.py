"""Path Item Objects: the operations of a document by path and method, those of webhooks and callbacks too."""

import warnings
from collections.abc import Iterable, Iterator

from fireweed.endpoint.signature import locate
from fireweed.openapi.inputs import gather_inputs
from fireweed.openapi.merging import Json
from fireweed.openapi.operation import describe_operation
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.security import describe_requirements, describe_schemes, walk_schemes
from fireweed.routes import BaseRoute
from fireweed.routing import APIRoute, RouteContext

AnyRoute = BaseRoute | RouteContext


class PathItems:
    """Describes routes, and gathers what their operations share: schemas, security schemes, the ids that are taken."""

    def __init__(self, schemas: Schemas) -> None:
        self.security_schemes: Json = {}
        self._schemas = schemas
        self._ids: set[str] = set()

    def describe(self, routes: Iterable[AnyRoute]) -> Json:
        """The Path Item Objects (OpenAPI 3.1 §4.8.9) by path; of two operations for the same, the one that answers."""
        items: Json = {}
        for route in walk_operations(routes):
            self._add(items.setdefault(route.path_format, {}), route)
        return items

    def _add(self, item: Json, route: APIRoute) -> None:
        inputs, requirements = gather_inputs(route), list(walk_schemes(route.spec))
        self._add_schemes(describe_schemes(requirements), route)
        for method in sorted(route.methods or ()):
            if method.lower() in item:
                continue
            around = {"callbacks": self._describe_callbacks(route), "security": describe_requirements(requirements)}
            item[method.lower()] = operation = describe_operation(route, method, inputs, self._schemas, around)
            self._warn_of_duplicate(route, operation["operationId"])

    def _describe_callbacks(self, route: APIRoute) -> Json:
        """The Callback Objects (OpenAPI 3.1 §4.8.18) of an operation by name."""
        callbacks: Json = {}
        for callback in walk_operations(route.callbacks):
            self._add(callbacks.setdefault(callback.name, {}).setdefault(callback.path, {}), callback)
        return callbacks

    def _add_schemes(self, described: Json, route: APIRoute) -> None:
        for name, scheme in described.items():
            if self.security_schemes.setdefault(name, scheme) != scheme:
                message = f"Two different security schemes are called {name}. Give that of {route.name} a scheme_name"
                warnings.warn(message, UserWarning, stacklevel=5)
        self.security_schemes.update(described)

    def _warn_of_duplicate(self, route: APIRoute, operation_id: str) -> None:
        if operation_id in self._ids:
            file = locate(route.endpoint).get("file", "?")
            message = f"Duplicate Operation ID {operation_id} for function {route.name} at {file}"
            warnings.warn(message, UserWarning, stacklevel=5)
        self._ids.add(operation_id)


def walk_operations(routes: Iterable[AnyRoute]) -> Iterator[APIRoute]:
    """The operations that the document shows, each as it is where it stands."""
    for declared in routes:
        for route in declared.expand():
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield route
