"""Types, defaults, constraints and callables as people write them. Nothing here depends on where an object lies."""

import os
import re
import types
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from fireweed.endpoint.annotations import get_union_members, split_annotated
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.signature import EMPTY, Unevaluated, locate, unwrap
from fireweed.routing.explanation.text import keep_together

_MAX_DEFAULT = 40
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")

# The options of annotated_types and pydantic that have a shorter spelling.
_CONSTRAINTS = {
    "gt": "> {}",
    "ge": ">= {}",
    "lt": "< {}",
    "le": "<= {}",
    "multiple_of": "multiple of {}",
    "min_length": "length >= {}",
    "max_length": "length <= {}",
    "pattern": "pattern {!r}",
}
_LIBRARIES = frozenset({"annotated_types", "pydantic"})


def describe_type(annotation: Any) -> str:
    """A type without modules and without what is annotated to it: `list[Item] | None`."""
    if annotation is EMPTY:
        return "Any"
    if isinstance(annotation, Unevaluated):
        return repr(annotation.annotation)
    annotation = split_annotated(annotation)[0]
    members = get_union_members(annotation)
    if members:
        return " | ".join(map(describe_type, members))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(describe_value, arguments))}]"
    if origin is not None and arguments:
        return f"{describe_type(origin)}[{', '.join(map(_describe_argument, arguments))}]"
    return _describe_name(annotation)


def _describe_argument(argument: Any) -> str:
    if isinstance(argument, list):
        return f"[{', '.join(map(describe_type, argument))}]"
    return "..." if argument is ... else describe_type(argument)


def _describe_name(annotation: Any) -> str:
    if annotation in (None, types.NoneType):
        return "None"
    name = getattr(annotation, "__name__", None)
    return name if isinstance(name, str) else describe_value(annotation).removeprefix("typing.")


def describe_value(value: Any) -> str:
    """A value in a few words, the same in every process."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, set | frozenset):  # whose order depends on the process
        return f"{{{', '.join(sorted(map(describe_value, value)))}}}"
    text = _ADDRESS.sub("", repr(value))
    return text if len(text) <= _MAX_DEFAULT else f"{text[: _MAX_DEFAULT - 3]}..."


def describe_default(field: InputField) -> str:
    """`= 10`, or `= list()` for what a function makes; "" for a field that has to be there."""
    if field.is_required:
        return ""
    factory = field.info.default_factory
    return f"= {describe_value(field.info.default)}" if factory is None else f"= {locate(factory)['function']}()"


def describe_constraints(field: InputField) -> Iterator[str]:
    """What a value must be besides of its type, as pydantic checks it."""
    discriminator = field.info.discriminator
    if discriminator is not None:
        yield f"told apart by {getattr(discriminator, 'discriminator', discriminator)!r}"
    for item in field.info.metadata:
        if type(item).__module__.partition(".")[0] in _LIBRARIES:
            yield from _describe_options(item)


def _describe_options(item: Any) -> Iterator[str]:
    names = getattr(item, "__dataclass_fields__", None) or getattr(item, "__dict__", {})
    for name in names:
        value = getattr(item, name)
        if name == "func":
            yield f"{locate(value)['function']}()"
        elif name in _CONSTRAINTS and value is not None:
            yield _CONSTRAINTS[name].format(getattr(value, "pattern", value))
        elif value is True:
            yield name
        elif isinstance(value, bool | int | str):
            yield f"{name} {value!r}"


def describe_place(call: Callable[..., Any]) -> str:
    """The file and line of a callable, seen from here; of one of the framework's own its module, "" if unknown."""
    module: str = getattr(unwrap(call), "__module__", None) or ""
    if module.startswith("fireweed."):
        return module
    place = locate(call)
    file, line = place.get("file"), place.get("line")
    return f"{os.path.relpath(file)}:{line}" if file and line else ""


def describe_call(call: Callable[..., Any]) -> str:
    """A callable with its place: `read_item at shop/items.py:12`."""
    name, place = locate(call)["function"], describe_place(call)
    return keep_together(f"{name} at {place}") if place else name
