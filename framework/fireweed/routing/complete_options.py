"""All options of a path operation with their values: what route classes of programs are given, and what tools show.

Our own `APIRoute` is told only what was said. A class with an `__init__` of its own may look at any option, or name
them all, and knows none of `outer`.
"""

from collections.abc import Mapping
from typing import Any, Final

from fireweed.defaults import Default
from fireweed.routing.options import (
    DEFAULT_RESPONSE_CLASS,
    DEFAULT_RESPONSE_VALIDATION,
    DEFAULT_STRICT_CONTENT_TYPE,
    DEFAULT_UNIQUE_ID_FUNCTION,
    Inherited,
)

SHARED_DEFAULTS: Final[Mapping[str, Any]] = {
    "tags": None,
    "dependencies": None,
    "responses": None,
    "raises": None,
    "deprecated": None,
    "include_in_schema": True,
    "callbacks": None,
    "generate_unique_id_function": DEFAULT_UNIQUE_ID_FUNCTION,
    "strict_content_type": DEFAULT_STRICT_CONTENT_TYPE,
    "max_body_size": None,
    "form_limits": None,
    "response_validation": DEFAULT_RESPONSE_VALIDATION,
}
ROUTER_DEFAULTS: Final[Mapping[str, Any]] = {
    **SHARED_DEFAULTS,
    "prefix": "",
    "default_response_class": DEFAULT_RESPONSE_CLASS,
}
ROUTE_DEFAULTS: Final[Mapping[str, Any]] = {
    **SHARED_DEFAULTS,
    "name": None,
    "response_model": Default(None),
    "status_code": None,
    "response_class": DEFAULT_RESPONSE_CLASS,
    "response_model_include": None,
    "response_model_exclude": None,
    "response_model_by_alias": True,
    "response_model_exclude_unset": False,
    "response_model_exclude_defaults": False,
    "response_model_exclude_none": False,
    "summary": None,
    "description": None,
    "response_description": "Successful Response",
    "operation_id": None,
    "openapi_extra": None,
}

# What route classes of programs need not know.
_OURS: Final = frozenset({"raises", "form_limits", "response_validation"})


def complete_options(outer: Inherited, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an operation together with what its router says, each with its value; the prefix is left out."""
    both = outer.around(Inherited.of(options))
    rare = {name: value for name in ("raises", "form_limits") if (value := getattr(both, name))}
    return {
        **{name: value for name, value in ROUTE_DEFAULTS.items() if name not in _OURS},
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
