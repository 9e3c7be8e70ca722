"""From a failed validation to the errors that a client is shown. Slow and exact: it runs for bad requests only.

Fast validation parses a JSON body inside pydantic. Here the request is validated once more as Python values, for the
errors and positions that the standard library's JSON parser gives.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from fireweed.endpoint.fields import GROUP_KEYS, LOCATION_OF_RAW_KEY, RAW_KEYS, InputField, Source
from fireweed.endpoint.form_fields import Reading
from fireweed.endpoint.form_sources import FORM_KEY
from fireweed.endpoint.inputs import BodyForm, Inputs, RawRequest
from fireweed.endpoint.sources import body_read_failure
from fireweed.exceptions import BaseHTTPException, EndpointContext, ValidationException
from fireweed.requests import Request
from fireweed.types import Scope

Errors = list[dict[str, Any]]
BODY = Source.BODY.value

# What begins the `loc` of pydantic and that of clients alike.
_SOURCES = frozenset(source.value for source in Source)

# What an error's `loc` begins with where pydantic says a key of the raw request.
_SOURCE_NAMES = {
    **{key: LOCATION_OF_RAW_KEY.get(key, key) for key in RAW_KEYS},
    **{reading.value: BODY for reading in Reading},
}
_GROUP_KEYS = frozenset(GROUP_KEYS.values())


class MalformedBody(Exception):
    """The body is no JSON document; nothing else of the request is reported then."""

    def __init__(self, details: dict[str, Any], document: str) -> None:
        super().__init__(details["ctx"]["error"])
        self.details = details
        self.document = document


def validate_values(inputs: Inputs, raw: RawRequest) -> tuple[dict[str, Any] | None, Errors]:
    """The arguments of a callable, or what is wrong with them; the body, if any, is a Python value."""
    try:
        return inputs.validate_value(raw, from_attributes=True), []
    except ValidationError as error:
        return None, present_errors(error, inputs, raw)


def present_errors(error: ValidationError, inputs: Inputs, raw: RawRequest) -> Errors:
    """What is wrong with a request as clients know it: the source's name in `loc`, no raw request as `input`."""
    return [_present(item, inputs, raw) for item in error.errors(include_url=False)]


def validate_again(inputs: Inputs, raw: RawRequest, first: ValidationError) -> tuple[dict[str, Any] | None, Errors]:
    """Validate once more with the JSON body parsed, after the fast validation has failed with `first`.

    Raises:
        MalformedBody: the body is not JSON.
    """
    if BODY not in raw:
        return validate_values(inputs, raw)
    found = first.errors(include_url=False)
    document = parse_document(raw[BODY])
    arguments, errors = validate_values(inputs, {**raw, BODY: document})
    if any(item["type"] == "json_invalid" and item["loc"] == (BODY,) for item in found):
        refuse_lenient_document(raw[BODY])
    elif errors:
        errors = _keep_to_json(errors, [_present(item, inputs, raw) for item in found])
    return arguments, errors


def _keep_to_json(errors: Errors, found: Errors) -> Errors:
    """The errors of a Python value where JSON has some too; of those that JSON alone has, its own.

    A strict model takes a date from a JSON string, but not from a Python one: that is no error of the client.
    """
    places = {error["loc"] for error in found}
    kept = [error for error in errors if error["loc"] in places]
    worded = {error["loc"]: error for error in kept}
    if len(worded) == len(places):
        return kept
    return list({error["loc"]: worded.get(error["loc"], error) for error in found}.values())


def validate_without_members(inputs: Inputs, raw: RawRequest) -> tuple[dict[str, Any] | None, Errors]:
    """As `validate_values`, where body parameters are members of an object and the body is something else.

    Other JSON than an object lacks every member, with a default or not; what is not JSON counts as an empty object.
    """
    arguments, errors = validate_values(inputs, {**raw, BODY: {}})
    if isinstance(raw[BODY], bytes):
        return arguments, errors
    errors = [error for error in errors if error["loc"][0] != BODY]
    lacking = [field.alias for field in inputs.fields if field.source is Source.BODY]
    errors += [{"type": "missing", "loc": (BODY, name), "msg": "Field required", "input": None} for name in lacking]
    return (None, errors) if errors else (arguments, [])


