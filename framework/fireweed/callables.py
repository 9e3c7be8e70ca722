"""What is known of a callable before it is called: its name, its place, and whether it takes what it will be given."""

import contextlib
import functools
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fireweed.exceptions import EndpointContext

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def describe(call: Callable[..., Any]) -> str:
    """Name a callable for an error message: `function at file:line`, as far as that is known."""
    context = locate(call)
    name = context["function"]
    return f"{name} at {context['file']}:{context['line']}" if "file" in context else name


def locate(call: Callable[..., Any]) -> EndpointContext:
    """The name, file and line of a callable, as far as they are known."""
    function = unwrap(call)
    qualified_name = getattr(function, "__qualname__", None) or type(function).__qualname__
    name = qualified_name.rpartition("<locals>.")[2]
    code = getattr(function, "__code__", None)
    if code is not None:
        return {"function": name, "file": code.co_filename, "line": code.co_firstlineno}
    class_ = function if inspect.isclass(function) else type(function)
    try:
        file, line = inspect.getsourcefile(class_), inspect.getsourcelines(class_)[1]
    except (OSError, TypeError):
        return {"function": name}
    return {"function": name, "file": file or "?", "line": line}


def unwrap(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function inside partials, methods and `functools.wraps`; the class of a generic one."""
    call = typing.get_origin(call) or call
    while True:
        if isinstance(call, functools.partial):
            call = call.func
        elif inspect.ismethod(call):
            call = call.__func__
        elif hasattr(call, "__wrapped__"):
            call = call.__wrapped__
        else:
            return call


def find_misfit(call: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any] = _NOTHING) -> str | None:
    """Why a callable does not take these arguments, as the rest of a sentence; None if it does, or nobody knows."""
    try:
        # What a decorator has wrapped may be called with more than the decorator's function is.
        signature = inspect.signature(_skip_contextlib(call), follow_wrapped=False)
    except (NameError, TypeError, ValueError):
        return None
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        return f"{error}.{_suggest(signature, kwargs)}"
    return None


def _skip_contextlib(call: Callable[..., Any]) -> Callable[..., Any]:
    """The generator function behind `@asynccontextmanager`, which passes on all that it is given."""
    code = getattr(call, "__code__", None)
    is_passed_on = code is not None and code.co_filename == contextlib.__file__
    return getattr(call, "__wrapped__", call) if is_passed_on else call


def _suggest(signature: inspect.Signature, kwargs: Mapping[str, Any]) -> str:
    unknown = next((name for name in kwargs if name not in signature.parameters), None)
    if unknown is None:
        return ""
    import difflib  # loaded late (benchmarks/startup)

    close = difflib.get_close_matches(unknown, signature.parameters, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
