"""The schema of a form that models are validated over: what the models say, together with the other fields.

A model that may be absent is described as such: the form has none of its names, or it fulfils the model.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema
from typing_extensions import TypedDict

from fireweed.endpoint.fields import InputField
from fireweed.endpoint.form_groups import FormGroup, build_group
from fireweed.endpoint.groups import find_names
from fireweed.openapi.annotations import annotate
from fireweed.openapi.merging import Json
from fireweed.openapi.titles import choose_title


def build_form_type(name: str, members: Mapping[str, Any], groups: Sequence[InputField]) -> Any:
    """The type of an object with these members that fulfils the form models as well."""
    build_typed_dict: Any = TypedDict
    keyed = {f"{_GROUP_PREFIX}{index}": field for index, field in enumerate(groups)}
    typed_dict = build_typed_dict(name, {**members, **{key: annotate(field.info) for key, field in keyed.items()}})
    return Annotated[typed_dict, _AllOf(keyed)]


# Of the members of the type that stand for form models; no name of a form begins like this.
_GROUP_PREFIX = "\0"


class _AllOf:
    """Moves the schemas of form models out of the properties of an object: it has to fulfil them itself."""

    def __init__(self, groups: Mapping[str, InputField]) -> None:
        self._groups = groups

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core_schema)
        described = handler.resolve_ref_schema(reference)
        if "allOf" in described:  # pydantic asks once for each reference, and the object is described already
            return reference
        properties = described["properties"]
        described["allOf"] = [
            part for key, field in self._groups.items() for part in _describe_group(properties.pop(key), field, handler)
        ]
        required = [name for name in described.pop("required", ()) if name not in self._groups]
        described.update({"required": required} if required else {})
        if not properties:
            del described["properties"]
        return reference


def _describe_group(described: Json, field: InputField, handler: GetJsonSchemaHandler) -> list[Json]:
    group = build_group(field)
    described.pop("default", None)
    if "$ref" not in described:
        described["title"] = choose_title(field)
    if not group.is_optional:
        return [_accept_every_name(described, group, handler)]
    choices = [choice for choice in described.pop("anyOf") if choice != {"type": "null"}]
    present = {"anyOf": [_accept_every_name(choice, group, handler) for choice in choices], **described}
    absent = _describe_absence(group)
    return [{"not": absent}, present] if field.is_required else [{"anyOf": [absent, present]}]


def _describe_absence(group: FormGroup) -> Json:
    """What a form is that has nothing of a model."""
    if group.has_extra:
        return {"maxProperties": 0}
    return {"not": {"anyOf": [{"required": [name]} for name in sorted(group.names)]}}


def _accept_every_name(schema: Json, group: FormGroup, handler: GetJsonSchemaHandler) -> Json:
    """The schema of the only model of a group; written out if one of several names is enough for a required field."""
    if len(group.models) > 1:
        return schema
    model = group.models[0]
    alternatives = [
        names
        for name, info in model.model_fields.items()
        if info.is_required() and len(names := find_names(model, name, info)) > 1
    ]
    if not alternatives:
        return schema
    described = {**handler.resolve_ref_schema(schema)}
    described["required"] = [name for name in described["required"] if name not in {names[0] for names in alternatives}]
    described["allOf"] = [{"anyOf": [{"required": [name]} for name in names]} for names in alternatives]
    return described
