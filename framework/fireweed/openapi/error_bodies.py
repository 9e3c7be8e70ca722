"""The bodies of errors as types, for each format that an application can answer errors in.

The types have no docstrings: they would be descriptions in the document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict

from fireweed.exceptions import BaseHTTPException
from fireweed.openapi.merging import Json
from fireweed.openapi.validation_error import HTTPValidationError


class HTTPError(TypedDict):
    detail: str


class StructuredHTTPError(TypedDict):
    detail: Any


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
