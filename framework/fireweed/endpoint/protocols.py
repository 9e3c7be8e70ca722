"""What each protocol lacks: a WebSocket is no Request and has no body, a request is no WebSocket."""

from collections.abc import Callable
from typing import Any, Literal

from fireweed.endpoint.classify import Declaration, Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.refusals import refuse_parameter
from fireweed.endpoint.signature import EMPTY, Parameter

Protocol = Literal["http", "websocket"]
"""The type of the scopes that a route answers."""

_LACKING: dict[Protocol, dict[Special | Source, tuple[str, str]]] = {
    "http": {
        Special.WEBSOCKET: ("it is called for a request, which is no WebSocket.", "Take a `Request`"),
    },
    "websocket": {
        Special.REQUEST: ("it is called for a WebSocket, which is no Request.", "Take a `WebSocket`"),
        Source.BODY: ("a WebSocket has no body.", "Receive messages with `await websocket.receive_model(...)`"),
    },
}


def is_left_out(call: Callable[..., Any], parameter: Parameter, declaration: Declaration, protocol: Protocol) -> bool:
    """Whether connections of the protocol have no such value, so that the parameter's own default is taken.

    A callable that serves both protocols takes an `HTTPConnection`, or gives `Request` and `WebSocket` a default. One
    whose signature was written by a decorator may do without.

    Raises:
        DeclarationError: there is no default.
    """
    wanted = declaration.source if isinstance(declaration, InputField) else declaration
    lacking = _LACKING[protocol].get(wanted) if isinstance(wanted, Special | Source) else None
    if lacking is None:
        return False
    if isinstance(declaration, InputField) or (parameter.default is EMPTY and not hasattr(call, "__signature__")):
        problem, remedy = lacking
        both = "" if isinstance(declaration, InputField) else ", or an `HTTPConnection` to serve both"
        refuse_parameter(call, parameter.name, problem, f"{remedy}{both}.")
    return True
