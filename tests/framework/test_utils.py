from typing import Any

import pytest

from fireweed import Fireweed
from fireweed.datastructures import Default
from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.routing import APIRoute
from fireweed.utils import (
    deep_dict_update,
    generate_operation_id_for_path,
    generate_unique_id,
    get_path_param_names,
    get_value_or_default,
    is_body_allowed_for_status_code,
)


@pytest.mark.parametrize(
    ("status", "is_allowed"),
    [
        (None, True),
        (200, True),
        ("404", True),
        ("default", True),
        ("2XX", True),
        *((n, False) for n in (100, 204, 205)),
    ],
)
def test_knows_which_statuses_have_a_body(status: int | str | None, is_allowed: bool) -> None:
    assert is_body_allowed_for_status_code(status) == is_allowed


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        pytest.param((Default(1), 2, 3), 2, id="first given"),
        pytest.param((None, 2), None, id="given as None"),
        pytest.param((Default(1), Default(2)), Default(1), id="none given"),
    ],
)
def test_takes_the_first_value_that_was_given(values: tuple[Any, ...], chosen: Any) -> None:
    assert get_value_or_default(*values) == chosen


def test_updates_a_document_in_depth() -> None:
    document = {"info": {"title": "API"}, "tags": ["a"]}

    deep_dict_update(document, {"info": {"version": "1"}, "tags": ["b"]})

    assert document == {"info": {"title": "API", "version": "1"}, "tags": ["a", "b"]}


def test_names_an_operation() -> None:
    app = Fireweed()
    app.get("/items/{item_id}")(test_names_an_operation)

    [route] = [route for route in app.routes if isinstance(route, APIRoute)]

    assert generate_unique_id(route) == "test_names_an_operation_items__item_id__get"


def test_names_an_operation_as_before_with_a_warning() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="generate_unique_id"):
        operation_id = generate_operation_id_for_path(name="read_item", path="/items/{item_id}", method="GET")

    assert operation_id == "read_item_items__item_id__get"


def test_finds_the_names_of_path_parameters() -> None:
    assert get_path_param_names("/items/{item_id}/files/{name:path}") == {"item_id", "name:path"}
