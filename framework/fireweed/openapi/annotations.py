"""The types of fields, as they are to be described."""

from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema


def annotate(info: FieldInfo) -> Any:
    """The type of a field with what its schema says of it: constraints, default, documentation; not its names."""
    said = {name: getattr(info, name) for name in _DOCUMENTED if getattr(info, name) is not None}
    if info.default_factory is not None:
        said["default_factory"] = info.default_factory
    elif not info.is_required():
        said["default"] = info.default
    if info.deprecated:
        said["deprecated"] = True
    description = _Description(info.annotation, tuple(info.metadata), tuple(said.items()))
    try:
        return _annotate(description, repr(description))
    except TypeError:  # something in it cannot be hashed
        return _annotate.__wrapped__(description, "")


class _Description(NamedTuple):
    """All that makes the schema of a field."""

    annotation: Any
    metadata: tuple[Any, ...]
    said: tuple[tuple[str, Any], ...]


# PERF: fields that are alike are one type, whose schema is made once (benchmarks/startup). Their texts tell apart what
# is equal and yet written in another way, such as 1 and True.
@lru_cache(maxsize=4096)
def _annotate(description: _Description, _: str) -> Any:
    annotation, metadata, said = description
    members = dict(said)
    if metadata:
        annotation = Annotated[annotation, *metadata]
    if members.pop("deprecated", False):
        annotation = Annotated[annotation, _Deprecated()]
    return Annotated[annotation, FieldInfo(**members)] if members else annotation


class _Deprecated:
    """What `deprecated=True` shows in a schema; pydantic has it for fields of models alone."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core_schema), "deprecated": True}


# The other attributes of a FieldInfo that show in a schema, constraints and default apart.
_DOCUMENTED = ("title", "description", "examples", "discriminator", "json_schema_extra")
