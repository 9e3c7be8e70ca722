"""Messages of a WebSocket as the types that an application expects."""

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fireweed.exceptions import WebSocketRequestValidationError


def parse_message(type_: Any, document: str | bytes) -> Any:
    """The value of a JSON document as `type_`: a model, a union of models, a TypedDict, or what else pydantic knows.

    Raises:
        WebSocketRequestValidationError: the document is no JSON, or does not fit; `loc` begins with "message".
    """
    try:
        return _get_adapter(type_).validate_json(document)
    except ValidationError as error:
        errors = [{**item, "loc": ("message", *item["loc"])} for item in error.errors(include_url=False)]
        raise WebSocketRequestValidationError(errors) from error


@lru_cache(maxsize=1024)
def _build_adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def _get_adapter(type_: Any) -> TypeAdapter[Any]:
    try:
        hash(type_)
    except TypeError:  # annotated with something that cannot be hashed
        return TypeAdapter(type_)
    return _build_adapter(type_)
