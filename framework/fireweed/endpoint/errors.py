"""From a failed validation to the errors that a client is shown. Slow and exact: it runs for bad requests only.

Fast validation parses a JSON body inside pydantic. Here the request is validated once more as Python values, for the
errors and positions that the standard library's JSON parser gives.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from fireweed.endpoint.fields import LOCATION_OF_RAW_KEY, Source
from fireweed.endpoint.inputs import BodyForm, RawRequest, Validate
from fireweed.endpoint.sources import body_read_failure

Errors = list[dict[str, Any]]
BODY = Source.BODY.value


class MalformedBody(Exception):
    """The body is no JSON document; nothing else of the request is reported then."""

    def __init__(self, details: dict[str, Any], document: str) -> None:
        super().__init__(details["ctx"]["error"])
        self.details = details
        self.document = document


def validate_values(validate: Validate, raw: RawRequest) -> tuple[dict[str, Any] | None, Errors]:
    """The arguments of a callable, or what is wrong with them; the body, if any, is a Python value."""
    try:
        return validate(raw, from_attributes=True), []
    except ValidationError as error:
        return None, [_present(item, raw) for item in error.errors(include_url=False)]


def validate_again(
    validate_value: Validate, raw: RawRequest, first: ValidationError
) -> tuple[dict[str, Any] | None, Errors]:
    """Validate once more with the JSON body parsed, after the fast validation has failed with `first`.

    Raises:
        MalformedBody: the body is not JSON.
    """
    if BODY not in raw:
        return validate_values(validate_value, raw)
    arguments, errors = validate_values(validate_value, {**raw, BODY: parse_document(raw[BODY])})
    if arguments is not None and (malformed := _find_malformed_body(first)) is not None:
        # Python's parser lets through what no UTF-8 text can hold, such as half of a surrogate pair.
        raise MalformedBody(malformed, raw[BODY].decode("utf-8", "replace"))
    return arguments, errors


def parse_document(body: bytes) -> Any:
    """Parse a JSON document as the standard library does.

    Raises:
        MalformedBody: it is not JSON; `loc` ends in the position.
        BaseHTTPException: 400, it is not text, or nested deeper than the interpreter can follow.
    """
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        details = {
            "type": "json_invalid",
            "loc": (BODY, error.pos),
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": error.msg},
        }
        raise MalformedBody(details, error.doc) from error
    except (ValueError, RecursionError) as error:
        raise body_read_failure() from error


def parse_members(body: bytes) -> Mapping[str, Any]:
    """Parse a JSON body whose members are parameters; a document that is no object has none.

    Raises:
        MalformedBody, BaseHTTPException: see `parse_document`.
    """
    try:
        document = from_json(body)
    except ValueError:
        document = parse_document(body)
    return document if isinstance(document, dict) else {}


def describe_body(raw: RawRequest, form: BodyForm | None) -> Any:
    """The body for `RequestValidationError.body`: parsed where it is JSON, None where there is none."""
    body = raw.get(BODY)
    if form is BodyForm.JSON and body is not None:
        return parse_document(body)
    return body


def _present(error: Any, raw: RawRequest) -> dict[str, Any]:
    """One error of pydantic as clients know it: the source's name in `loc`, no raw request as `input`."""
    key, *rest = error["loc"] or (BODY,)
    error["loc"] = (LOCATION_OF_RAW_KEY.get(key, key), *rest)
    if error["input"] is raw:
        error["input"] = None
    presented: dict[str, Any] = error
    return presented


def _find_malformed_body(error: ValidationError) -> dict[str, Any] | None:
    for item in error.errors(include_url=False, include_input=False):
        if item["type"] == "json_invalid" and item["loc"] == (BODY,):
            return {**item, "loc": (BODY, 0), "msg": "JSON decode error", "input": {}}
    return None
