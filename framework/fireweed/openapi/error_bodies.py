"""The bodies of errors as types, for each format that an application can answer errors in.

The types have no docstrings: they would be descriptions in the document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NotRequired

from typing_extensions import TypedDict

from fireweed.exceptions import BaseHTTPException
from fireweed.openapi.merging import Json
from fireweed.openapi.validation_error import HTTPValidationError, ValidationError
from fireweed.problem_handlers import PROBLEM_MEDIA_TYPE, build_problem
from fireweed.types import ErrorFormat


class HTTPError(TypedDict):
    detail: str


class StructuredHTTPError(TypedDict):
    detail: Any


class ProblemDetails(TypedDict):
    type: str
    title: NotRequired[str]
    status: int
    detail: NotRequired[str]
    instance: NotRequired[str]


class ValidationProblem(ProblemDetails):
    errors: list[ValidationError]


@dataclass(frozen=True, slots=True)
class ErrorBodies:
    """How errors are answered: `structured` is the body of an exception whose detail is no text."""

    media_type: str
    error: Any
    structured: Any
    validation: Any
    build_example: Callable[[BaseHTTPException], Json]


def _build_detail(error: BaseHTTPException) -> Json:
    return {"detail": error.detail}


DETAIL_BODIES = ErrorBodies("application/json", HTTPError, StructuredHTTPError, HTTPValidationError, _build_detail)
"""`{"detail": ...}`, the format that applications have unless they choose another."""

PROBLEM_BODIES = ErrorBodies(PROBLEM_MEDIA_TYPE, ProblemDetails, ProblemDetails, ValidationProblem, build_problem)
"""Problem details (RFC 9457)."""

ERROR_BODIES: Mapping[ErrorFormat, ErrorBodies] = {"detail": DETAIL_BODIES, "problem": PROBLEM_BODIES}
