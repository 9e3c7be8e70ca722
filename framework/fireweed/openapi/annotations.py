"""The types of fields, as they are to be described."""

from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema


def annotate(info: FieldInfo) -> Any:
    """The type of a field with what its schema says of it: constraints, default, documentation; not its names."""
    annotation: Any = info.annotation
    if info.metadata:
        annotation = Annotated[annotation, *info.metadata]
    if info.deprecated:
        annotation = Annotated[annotation, _Deprecated()]
    said = {name: getattr(info, name) for name in _DOCUMENTED if getattr(info, name) is not None}
    if info.default_factory is not None:
        said["default_factory"] = info.default_factory
    elif not info.is_required():
        said["default"] = info.default
    return Annotated[annotation, FieldInfo(**said)] if said else annotation


class _Deprecated:
    """What `deprecated=True` shows in a schema; pydantic has it for fields of models alone."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core_schema), "deprecated": True}


# The other attributes of a FieldInfo that show in a schema, constraints and default apart.
_DOCUMENTED = ("title", "description", "examples", "discriminator", "json_schema_extra")
