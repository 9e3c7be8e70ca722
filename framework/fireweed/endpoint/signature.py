"""What a callable asks for: its parameters with evaluated annotations, its return annotation, and where it stands."""

import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fireweed.callables import describe, locate, unwrap
from fireweed.exceptions import DeclarationError

__all__ = [
    "EMPTY",
    "Parameter",
    "Signature",
    "Unevaluated",
    "describe",
    "evaluate",
    "locate",
    "parse_signature",
    "unwrap",
]

EMPTY: Any = inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Unevaluated:
    """An annotation that names what does not exist at run time, such as what is imported under TYPE_CHECKING alone.

    `metadata` is what `Annotated` says beside the missing name: a dependency needs no more.
    """

    annotation: Any
    error: Exception
    metadata: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        text = getattr(self.annotation, "__forward_arg__", self.annotation)
        return f"{text!r} ({type(self.error).__name__}: {self.error})"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` is EMPTY where it has none, `annotation` where it has none."""

    name: str
    annotation: Any
    default: Any


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a callable in order, and its return annotation, EMPTY where it has none."""

    parameters: tuple[Parameter, ...]
    return_annotation: Any


def parse_signature(call: Callable[..., Any]) -> Signature:
    """Read the signature of a function, method, class, partial or callable instance.

    An annotation that cannot be evaluated becomes `Unevaluated`: not every annotation is needed.

    Raises:
        DeclarationError: it cannot be called, has no signature, or takes positional-only parameters.
    """
    _refuse_coroutine(call)
    if not callable(call):
        raise DeclarationError(f"{call!r} cannot be called. Give a function, a class or an object with `__call__`.")
    try:
        # A generic class with its parameters, such as Page[int], would be read as (*args, **kwargs).
        signature = inspect.signature(typing.get_origin(call) or call)
    except ValueError as error:
        message = (
            f"{describe(call)} has no signature that can be read. Wrap it in a function with annotated parameters."
        )
        raise DeclarationError(message) from error
    names = _names_in_reach(call)
    parameters = tuple(
        Parameter(parameter.name, evaluate(parameter.annotation, names), parameter.default)
        for parameter in signature.parameters.values()
        if _can_be_given(parameter, call)
    )
    return Signature(parameters, evaluate(signature.return_annotation, names))


def evaluate(annotation: Any, names: Mapping[str, Any]) -> Any:
    """Evaluate a string annotation, or the strings inside another one; `Unevaluated` if that fails."""
    # PERF: there is nothing to evaluate in a class (benchmarks/startup).
    if annotation is EMPTY or (isinstance(annotation, type) and typing.get_origin(annotation) is None):
        return annotation
    holder = types.SimpleNamespace(__annotations__={"annotation": annotation})
    try:
        return typing.get_type_hints(holder, dict(names), include_extras=True)["annotation"]
    except Exception as error:  # the string may hold any expression
        return Unevaluated(annotation, error, _find_metadata(annotation, names, error))


def _find_metadata(annotation: Any, names: Mapping[str, Any], error: Exception) -> tuple[Any, ...]:
    """What `Annotated` says, with Any in place of the name that is missing; empty if that does not help."""
    name = getattr(error, "name", None)
    if not isinstance(error, NameError) or name is None or name in names:
        return ()
    evaluated = evaluate(annotation, {**names, name: Any})
    return evaluated.metadata if isinstance(evaluated, Unevaluated) else getattr(evaluated, "__metadata__", ())


def _refuse_coroutine(call: Any) -> None:
    if inspect.iscoroutine(call):
        call.close()  # nobody else will, and Python would complain of it
        raise DeclarationError(f"{call.__qualname__} was called: give the function itself, not what it returns.")


def _names_in_reach(call: Callable[..., Any]) -> Mapping[str, Any]:
    """The module names with which the callable's annotations were written."""
    function = unwrap(call)
    if inspect.isclass(function):
        return vars(sys.modules[function.__module__]) if function.__module__ in sys.modules else {}
    if not hasattr(function, "__globals__"):
        function = unwrap(type(function).__call__)
    names: Mapping[str, Any] = getattr(function, "__globals__", {})
    return names


def _can_be_given(parameter: inspect.Parameter, call: Callable[..., Any]) -> bool:
    """Whether the parameter can be given by name; `*args` and `**kwargs` are passed over."""
    if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
        message = f"{describe(call)}: parameter {parameter.name!r} is positional-only, but values are given by name."
        raise DeclarationError(f"{message} Remove the '/' from the signature, or wrap the callable in a function.")
    return parameter.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
