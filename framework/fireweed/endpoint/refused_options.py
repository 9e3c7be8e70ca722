"""Refusing annotations and options that pydantic would pass over, or complain of at the first request only."""

import builtins
import inspect
from collections.abc import Callable
from enum import Enum
from types import ModuleType
from typing import Any

from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo

from fireweed import params
from fireweed.endpoint.annotations import get_union_members
from fireweed.endpoint.refusals import refuse_misfits, refuse_parameter
from fireweed.endpoint.signature import EMPTY, describe
from fireweed.params.markers import Marker

_VALUES = (bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict, Enum, ModuleType)

# Functions whose names are taken for those of types.
_TYPES_MEANT: dict[Any, str] = {builtins.any: "typing.Any", builtins.callable: "collections.abc.Callable"}


def refuse_annotation(call: Callable[..., Any], name: str, annotation: Any) -> None:
    """Refuse an annotation that is a marker, a function, a module or a value.

    Raises:
        DeclarationError: it is.
    """
    if isinstance(annotation, Marker | params.Depends):
        kind = type(annotation).__name__
        problem = f"`{kind}(...)` stands where its type should."
        refuse_parameter(call, name, problem, f"Write `Annotated[T, {kind}(...)]`.")
    if inspect.isroutine(annotation):
        problem = f"its annotation is {describe(annotation)}, not a type."
        refuse_parameter(call, name, problem, _suggest_instead(annotation))
    if isinstance(annotation, _VALUES):
        problem = f"its annotation {annotation!r} is a value, not a type."
        refuse_parameter(call, name, problem, _suggest_type(annotation))


def refuse_options(call: Callable[..., Any], name: str, info: FieldInfo) -> None:
    """Refuse names that are no text, a factory that cannot be called, and constraints that a member of a union misses.

    Raises:
        DeclarationError: there is one.
    """
    for alias in (info.alias, info.validation_alias):
        _refuse_alias(call, name, alias)
    if info.default_factory is not None:
        _refuse_factory(call, name, info.default_factory)
    for member in get_union_members(info.annotation):
        refuse_misfits(call, name, member, info.metadata)


def _suggest_instead(function: Any) -> str:
    for mistaken, meant in _TYPES_MEANT.items():
        if function is mistaken:
            return f"Write `{meant}`."
    name = getattr(function, "__name__", "...")
    return f"To call it for each request, write `Annotated[..., Depends({name})]`."


def _suggest_type(value: Any) -> str:
    items = value if isinstance(value, list | tuple) else ()
    names = [item.__name__ for item in items if inspect.isclass(item)]
    if not names:
        return "Annotate it with the type of its values, and write a default with `=`."
    if isinstance(value, list):
        return f"Write `list[{' | '.join(names)}]`."
    return f"Write `tuple[{', '.join(names)}]`, or `{' | '.join(names)}` for one of them."


def _refuse_alias(call: Callable[..., Any], name: str, alias: Any) -> None:
    for choice in alias.choices if isinstance(alias, AliasChoices) else (alias,):
        if choice is not None and not isinstance(choice, str | AliasPath):
            refuse_parameter(call, name, f"its alias {choice!r} is no text.", f"Write {str(choice)!r}.")


def _refuse_factory(call: Callable[..., Any], name: str, factory: Any) -> None:
    if not callable(factory):
        problem = f"its default_factory {factory!r} cannot be called."
        refuse_parameter(call, name, problem, "Give a function or a class, or write the default with `=`.")
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # some classes of the interpreter, such as int, have no signature
        return
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    wanted = [each for each in parameters if each.default is EMPTY and each.kind not in variadic]
    # The values before it are what a factory may take, alone.
    if len(wanted) > 1 or any(each.kind is inspect.Parameter.KEYWORD_ONLY for each in wanted):
        names = " and ".join(repr(each.name) for each in wanted)
        problem = f"its default_factory {describe(factory)} takes {names}, which nobody gives."
        refuse_parameter(call, name, problem, "Give them defaults, or use a `lambda` without parameters.")
