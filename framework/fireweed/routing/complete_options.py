"""All options of a path operation with their values: what route classes of programs are given, and what tools show.

Our own `APIRoute` is told only what was said. A class with an `__init__` of its own may look at any option, or name
them all, and knows none of `outer`.
"""

from collections.abc import Mapping
from typing import Any, Final

from fireweed.defaults import Default
from fireweed.routing.options import (
    DEFAULT_RESPONSE_CLASS,
    DEFAULT_STRICT_CONTENT_TYPE,
    DEFAULT_UNIQUE_ID_FUNCTION,
    Inherited,
)

ROUTE_DEFAULTS: Final[Mapping[str, Any]] = {
    "response_model": Default(None),
    "status_code": None,
    "tags": None,
    "dependencies": None,
    "summary": None,
    "description": None,
    "response_description": "Successful Response",
    "responses": None,
    "deprecated": None,
    "operation_id": None,
    "response_model_include": None,
    "response_model_exclude": None,
    "response_model_by_alias": True,
    "response_model_exclude_unset": False,
    "response_model_exclude_defaults": False,
    "response_model_exclude_none": False,
    "include_in_schema": True,
    "response_class": DEFAULT_RESPONSE_CLASS,
    "name": None,
    "callbacks": None,
    "openapi_extra": None,
    "generate_unique_id_function": DEFAULT_UNIQUE_ID_FUNCTION,
    "strict_content_type": DEFAULT_STRICT_CONTENT_TYPE,
    "max_body_size": None,
}


def complete_options(outer: Inherited, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an operation together with what its router says, each with its value; the prefix is left out."""
    both = outer.around(Inherited.of(options))
    rare = {name: value for name in ("raises", "form_limits") if (value := getattr(both, name))}
    return {
        **ROUTE_DEFAULTS,
        **options,
        **rare,
        "tags": list(both.tags),
        "dependencies": list(both.dependencies),
        "responses": dict(both.responses),
        "callbacks": list(both.callbacks),
        "deprecated": both.deprecated,
        "include_in_schema": both.include_in_schema,
        "response_class": both.response_class,
        "generate_unique_id_function": both.generate_unique_id_function,
        "strict_content_type": both.strict_content_type,
        "max_body_size": both.max_body_size,
        **({} if both.response_validation else {"response_validation": False}),
    }
