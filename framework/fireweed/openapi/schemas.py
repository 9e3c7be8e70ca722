"""The JSON Schemas of a document: all types of all operations go through one generator, so that they share components.

A type whose input and output differ gets two components, `Item-Input` and `Item-Output`; others get one.
"""

from collections.abc import Hashable, Mapping
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import BytesSchema

REF_TEMPLATE = "#/components/schemas/{model}"

Mode = Literal["validation", "serialization"]
Key = tuple[Hashable, Mode]


class SchemaGenerator(GenerateJsonSchema):
    """JSON Schema 2020-12 as OpenAPI 3.1 wants it."""

    def bytes_schema(self, schema: BytesSchema) -> JsonSchemaValue:
        """Bytes as a string of octets, or in base64 where the configuration says so."""
        is_base64 = self._config.val_json_bytes == "base64"
        described: JsonSchemaValue = {"type": "string"}
        if is_base64:
            described["contentEncoding"] = "base64"
        described["contentMediaType"] = "application/octet-stream"
        self.update_with_validations(described, schema, self.ValidationsMapping.bytes)
        return described


class Schemas:
    """Collects types, then generates the schemas of all at once.

    With `separate_input_output` false, everything is described as input.
    """

    def __init__(self, *, separate_input_output: bool = True) -> None:
        self._separate = separate_input_output
        self._adapters: dict[Key, TypeAdapter[Any]] = {}
        self._schemas: Mapping[Any, JsonSchemaValue] = {}
        self.definitions: dict[str, JsonSchemaValue] = {}

    def add(self, key: Hashable, annotation: Any, mode: Mode) -> None:
        """Ask for the schema of a type under a key."""
        mode = mode if self._separate else "validation"
        if (key, mode) not in self._adapters:
            self._adapters[key, mode] = TypeAdapter(annotation)

    def generate(self) -> None:
        """Generate the schemas of everything added."""
        inputs = [(key, mode, adapter) for (key, mode), adapter in self._adapters.items()]
        self._schemas, shared = TypeAdapter.json_schemas(
            inputs, ref_template=REF_TEMPLATE, schema_generator=SchemaGenerator
        )
        definitions = shared.get("$defs", {})
        self.definitions = {name: _cut_description(definitions[name]) for name in sorted(definitions)}

    def get(self, key: Hashable, mode: Mode, title: str) -> JsonSchemaValue:
        """The schema asked for under a key; a schema that is no reference has a title."""
        schema = dict(self._schemas[key, mode if self._separate else "validation"])
        if "$ref" not in schema:
            schema["title"] = title
        return schema


def annotate(info: FieldInfo) -> Any:
    """The type of a field with everything that was said of it."""
    return Annotated[info.annotation, info]


def _cut_description(schema: JsonSchemaValue) -> JsonSchemaValue:
    """A form feed in a docstring hides what follows."""
    description = schema.get("description")
    if description is None or "\f" not in description:
        return schema
    return {**schema, "description": description.partition("\f")[0]}