def parse_document(body: bytes) -> Any:
    """Parse a JSON document as the standard library does.

    Raises:
        MalformedBody: it is not JSON; `loc` ends in the position.
        BaseHTTPException: 400, it is not text, or nested deeper than the interpreter can follow.
    """
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise MalformedBody(_describe_malformed(error.msg, error.pos), error.doc) from error
    except (ValueError, RecursionError) as error:
        raise body_read_failure() from error


async def read_json_of(request: Request) -> Any:
    """The document that `request.json()` gives.

    Raises:
        MalformedBody, BaseHTTPException: see `parse_document`.
    """
    try:
        return await request.json()
    except json.JSONDecodeError as error:
        raise MalformedBody(_describe_malformed(error.msg, error.pos), error.doc) from error
    except BaseHTTPException:
        raise
    except Exception as error:
        raise body_read_failure() from error


def parse_members(body: bytes) -> Any:
    """Parse a JSON body whose members are parameters.

    Raises:
        MalformedBody, BaseHTTPException: see `parse_document`.
    """
    try:
        return from_json(body)
    except ValueError:
        document = parse_document(body)
        refuse_lenient_document(body)
        return document


def refuse_lenient_document(body: bytes) -> None:
    """Refuse what the standard library lets through: half of a surrogate pair, or nesting that would exhaust stacks.

    UTF-16, UTF-32 and a byte order mark, which it lets through as well, do no harm.

    Raises:
        MalformedBody: there is such a thing in the document.
    """
    text = body.decode(json.detect_encoding(body), "surrogatepass")
    try:
        from_json(text.encode())
    except ValueError as error:
        document = text.encode(errors="replace").decode()
        raise MalformedBody(_describe_malformed(str(error), 0), document) from error


def describe_body(raw: RawRequest, form: BodyForm | None) -> Any:
    """The body for `RequestValidationError.body`: parsed where it is JSON or a form, None where there is none."""
    if form is BodyForm.FORM:
        return raw[FORM_KEY]
    body = raw.get(BODY)
    if form is BodyForm.JSON and body is not None:
        return parse_document(body)
    return body


def locate_error(error: ValidationException, context: EndpointContext, scope: Scope) -> None:
    """Complete the path in an error that was raised with `context`: the method, what is mounted around, the path.

    WS takes the place of a method that a WebSocket does not have.
    """
    path = context.get("path")
    if path is not None and error.endpoint_path == path:
        error.endpoint_path = f"{scope.get('method', 'WS')} {scope.get('root_path', '')}{path}"


def _present(error: Any, inputs: Inputs, raw: RawRequest) -> dict[str, Any]:
    location = error["loc"]
    if len(location) < 2 or location[0] not in _SOURCES:
        error["loc"] = _locate(location, inputs)
    if error["input"] is raw:
        error["input"] = None
    presented: dict[str, Any] = error
    return presented


def _locate(location: tuple[int | str, ...], inputs: Inputs) -> tuple[int | str, ...]:
    """Where clients look for an error. An invalid default stands under the parameter's name: nothing was given."""
    key, *rest = location or (BODY,)
    if key == Reading.GROUP.value:
        return BODY, *rest[1:]
    if key in _GROUP_KEYS:
        field = next(field for field in inputs.fields if field.raw_key == key and field.alias == rest[0])
        return _locate_in_group(field, rest[1:])
    if key == BODY or (key in _SOURCE_NAMES and rest):
        return _SOURCE_NAMES[key], *rest
    field = next(field for field in inputs.fields if field.name == key)
    if field.group is not None:
        return _locate_in_group(field, rest)
    is_whole_body = field.source is Source.BODY and inputs.form not in (BodyForm.MEMBERS, BodyForm.FORM)
    return (BODY, *rest) if is_whole_body else (field.source.value, field.alias, *rest)


def _locate_in_group(field: InputField, rest: Sequence[int | str]) -> tuple[int | str, ...]:
    """As `_locate`, for a model over all names of a source; errors of a union begin with the name of a model."""
    assert field.group is not None, "the field is a group"
    names = field.group.find_locations()
    position = 1 if field.group.is_union else 0
    named = (names.get(str(part), part) if index == position else part for index, part in enumerate(rest))
    return (field.source.value, *named)


def _describe_malformed(problem: str, position: int) -> dict[str, Any]:
    return {
        "type": "json_invalid",
        "loc": (BODY, position),
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": problem},
    }
