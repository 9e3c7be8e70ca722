"""Parameter models: groups that are validated over all names of the query, of the headers or of the cookies.

What was received, as `ReceivedNames`, is the value of such a field. In front of each model stands a reader that makes
of it the dictionary that this model wants: its own names first, lists where it has lists, and then all other names,
with which the model deals as its `extra` says. Each validation reads anew, so that validators may change what they get.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from fireweed.endpoint.annotations import is_json, is_scalar, is_scalar_sequence, is_sequence, sees_text
from fireweed.endpoint.groups import find_names, find_path_names, put_readers, takes_extra


class ReceivedNames(dict[str, str]):
    """One value of each name: the one that counts where one is wanted. `repeated` has all, of names that repeat."""

    __slots__ = ("repeated",)

    def __init__(self, values: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> None:
        super().__init__(values)
        self.repeated: Mapping[str, list[str]] = {}

    def get_every(self, name: str) -> list[str]:
        """All values of a name that is there."""
        every = self.repeated.get(name)
        return [self[name]] if every is None else [*every]


class UnionInput(dict[str, Any]):
    """What a union is chosen by: the dictionary that a model with the fields of all members would get."""

    __slots__ = ("received",)

    def __init__(self, values: Mapping[str, Any], received: ReceivedNames) -> None:
        super().__init__(values)
        self.received = received


@dataclass(frozen=True, slots=True)
class FieldReading:
    """How a field of a model is read: under which names it may come, first choice first, and whether that is a list.

    A choice is the key that the model knows and the name in the request, which differ for headers.
    """

    choices: tuple[tuple[str, str], ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class ModelReading:
    """How a model reads what was received.

    `hidden` are names that count as not received: the spelling of a header with underscores where hyphens stand for
    them. `path_names` lead into a value (`AliasPath`).
    """

    fields: tuple[FieldReading, ...]
    path_names: frozenset[str]
    hidden: frozenset[str]
    has_extra: bool

    @property
    def names(self) -> frozenset[str]:
        """The names that the model knows."""
        return self.path_names.union(name for reading in self.fields for _, name in reading.choices)

    def read(self, received: Any) -> Any:
        """The dictionary to validate; what was not received, such as a default, is left to the model."""
        if isinstance(received, UnionInput):
            received = received.received
        if not isinstance(received, ReceivedNames):
            return received
        values: dict[str, Any] = {}
        used = set(self.hidden)
        for reading in self.fields:
            for key, name in reading.choices:
                if name in received:
                    values[key] = received.get_every(name) if reading.is_list else received[name]
                    used.add(name)
                    break
        for name, value in received.items():
            if name not in used:
                values[name] = received.get_every(name) if name in received.repeated else value
        return values

    def build_is_in(self) -> Callable[[ReceivedNames], bool]:
        """The function that says whether there is something that the model looks at."""
        names, hidden, has_extra = self.names, self.hidden, self.has_extra

        def is_in(received: ReceivedNames) -> bool:
            return not names.isdisjoint(received) or (has_extra and not hidden.issuperset(received))

        return is_in


@dataclass(frozen=True, slots=True)
class GroupOptions:
    """What tells the sources apart: whether names may repeat, are headers, and have hyphens for underscores."""

    collects_lists: bool = False
    are_headers: bool = False
    convert_underscores: bool = False


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """A parameter that is a model, or a union of `models`.

    It `is_optional` where None, or the default, stands for a request that has nothing of it.
    """

    models: tuple[type[BaseModel], ...]
    is_optional: bool
    options: GroupOptions = field(default_factory=GroupOptions)

    @property
    def is_union(self) -> bool:
        return len(self.models) > 1

    @property
    def presence(self) -> str:
        """The same for groups that are in the same requests."""
        if not self.is_optional:
            return "every request"
        readings = self.build_readings()
        names = sorted(frozenset[str]().union(*(reading.names for reading in readings)))
        return f"requests with {'anything or ' if any(reading.has_extra for reading in readings) else ''}{names}"

    def build_readings(self) -> tuple[ModelReading, ...]:
        """How each of its models reads what was received."""
        return tuple(map(self.build_reading, self.models))

    def build_reading(self, model: type[BaseModel]) -> ModelReading:
        """How one of its models reads what was received."""
        if model.__pydantic_root_model__:
            return ModelReading((), frozenset(), frozenset(), has_extra=True)
        fields = [self._build_field_reading(model, name, info) for name, info in model.model_fields.items()]
        path_names = {name for info in model.model_fields.values() for name in find_path_names(info)}
        choices = [choice for reading in fields for choice in reading.choices]
        keys = {key for key, name in choices if key != name}
        lowered = {key.lower() for key, name in choices if key.lower() != name} if self.options.are_headers else set()
        return ModelReading(tuple(fields), frozenset(path_names), frozenset(keys | lowered), takes_extra(model))

    def build_is_in(self) -> Callable[[ReceivedNames], bool]:
        """The function that says whether there is something that one of its models looks at."""
        tests = [reading.build_is_in() for reading in self.build_readings()]
        return lambda received: any(is_in(received) for is_in in tests)

    def find_choices(self, model: type[BaseModel], field_name: str, info: FieldInfo) -> list[tuple[str, str]]:
        """The keys by which a model knows a field, and the names in a request, as they are to be written."""
        converts = self.options.are_headers and getattr(info, "convert_underscores", self.options.convert_underscores)
        return [
            (key, key.replace("_", "-") if converts and key == field_name else key)
            for key in find_names(model, field_name, info)
        ]

    def find_name(self, model: type[BaseModel], field_name: str, info: FieldInfo) -> tuple[str, str]:
        """The first choice of a field; its own name stands for one that is only a part of another value."""
        return next(iter(self.find_choices(model, field_name, info)), (field_name, field_name))

    def _build_field_reading(self, model: type[BaseModel], field_name: str, info: FieldInfo) -> FieldReading:
        choices = self.find_choices(model, field_name, info)
        if self.options.are_headers:
            choices = [(key, name.lower()) for key, name in choices]
        is_list = self.options.collects_lists and is_sequence(info.annotation) and not is_json(info.metadata)
        return FieldReading(tuple(choices), is_list)

    def annotate(self, annotation: Any) -> Any:
        """The type of the parameter, with a reader in front of each member of a union."""
        if not self.is_union:
            return annotation
        return put_readers(annotation, lambda model: self.build_reading(model).read)

    def prepare(self, schema: CoreSchema) -> CoreSchema:
        """A schema with what stands in front of it: the reader, or what shows a union its discriminator."""
        if not self.is_union:
            return core_schema.no_info_before_validator_function(self.build_reading(self.models[0]).read, schema)
        readings = self.build_readings()
        every = ModelReading(
            fields=tuple(each for reading in readings for each in reading.fields),
            path_names=frozenset(),
            hidden=frozenset[str]().union(*(reading.hidden for reading in readings)),
            has_extra=True,
        )

        def show(received: Any) -> Any:
            return UnionInput(every.read(received), received) if isinstance(received, ReceivedNames) else received

        return core_schema.no_info_before_validator_function(show, schema)

    def find_locations(self) -> dict[str, str]:
        """The names of headers where errors have the keys of fields."""
        return {
            key: name
            for model in self.models
            if model.model_config.get("loc_by_alias", True)
            for field_name, info in model.model_fields.items()
            for key, name in self.find_choices(model, field_name, info)
            if key != name
        }


def find_nested(model: type[BaseModel]) -> list[str]:
    """The fields of a model that no text, and no list of texts, can become; none where validators see what came."""
    if model.__pydantic_root_model__:
        return [] if not _can_be_received(model.model_fields["root"]) else ["root"]
    decorators = model.__pydantic_decorators__
    of_model: tuple[Any, ...] = (*decorators.model_validators.values(), *decorators.root_validators.values())
    if any(each.info.mode != "after" for each in of_model):
        return []
    of_fields: tuple[Any, ...] = (*decorators.field_validators.values(), *decorators.validators.values())
    seen = {name for each in of_fields if each.info.mode != "after" for name in each.info.fields}
    if "*" in seen:
        return []
    return [
        name
        for name, info in model.model_fields.items()
        if name not in seen and not _can_be_received(info) and not any(find_path_names(info))
    ]


def _can_be_received(info: FieldInfo) -> bool:
    if is_json(info.metadata) or sees_text(info.metadata):
        return True
    return is_scalar(info.annotation) or is_scalar_sequence(info.annotation)
