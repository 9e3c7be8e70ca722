"""Which interface an application has, told by its parameters and by nothing that could be chance.

    app(scope, receive, send)        asgi3: whatever takes three arguments, unless it names the second as WSGI does
    app(scope)                       asgi2: only if it is so called; it returns what takes receive and send
    app(environ, start_response)     wsgi: the specification's own name of the second parameter (PEP 3333)

What is none of these is left to the user's own word, the option `interface`, as long as the arguments fit.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from fireweed_server.asgi import ASGIApp
from fireweed_server.errors import AppImportError
from fireweed_server.interfaces.asgi2 import ASGI2Adapter
from fireweed_server.interfaces.wsgi import build_wsgi_adapter

InterfaceName = Literal["auto", "asgi3", "asgi2", "wsgi"]

ASGI_PARAMETERS: Final = ("scope", "receive", "send")
PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "asgi3": ASGI_PARAMETERS,
    "asgi2": ("scope",),
    "wsgi": ("environ", "start_response"),
}
_TITLES: Final = {"asgi3": "ASGI", "asgi2": "ASGI 2", "wsgi": "WSGI"}


def adapt_app(found: Any, name: str, interface: InterfaceName = "auto") -> ASGIApp:
    """The ASGI application that `found` is, or that serves it; errors call it `name`.

    Raises AppImportError if it cannot be called as its interface, given or found, asks.
    """
    if not callable(found):
        raise AppImportError(
            f"{name!r} is no ASGI application, which can be called, but of the type {type(found).__name__!r}."
        )
    actual = (find_interface(found) or "asgi3") if interface == "auto" else interface
    if not can_take(found, arguments=len(PARAMETERS[actual])):
        raise AppImportError(_describe_refusal(found, name, actual))
    if actual == "wsgi":
        return build_wsgi_adapter(found, name)
    app: ASGIApp = ASGI2Adapter(found) if actual == "asgi2" else found
    return app


def find_interface(app: Callable[..., Any]) -> str | None:
    """The interface that an application shows to have; None if it shows none."""
    names = _list_parameters(app)
    if names[1:2] == ["start_response"]:
        return "wsgi"
    if can_take(app, arguments=len(ASGI_PARAMETERS)):
        return "asgi3"
    if names == ["scope"] and not inspect.iscoroutinefunction(app):
        return "asgi2"
    return None


def can_take(function: Callable[..., Any], *, arguments: int) -> bool:
    """Whether so many positional arguments may be handed to `function`, as far as it tells."""
    try:
        inspect.signature(function).bind(*[None] * arguments)
    except TypeError:
        return False
    except ValueError:  # a callable of C code that does not tell
        return True
    return True


def _list_parameters(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _describe_refusal(found: Any, name: str, interface: str) -> str:
    *others, last = PARAMETERS[interface]
    arguments = f"{', '.join(others)} and {last}" if others else last
    text = f"{name!r} cannot be called with {arguments}, as {_TITLES[interface]} does."
    shown = find_interface(found)
    if shown is not None:
        return f"{text} It has the interface {shown!r}: leave the option 'interface' out, or give it that."
    if can_take(found, arguments=0):
        return f"{text} If it returns the application, say so: --factory (factory=True)."
    return f"{text} If it has another interface, name that with the option 'interface'."
