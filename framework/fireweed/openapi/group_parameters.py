"""The parameters that a model over all names of a source stands for: one for each field, as the document has them."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Union

from pydantic import BaseModel

from fireweed import params
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.parameter_groups import ParameterGroup
from fireweed.openapi.annotations import annotate
from fireweed.openapi.titles import build_title, choose_title


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter of the document: what one field says, a parameter itself or one of a model's.

    `is_hidden` ones are validated all the same.
    """

    name: str
    title: str
    field: InputField
    type: Any
    is_required: bool
    is_hidden: bool


def show_parameters(field: InputField) -> list[ShownParameter]:
    """The parameters that a field stands for."""
    if field.group is None:
        return [_show(field, choose_title(field), is_required=field.is_required)]
    is_optional = field.group.is_optional and not field.is_required
    shown = [_show_members(field, field.group, model, is_optional=is_optional) for model in field.group.models]
    return shown[0] if len(shown) == 1 else _unite(shown)


def _show(field: InputField, title: str, *, is_required: bool) -> ShownParameter:
    hidden = not field.marker.include_in_schema
    return ShownParameter(field.alias, title, field, annotate(field.info), is_required, hidden)


def _show_members(
    field: InputField, group: ParameterGroup, model: type[BaseModel], *, is_optional: bool
) -> list[ShownParameter]:
    shown = []
    for field_name, info in model.model_fields.items():
        key, name = group.find_name(model, field_name, info)
        marker = _find_marker(info, field.marker)
        member = InputField(field_name, field.source, info, marker, is_list=False, request_names=(name,))
        title = info.title or build_title(key)
        shown.append(_show(member, title, is_required=member.is_required and not is_optional))
    return shown


def _find_marker(info: Any, outer: Any) -> params.Param:
    """The options that only the framework knows, for a field of a model: hidden if the whole model is."""
    marker = copy(info) if isinstance(info, params.Param) else params.Query()
    marker.include_in_schema = marker.include_in_schema and outer.include_in_schema
    return marker


def _unite(models: Sequence[Iterable[ShownParameter]]) -> list[ShownParameter]:
    """The parameters of a union: required are those that every model requires."""
    found: dict[str, list[ShownParameter]] = {}
    for shown in models:
        for parameter in shown:
            found.setdefault(parameter.name, []).append(parameter)
    return [_unite_one(parameters, len(models)) for parameters in found.values()]


def _unite_one(parameters: list[ShownParameter], models: int) -> ShownParameter:
    first = parameters[0]
    is_required = len(parameters) == models and all(parameter.is_required for parameter in parameters)
    type_: Any = Union[tuple(parameter.type for parameter in parameters)]  # noqa: UP007  # None | None fails
    is_hidden = all(parameter.is_hidden for parameter in parameters)
    return ShownParameter(first.name, first.title, first.field, type_, is_required, is_hidden)
