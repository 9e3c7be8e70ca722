"""Names in the path of an operation that nobody takes: mostly those of parameters that are misspelt."""

from typing import Final

from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import Source
from fireweed.endpoint.graph import walk_calls
from fireweed.routes import BaseRoute
from fireweed.routing import APIRoute

_WHOLE: Final = frozenset((Special.REQUEST, Special.CONNECTION))


def describe_unread(route: BaseRoute) -> str:
    """What `fw routes` says of such names; "" where there are none, or where something gets the whole request."""
    if not isinstance(route, APIRoute):
        return ""
    calls = list(walk_calls(route.spec))
    if any(special in _WHOLE for call in calls for _, special in call.specials):
        return ""
    taken = {field.alias for call in calls for field in call.fields if field.source is Source.PATH}
    unread = [name for name in route.param_convertors if name not in taken]
    return f"no parameter takes {', '.join(map(repr, unread))} of the path" if unread else ""
