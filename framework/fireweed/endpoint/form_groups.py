"""Form models: a pydantic model, or a union of some, that is validated over all that a form holds.

The whole form, as `ReceivedForm`, is the value of such a field. In front of each model stands a validator that makes of
it the dictionary that this model wants: lists where it has lists, and nothing for what was left empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, Tag
from pydantic.fields import FieldInfo

from fireweed import params
from fireweed.endpoint.annotations import (
    get_union_members,
    holds,
    is_json,
    is_scalar_sequence,
    is_subclass,
    split_annotated,
)
from fireweed.endpoint.fields import InputField
from fireweed.forms import FormData, UploadFile
from fireweed.forms.data import FormValue, is_given, is_selected


class ReceivedForm(dict[str, FormValue]):
    """The last value of each name. `lists` has all; `contents` has them with bytes for files, of some names."""

    __slots__ = ("contents", "lists")

    def __init__(self, form: FormData) -> None:
        super().__init__(form)
        self.lists: dict[str, list[FormValue]] = {}
        for name, value in form.multi_items():
            self.lists.setdefault(name, []).append(value)
        self.contents: Mapping[str, list[FormValue | bytes]] = {}


@dataclass(frozen=True, slots=True)
class ModelReading:
    """How a model reads a form: the names that its fields go by, and whether that is a list; see `FormGroup`."""

    names: Mapping[str, bool]
    content_names: frozenset[str]
    path_names: frozenset[str]
    has_extra: bool

    def read(self, received: Any) -> Any:
        """The dictionary to validate; what is no form is left to the model."""
        if not isinstance(received, ReceivedForm):
            return received
        values: dict[str, Any] = {}
        for name, is_list in self.names.items():
            if name not in received:
                continue
            every: Sequence[Any] = received.lists[name]
            if name in self.content_names:
                every = received.contents.get(name, every)
            if is_list:
                if selected := [value for value in every if not isinstance(value, UploadFile) or is_selected(value)]:
                    values[name] = selected
            elif is_given(received[name]):
                values[name] = every[-1]
        for name, value in received.items():
            if name not in self.names:
                every = received.lists[name]
                values[name] = every if len(every) > 1 else value
        return values


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A field that is a form model. It `is_optional` where None stands for a form that has nothing of it."""

    models: tuple[type[BaseModel], ...]
    readings: tuple[ModelReading, ...]
    is_optional: bool

    @property
    def key(self) -> str:
        """The same for groups that are in the same forms."""
        if not self.is_optional:
            return "every"
        return "any" if self.has_extra else f"of {' '.join(sorted(self.names))}"

    @property
    def names(self) -> frozenset[str]:
        """The names that its models know."""
        return frozenset(name for reading in self.readings for name in (*reading.names, *reading.path_names))

    @property
    def content_names(self) -> frozenset[str]:
        """The names whose files are wanted as bytes."""
        return frozenset(name for reading in self.readings for name in reading.content_names)

    @property
    def has_extra(self) -> bool:
        """Whether one of its models looks at names that it does not know."""
        return any(reading.has_extra for reading in self.readings)

    def is_in(self, received: ReceivedForm) -> bool:
        """Whether the form has something of it."""
        if not self.is_optional or (self.has_extra and received):
            return True
        return not self.names.isdisjoint(received)


def is_group(field: InputField) -> bool:
    """Whether a field is a form model."""
    is_text = not isinstance(field.marker, params.Form) or is_json(field.info.metadata)
    return not is_text and bool(_find_models(field.info.annotation))


def takes_files(field: InputField) -> bool:
    """Whether a field is a form model with a file in it."""
    infos = [info for model in _find_models(field.info.annotation) for info in model.model_fields.values()]
    return is_group(field) and any(holds(info.annotation, UploadFile) for info in infos)


def build_group(field: InputField) -> FormGroup:
    """The form model that a field is."""
    models = tuple(_find_models(field.info.annotation))
    readings = tuple(map(_build_reading, models))
    return FormGroup(models, readings, NoneType in get_union_members(split_annotated(field.info.annotation)[0]))


def annotate_models(annotation: Any) -> Any:
    """The type with a validator in front of each model that makes its dictionary of a `ReceivedForm`."""
    bare, metadata = split_annotated(annotation)
    members = get_union_members(bare)
    if members:
        annotated: Any = reduce(or_, map(annotate_models, members))
    elif is_subclass(bare, BaseModel):
        # The tag is what errors call a member of a union; it would be the name of the validator.
        annotated = Annotated[bare, BeforeValidator(_build_reading(bare).read), Tag(bare.__name__)]
    else:
        annotated = bare
    return Annotated[annotated, *metadata] if metadata else annotated


def find_names(model: type[BaseModel], field_name: str, info: FieldInfo) -> tuple[str, ...]:
    """The names that a field of a model is validated by, those apart that lead into a value (`AliasPath`)."""
    config: Mapping[str, Any] = model.model_config
    alias = info.validation_alias if config.get("validate_by_alias", True) else None
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    names = [choice for choice in choices if isinstance(choice, str)]
    if alias is None or config.get("populate_by_name") or config.get("validate_by_name"):
        names.append(field_name)
    return tuple(dict.fromkeys(names))


def _find_models(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is a union of, None apart; none if there is anything else in it."""
    bare, _ = split_annotated(annotation)
    members = [split_annotated(member)[0] for member in get_union_members(bare) or (bare,)]
    models = [member for member in members if is_subclass(member, BaseModel)]
    return models if len(models) == len([member for member in members if member is not NoneType]) else []


def _build_reading(model: type[BaseModel]) -> ModelReading:
    names: dict[str, bool] = {}
    content_names: set[str] = set()
    path_names: set[str] = set()
    for field_name, info in model.model_fields.items():
        is_list = is_scalar_sequence(info.annotation)
        path_names.update(_find_path_names(info))
        for name in find_names(model, field_name, info):
            names[name] = is_list
            if holds(info.annotation, bytes) and not holds(info.annotation, UploadFile):
                content_names.add(name)
    has_extra = model.model_config.get("extra") in ("allow", "forbid")
    return ModelReading(names, frozenset(content_names), frozenset(path_names), has_extra)


def _find_path_names(info: FieldInfo) -> Iterable[str]:
    """The names whose values a field finds its own in."""
    alias = info.validation_alias
    for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
        if isinstance(choice, AliasPath):
            yield str(choice.path[0])
