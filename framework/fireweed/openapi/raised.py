"""The Response Objects of the errors that an operation declares in `raises`."""

import http
import inspect
from collections.abc import Iterable
from typing import Any

from fireweed.endpoint.outputs import BODILESS
from fireweed.exceptions import BaseHTTPException, ProblemException
from fireweed.openapi.merging import Json
from fireweed.openapi.schemas import Schemas
from fireweed.routing import APIRoute
from fireweed.status import HTTP_422_UNPROCESSABLE_CONTENT

DeclaredError = BaseHTTPException | type[Exception]


def describe_raised(route: APIRoute, schemas: Schemas, *, can_be_invalid: bool) -> Json:
    """The Response Objects by status; errors of one status share one, with an example each.

    An exception class that is no HTTP exception has a handler of its own, so the document gives it no content.
    """
    of_status: dict[int, list[DeclaredError]] = {}
    for declared in route.raises:
        of_status.setdefault(_get_status(declared), []).append(declared)
    return {
        str(status): _describe(route, status, declared, schemas, can_be_invalid=can_be_invalid)
        for status, declared in of_status.items()
    }


def _describe(
    route: APIRoute, status: int, declared: list[DeclaredError], schemas: Schemas, *, can_be_invalid: bool
) -> Json:
    errors = [error for error in map(_find_http_exception, declared) if error is not None]
    described: Json = {"description": "; ".join(dict.fromkeys(_describe_text(error, status) for error in declared))}
    names = dict.fromkeys(name for error in errors for name in error.headers or () if name.lower() != "content-type")
    if names:
        described["headers"] = {name: {"schema": {"type": "string"}} for name in names}
    if errors and status not in BODILESS:
        types = [_choose_type(errors, schemas)]
        if can_be_invalid and status == HTTP_422_UNPROCESSABLE_CONTENT:
            types.append(schemas.error_bodies.validation)
        places = [schemas.reserve(type_, "serialization", title="Error", endpoint=route.endpoint) for type_ in types]
        schema = places[0] if len(places) == 1 else {"anyOf": places}
        content = {"schema": schema, "examples": _build_examples(errors, schemas)}
        described["content"] = {schemas.error_bodies.media_type: content}
    return described


def _choose_type(errors: Iterable[BaseHTTPException], schemas: Schemas) -> Any:
    is_text = all(isinstance(error.detail, str) for error in errors)
    return schemas.error_bodies.error if is_text else schemas.error_bodies.structured


def _build_examples(errors: Iterable[BaseHTTPException], schemas: Schemas) -> Json:
    """Example Objects (OpenAPI 3.1 §4.8.19) by what tells the errors apart."""
    examples: Json = {}
    for error in errors:
        example = {"value": schemas.error_bodies.build_example(error)}
        if example in examples.values():
            continue
        name = error.detail if error.detail and isinstance(error.detail, str) else type(error).__name__
        examples[name if name not in examples else f"{name} ({len(examples) + 1})"] = example
    return examples


def _describe_text(declared: DeclaredError, status: int) -> str:
    error = _find_http_exception(declared)
    if error is not None and error.detail and isinstance(error.detail, str):
        return error.detail
    documentation = inspect.cleandoc(declared.__doc__ or "") if error is None else ""
    return documentation.partition("\n")[0] or find_phrase(status)


def find_phrase(status: int) -> str:
    """The reason phrase of a status (RFC 9110 §15), or what stands for it where there is none."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Additional Response"


def _find_http_exception(declared: DeclaredError) -> BaseHTTPException | None:
    """The exception as it will be raised; of a class, what its attributes say of all of them."""
    if isinstance(declared, BaseHTTPException):
        return declared
    if not issubclass(declared, BaseHTTPException):
        return None
    status = _get_status(declared)
    detail, headers = getattr(declared, "detail", None), getattr(declared, "headers", None)
    if issubclass(declared, ProblemException):
        return ProblemException(status, detail, headers, type=declared.type, title=declared.title)
    return BaseHTTPException(status, detail, headers)


def _get_status(declared: DeclaredError) -> int:
    status: int = getattr(declared, "status_code")  # noqa: B009  # of a class that `check_raises` has looked at
    return int(status)
