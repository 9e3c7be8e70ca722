"""Functions under the module name that programs know: what a status, an option or a part of a document comes to."""

import re
import warnings
from typing import Any

from fireweed.defaults import DefaultPlaceholder
from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.openapi.merging import merge as deep_dict_update
from fireweed.routing.unique_id import generate_unique_id

__all__ = [
    "deep_dict_update",
    "generate_operation_id_for_path",
    "generate_unique_id",
    "get_path_param_names",
    "get_value_or_default",
    "is_body_allowed_for_status_code",
]

_WITHOUT_BODY = (204, 205, 304)


def is_body_allowed_for_status_code(status_code: int | str | None) -> bool:
    """Whether a response may have a body (RFC 9110 §6.4.1).

    None and what a document says instead of a status ("default", "2XX") allow it.
    """
    if status_code is None or not str(status_code).isdecimal():
        return True
    return int(status_code) >= 200 and int(status_code) not in _WITHOUT_BODY


def get_value_or_default(first: Any, *others: Any) -> Any:
    """Return the first that is not a `Default`, else the first."""
    given = (value for value in (first, *others) if not isinstance(value, DefaultPlaceholder))
    return next(given, first)


def get_path_param_names(path: str) -> set[str]:
    """Return what stands in braces in a path, with the convertor if one is written."""
    return set(re.findall(r"\{(.*?)\}", path))


def generate_operation_id_for_path(*, name: str, path: str, method: str) -> str:
    """Return the id that an operation had before there was `generate_unique_id`. Deprecated."""
    text = "`generate_operation_id_for_path` is deprecated. Use `generate_unique_id(route)` instead."
    warnings.warn(text, FireweedDeprecationWarning, stacklevel=2)
    return re.sub(r"\W", "_", f"{name}{path}") + f"_{method.lower()}"
