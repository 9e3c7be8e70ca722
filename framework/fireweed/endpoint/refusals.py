"""Refusing declarations that cannot work: every error names the function, the parameter and the remedy."""

import functools
import inspect
import operator
import typing
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from annotated_types import BaseMetadata
from pydantic import BaseModel, BeforeValidator, PlainValidator, WrapValidator

from fireweed import param_functions, params
from fireweed.endpoint.annotations import (
    find_v1_model,
    holds,
    is_scalar,
    is_scalar_sequence,
    split_annotated,
)
from fireweed.endpoint.fields import Source
from fireweed.endpoint.parameter_groups import find_nested
from fireweed.endpoint.signature import EMPTY, Parameter, Unevaluated, describe, unwrap
from fireweed.exceptions import DeclarationError, PydanticV1NotSupportedError
from fireweed.forms import UploadFile

_MARKERS = tuple(
    getattr(module, name)
    for module in (param_functions, params)
    for name in ("Path", "Query", "Header", "Cookie", "Body", "Form", "File", "Depends", "Security")
    if hasattr(module, name)
)

# Validators that see the text of the request before its type does.
_MAKERS = (BeforeValidator, PlainValidator, WrapValidator)


_EXAMPLES: dict[Any, Any] = {int: 0, float: 0.0, str: "", bytes: b"", list: [], tuple: (), set: set(), dict: {}}

_CONSTRAINTS: dict[str, Callable[[Any, Any], Any]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "multiple_of": operator.mod,
    "min_length": lambda example, _: len(example),
    "max_length": lambda example, _: len(example),
    "pattern": lambda example, _: operator.add("", example),
}


def refuse(call: Callable[..., Any], message: str) -> NoReturn:
    """Raise what users know as an AssertionError, in the words that they know; where it is, says a note.

    Raises:
        AssertionError: always, and with `python -O` too.
    """
    error = AssertionError(message)
    error.add_note(f"It is declared by {describe(call)}.")
    raise error


def refuse_parameter(call: Callable[..., Any], name: str, problem: str, remedy: str) -> NoReturn:
    """Raise a DeclarationError for a parameter."""
    raise DeclarationError(f"{describe(call)}: parameter {name!r}: {problem} {remedy}")


def refuse_unevaluated(call: Callable[..., Any], name: str, annotation: Unevaluated) -> NoReturn:
    """Raise for an annotation that says nothing at run time."""
    problem = f"its annotation {annotation!r} cannot be evaluated."
    refuse_parameter(call, name, problem, "Define or import what it names at the level of the module, at run time.")


def refuse_uncalled(call: Callable[..., Any], parameter: Parameter, metadata: tuple[Any, ...]) -> None:
    """Refuse a marker that is not called, and a default that looks like a dependency.

    Raises:
        DeclarationError: there is one.
    """
    name, default = parameter.name, parameter.default
    for item in (default, *metadata):
        if any(item is marker for marker in _MARKERS):
            refuse_parameter(call, name, f"`{item.__name__}` is not called.", f"Write `{item.__name__}(...)`.")
    if default is EMPTY:
        return
    if inspect.iscoroutine(default):
        default.close()  # nobody else will, and Python would complain of it
        problem = f"its default is the coroutine of {default.__qualname__}, not a value."
        refuse_parameter(call, name, problem, f"To await it for each request, write `Depends({default.__name__})`.")
    if inspect.isclass(default) or inspect.isroutine(default) or isinstance(default, functools.partial):
        problem = f"its default is {describe(default)} itself, not a value."
        function = getattr(unwrap(default), "__name__", "...")
        refuse_parameter(call, name, problem, f"To call it for each request, write `Depends({function})`.")


def refuse_misfits(call: Callable[..., Any], name: str, type_: Any, constraints: Sequence[Any]) -> None:
    """Refuse constraints that no value of the type can be held against; pydantic would find out at the first request.

    Raises:
        DeclarationError: a length for a number, a bound for a string, or the like.
    """
    class_ = typing.get_origin(type_) or type_
    if class_ not in _EXAMPLES:
        return
    for constraint in constraints:
        if not isinstance(constraint, BaseMetadata):
            return  # a validator may have made something else of the value
        for option, apply in _CONSTRAINTS.items():
            bound = getattr(constraint, option, None)
            try:
                if bound is not None:
                    apply(_EXAMPLES[class_], bound)
            except TypeError:
                refuse_parameter(call, name, f"`{option}` does not fit {type_}.", "Remove it, or correct the type.")


def refuse_v1_model(call: Callable[..., Any], name: str, type_: Any) -> None:
    """Refuse a model of pydantic 1.

    Raises:
        PydanticV1NotSupportedError: there is one in the type.
    """
    v1_model = find_v1_model(type_)
    if v1_model is not None:
        problem = f"{describe(call)}: parameter {name!r}: {v1_model.__name__} is a pydantic.v1 model."
        raise PydanticV1NotSupportedError(f"{problem} Derive it from pydantic.BaseModel.")


def refuse_nested(call: Callable[..., Any], name: str, models: Iterable[type[BaseModel]]) -> None:
    """Refuse models with fields that no text of a request, and no list of texts, can become.

    Raises:
        DeclarationError: there is one, and no validator sees what was received before it.
    """
    for model in models:
        for field_name in find_nested(model):
            problem = f"no text of a request can become the field {field_name!r} of {model.__name__}."
            remedy = "Make it a single value, a list of these or `Json[...]`, or give it a validator of mode 'before'."
            refuse_parameter(call, name, problem, remedy)


def refuse_structure(call: Callable[..., Any], name: str, annotation: Any, source: Source) -> None:
    """Refuse what no text of the request can become, unless a validator makes it of that.

    Raises:
        AssertionError: a model, mapping or file where only text can be, or a list in the path.
    """
    if source is Source.BODY:
        return
    is_file = holds(annotation, UploadFile)
    if source is Source.PATH:
        if is_file or not is_scalar(annotation):
            refuse(call, "Path params must be of one of the supported types")
    elif is_file or not (is_scalar(annotation) or is_scalar_sequence(annotation)):
        _, metadata = split_annotated(annotation)
        if source is Source.QUERY or not any(isinstance(item, _MAKERS) for item in metadata):
            refuse(call, f"{source.name.title()} parameter {name!r} must be one of the supported types")
