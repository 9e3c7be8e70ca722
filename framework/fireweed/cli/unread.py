"""Names in the path of an operation that nobody takes: mostly those of parameters that are misspelt."""

from collections.abc import Iterator

from fireweed.endpoint.dependant import Dependant
from fireweed.routes import BaseRoute
from fireweed.routing import APIRoute


def describe_unread(route: BaseRoute) -> str:
    """What `fw routes` says of such names; "" where there are none, or where something gets the whole request."""
    if not isinstance(route, APIRoute):
        return ""
    dependants = list(_walk(route.dependant))
    if any(dependant.request_param_name or dependant.http_connection_param_name for dependant in dependants):
        return ""
    taken = {field.alias for dependant in dependants for field in dependant.path_params}
    unread = [name for name in route.param_convertors if name not in taken]
    return f"no parameter takes {', '.join(map(repr, unread))} of the path" if unread else ""


def _walk(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for dependency in dependant.dependencies:
        yield from _walk(dependency)
