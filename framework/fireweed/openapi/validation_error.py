"""The body of the automatic 422, as types: they are described like any other, so they may share their names too.

Neither has a docstring: it would be a description in the document.
"""

from typing import Annotated, Any, NotRequired

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict


class ValidationError(TypedDict):
    loc: Annotated[list[str | int], Field(title="Location")]
    msg: Annotated[str, Field(title="Message")]
    type: Annotated[str, Field(title="Error Type")]
    input: NotRequired[Any]
    ctx: NotRequired[Annotated[dict[str, Any], WithJsonSchema({"type": "object", "title": "Context"})]]


class HTTPValidationError(TypedDict, total=False):
    detail: list[ValidationError]
