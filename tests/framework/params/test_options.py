from typing import Any

import pytest

from fireweed import params
from fireweed.params import BodyOptions, FieldOptions, HeaderOptions, MediaOptions, ParamOptions

# A value for each option that every marker takes.
VALUES: dict[str, Any] = {
    "default_factory": list,
    "alias": "a",
    "alias_priority": 2,
    "validation_alias": "v",
    "serialization_alias": "s",
    "title": "t",
    "description": "d",
    "gt": 1,
    "ge": 1,
    "lt": 1,
    "le": 1,
    "min_length": 1,
    "max_length": 1,
    "pattern": "^a",
    "discriminator": "kind",
    "strict": True,
    "validate_default": True,
    "union_mode": "smart",
    "fail_fast": True,
    "multiple_of": 2,
    "allow_inf_nan": False,
    "max_digits": 3,
    "decimal_places": 2,
    "examples": [1],
    "openapi_examples": {},
    "deprecated": True,
    "include_in_schema": False,
    "json_schema_extra": {},
}
DEPRECATED = {"regex", "example"}


def test_table_of_values_is_complete() -> None:
    assert VALUES.keys() | DEPRECATED == FieldOptions.__optional_keys__


@pytest.mark.parametrize("option", sorted(VALUES))
@pytest.mark.parametrize("marker", [params.Query, params.Path, params.Header, params.Cookie, params.Body])
def test_every_marker_takes_every_option(marker: type[Any], option: str) -> None:
    assert marker(**{option: VALUES[option]}) is not None


@pytest.mark.parametrize(
    ("options", "own"),
    [
        (ParamOptions, set()),
        (HeaderOptions, {"convert_underscores"}),
        (MediaOptions, {"media_type"}),
        (BodyOptions, {"media_type", "embed"}),
    ],
    ids=["param", "header", "media", "body"],
)
def test_some_markers_take_more(options: Any, own: set[str]) -> None:
    assert options.__optional_keys__ - FieldOptions.__optional_keys__ == own
