"""Form models: a pydantic model, or a union of some, that is validated over all that a form holds.

The whole form, as `ReceivedForm`, is the value of such a field. In front of each model stands a validator that makes of
it the dictionary that this model wants: lists where it has lists, and nothing for what was left empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from fireweed import params
from fireweed.endpoint.annotations import holds, is_json, is_scalar_sequence
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.groups import find_models, find_names, find_path_names, put_readers, takes_extra, takes_none
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
    return not is_text and bool(find_models(field.info.annotation))


def takes_files(field: InputField) -> bool:
    """Whether a field is a form model with a file in it."""
    infos = [info for model in find_models(field.info.annotation) for info in model.model_fields.values()]
    return is_group(field) and any(holds(info.annotation, UploadFile) for info in infos)


def build_group(field: InputField) -> FormGroup:
    """The form model that a field is."""
    models = find_models(field.info.annotation)
    readings = tuple(map(_build_reading, models))
    return FormGroup(models, readings, takes_none(field.info.annotation))


def annotate_models(annotation: Any) -> Any:
    """The type with a validator in front of each model that makes its dictionary of a `ReceivedForm`."""
    return put_readers(annotation, lambda model: _build_reading(model).read)


def _build_reading(model: type[BaseModel]) -> ModelReading:
    names: dict[str, bool] = {}
    content_names: set[str] = set()
    path_names: set[str] = set()
    for field_name, info in model.model_fields.items():
        is_list = is_scalar_sequence(info.annotation)
        path_names.update(find_path_names(info))
        for name in find_names(model, field_name, info):
            names[name] = is_list
            if holds(info.annotation, bytes) and not holds(info.annotation, UploadFile):
                content_names.add(name)
    has_extra = takes_extra(model)
    return ModelReading(names, frozenset(content_names), frozenset(path_names), has_extra)
