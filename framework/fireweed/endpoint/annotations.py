"""What a type annotation is to a request: one value, repeated values, or something only a body can hold."""

import dataclasses
import types
import typing
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Annotated, Any, TypeVar, Union

from pydantic import BaseModel, BeforeValidator, Json, PlainValidator, WrapValidator
from typing_extensions import TypeAliasType

Judgement = TypeVar("Judgement")

# From Python 3.12 the statement makes aliases of a class that is not the one for older versions.
_ALIASES: tuple[type[Any], ...] = (TypeAliasType, getattr(typing, "TypeAliasType", TypeAliasType))

_SEQUENCES: tuple[type[Any], ...] = (Sequence, list, tuple, set, frozenset, deque)


# PERF: programs use few types, and use them often (benchmarks/startup).
def remembered(judge: Callable[[Any], Judgement]) -> Callable[[Any], Judgement]:
    """The same function, which remembers what it said of types that can be hashed."""
    remember = lru_cache(maxsize=1024)(judge)

    @wraps(judge)
    def call(annotation: Any) -> Judgement:
        try:
            return remember(annotation)
        except TypeError:
            return judge(annotation)

    return call


def resolve_alias(annotation: Any) -> Any:
    """What a `type X = ...` alias stands for, with its parameters if it has some."""
    while True:
        alias = typing.get_origin(annotation)
        if isinstance(annotation, _ALIASES):
            annotation = annotation.__value__
        elif isinstance(alias, _ALIASES):
            annotation = _substitute(alias, typing.get_args(annotation))
        else:
            return annotation


def _substitute(alias: Any, arguments: tuple[Any, ...]) -> Any:
    """What an alias with type parameters stands for when they are these."""
    value, given = alias.__value__, dict(zip(alias.__type_params__, arguments, strict=False))
    if isinstance(value, TypeVar):
        return given[value]
    asked = tuple(given.get(parameter, parameter) for parameter in getattr(value, "__parameters__", ()))
    return value[asked] if asked else value


def split_annotated(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type and the metadata of `Annotated`, seen through aliases; no metadata for anything else."""
    annotation = resolve_alias(annotation)
    if typing.get_origin(annotation) is not Annotated:
        return annotation, ()
    inner, outer_metadata = annotation.__origin__, annotation.__metadata__
    inner, inner_metadata = split_annotated(inner)
    return inner, (*inner_metadata, *outer_metadata)


def get_union_members(annotation: Any) -> tuple[Any, ...]:
    """The members of a union; empty for anything else."""
    origin = typing.get_origin(annotation)
    return typing.get_args(annotation) if origin is Union or origin is types.UnionType else ()


@remembered
def is_scalar(annotation: Any) -> bool:
    """Whether one string of the request can become it: no model, mapping, sequence or dataclass in it."""
    annotation, metadata = split_annotated(annotation)
    if is_json(metadata):
        return True
    members = get_union_members(annotation)
    if members:
        return all(is_scalar(member) for member in members)
    origin = typing.get_origin(annotation)
    if hasattr(origin, "__pydantic_core_schema__") or hasattr(origin, "__get_pydantic_core_schema__"):
        return False
    return not (_is_complex_class(annotation) or _is_complex_class(origin))


@remembered
def is_sequence(annotation: Any) -> bool:
    """Whether it is a collection of items, a member of a union included; strings are not."""
    annotation, metadata = split_annotated(annotation)
    if is_json(metadata):
        return False
    members = get_union_members(annotation)
    if members:
        return any(is_sequence(member) for member in members)
    return _is_sequence_class(annotation) or _is_sequence_class(typing.get_origin(annotation))


@remembered
def is_scalar_sequence(annotation: Any) -> bool:
    """Whether repeated values of the request can become it."""
    annotation, metadata = split_annotated(annotation)
    if is_json(metadata):
        return False
    members = get_union_members(annotation)
    if members:
        return is_sequence(annotation) and all(is_scalar_sequence(member) or is_scalar(member) for member in members)
    return is_sequence(annotation) and all(item is ... or is_scalar(item) for item in typing.get_args(annotation))


def is_subclass(annotation: Any, classes: type[Any] | tuple[type[Any], ...]) -> bool:
    """`issubclass` that answers false for what is no class."""
    # list[int] claims to be an instance of type.
    is_class = isinstance(annotation, type) and typing.get_origin(annotation) is None
    return is_class and issubclass(annotation, classes)


def holds(annotation: Any, class_: type[Any]) -> bool:
    """Whether a class is what an annotation means, or one of what it is made of."""
    annotation, _ = split_annotated(annotation)
    return is_subclass(annotation, class_) or any(holds(argument, class_) for argument in typing.get_args(annotation))


@remembered
def find_v1_model(annotation: Any) -> type[Any] | None:
    """A model of pydantic 1 in an annotation, None if there is none."""
    annotation = resolve_alias(annotation)
    if is_subclass(annotation, object) and is_v1_model(annotation):
        model: type[Any] = annotation
        return model
    found = (find_v1_model(argument) for argument in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)


def is_v1_model(class_: type[Any]) -> bool:
    """Whether a class is a model of pydantic 1, without importing that."""
    return any(base.__module__ == "pydantic.v1.main" for base in class_.__mro__)


def is_json(metadata: Iterable[Any]) -> bool:
    """Whether pydantic's `Json` makes one string of whatever the type is."""
    json: Any = Json
    return any(item is json or isinstance(item, json) for item in metadata)


def sees_text(metadata: Iterable[Any]) -> bool:
    """Whether a validator gets what was received before the type does."""
    return any(isinstance(item, BeforeValidator | PlainValidator | WrapValidator) for item in metadata)


def _is_complex_class(annotation: Any) -> bool:
    return (
        is_subclass(annotation, BaseModel)
        or is_subclass(annotation, Mapping)
        or _is_sequence_class(annotation)
        or (isinstance(annotation, type) and dataclasses.is_dataclass(annotation))
    )


def _is_sequence_class(annotation: Any) -> bool:
    # PERF: abstract classes remember every class that they are asked about (benchmarks/startup); no model is a sequence
    # without saying so.
    if is_subclass(annotation, BaseModel) and not any(base in _SEQUENCES for base in annotation.__mro__):
        return False
    return is_subclass(annotation, _SEQUENCES) and not issubclass(annotation, (str, bytes))
