"""A parameter, a body or a response as a field with a type, for programs that look into routes.

Requests never pass through it: `inputs` and `outputs` have validators of their own.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from fireweed.endpoint.adapters import describe_type
from fireweed.endpoint.fields import InputField
from fireweed.params.markers import Marker

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ModelField:
    """A name, and the type, constraints, default and documentation that `field_info` holds.

    For a parameter `field_info` is a marker of the kind that says where its value comes from. `alias` is the name in
    the request. The field can be looked at, and validates and serializes values; a route is not changed through it.
    """

    name: str
    field_info: FieldInfo
    alias: str
    mode: Literal["validation", "serialization"] = "validation"

    @property
    def validation_alias(self) -> str:
        """`alias`."""
        return self.alias

    @property
    def serialization_alias(self) -> str:
        """`alias`."""
        return self.alias

    @property
    def default(self) -> Any:
        """The default; pydantic's `PydanticUndefined` where there is none, and where a factory makes it."""
        return self.field_info.default

    @property
    def required(self) -> bool:
        """Whether there is neither a default nor a factory of it."""
        return self.field_info.is_required()

    @property
    def type_(self) -> Any:
        """The type, without what `Annotated` says beside it."""
        return self.field_info.annotation

    def get_default(self) -> Any:
        """Return the default, made anew by the factory if there is one; None for a required field."""
        return None if self.required else self.field_info.get_default(call_default_factory=True, validated_data={})

    def validate(
        self, value: Any, values: dict[str, Any] | None = None, *, loc: Location | str = ()
    ) -> tuple[Any, list[dict[str, Any]]]:
        """Return the validated value and no errors, or None and pydantic's errors with `loc` before their own.

        `values` is not looked at.
        """
        location = (loc,) if isinstance(loc, str) else tuple(loc)
        try:
            return self._adapter.validate_python(value, from_attributes=True), []
        except ValidationError as error:
            errors: list[Any] = error.errors(include_url=False)
        return None, [{**item, "loc": (*location, *item["loc"])} for item in errors]

    def serialize(self, value: Any, **options: Any) -> Any:
        """Return what JSON can hold of a value; `options` are those of pydantic's `TypeAdapter.dump_python`."""
        return self._adapter.dump_python(value, **{"mode": "json", "by_alias": True, **options})

    def serialize_json(self, value: Any, **options: Any) -> bytes:
        """Return the JSON of a value; `options` are those of pydantic's `TypeAdapter.dump_json`."""
        return self._adapter.dump_json(value, **{"by_alias": True, **options})

    @property
    def _adapter(self) -> TypeAdapter[Any]:
        info = self.field_info
        said = {} if info.discriminator is None else {"discriminator": info.discriminator}
        return describe_type(info.annotation, tuple(info.metadata), said).adapter


def build_model_field(field: InputField) -> ModelField:
    """Return a parameter as a field."""
    return ModelField(field.name, _fill_in(field.marker, field.info), field.alias)


def _fill_in(marker: Marker, info: FieldInfo) -> FieldInfo:
    """A marker of the same kind that holds what all markers, `Field`s and constraints of the parameter come to."""
    filled = copy(marker)
    for name in FieldInfo.__slots__:
        if hasattr(info, name):
            setattr(filled, name, getattr(info, name))
    field_info: FieldInfo = filled
    return field_info
