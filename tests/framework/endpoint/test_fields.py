from typing import Any

import pytest
from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo

from fireweed import params
from fireweed.endpoint.fields import InputField, Source, find_request_names

NO_PATH: frozenset[str] = frozenset()


def field(marker: Any, source: Source = Source.QUERY, *, is_list: bool = False) -> InputField:
    return InputField("a", source, marker, marker, is_list, find_request_names("a", marker, marker, NO_PATH))


@pytest.mark.parametrize(
    ("marker", "names"),
    [
        (params.Query(), ("user_id",)),
        (params.Header(), ("user-id",)),
        (params.Header(convert_underscores=False), ("user_id",)),
        (params.Header(alias="X_Id"), ("X_Id",)),
        (params.Query(alias="id"), ("id",)),
        (params.Query(alias="id", validation_alias="v"), ("v",)),
        (params.Query(serialization_alias="s"), ("user_id",)),
        (params.Query(validation_alias=AliasChoices("b", "a")), ("b", "a")),
        (params.Query(validation_alias=AliasPath("b", 0)), ("user_id",)),
        (params.Header(validation_alias=AliasPath("b", 0)), ("user-id",)),
        (params.Query(alias="id", validation_alias=AliasPath("b", 0)), ("id",)),
        (params.Query(validation_alias=AliasChoices("b", AliasPath("c", "d"))), ("b",)),
    ],
    ids=[
        "name",
        "header",
        "kept",
        "header-alias",
        "alias",
        "validation",
        "serialization",
        "choices",
        "path",
        "path-header",
        "path-alias",
        "mixed",
    ],
)
def test_names_in_the_request(marker: Any, names: tuple[str, ...]) -> None:
    assert find_request_names("user_id", marker, marker, NO_PATH) == names


def test_path_takes_the_choice_in_the_template() -> None:
    marker = params.Path(validation_alias=AliasChoices("one", "two"))

    assert find_request_names("a", marker, marker, frozenset({"two"})) == ("two",)


def test_path_without_a_choice_in_the_template_keeps_its_own_name() -> None:
    marker = params.Path(validation_alias=AliasChoices("one", "two"))

    assert find_request_names("a", marker, marker, NO_PATH) == ("a",)


def test_path_keeps_an_alias_that_the_template_lacks() -> None:
    marker = params.Path(alias="one")

    assert find_request_names("a", marker, marker, NO_PATH) == ("one",)


def test_empty_alias_is_none() -> None:
    marker = params.Query(alias="")

    assert find_request_names("a", marker, marker, NO_PATH) == ("a",)


def test_alias_is_taken_from_what_was_merged() -> None:
    info = FieldInfo(validation_alias="merged")

    assert find_request_names("a", info, params.Query(), NO_PATH) == ("merged",)


def test_first_choice_is_the_name_for_the_document() -> None:
    assert field(params.Query(validation_alias=AliasChoices("b", "c"))).alias == "b"


def test_field_is_required_without_default() -> None:
    assert field(params.Query()).is_required
    assert not field(params.Query(None)).is_required


@pytest.mark.parametrize(
    ("source", "is_list", "raw_key"),
    [
        (Source.QUERY, False, "query"),
        (Source.QUERY, True, "query_lists"),
        (Source.HEADER, True, "header_lists"),
        (Source.COOKIE, True, "cookie"),
        (Source.BODY, True, "body"),
        (Source.PATH, False, "path"),
    ],
)
def test_lists_are_collected_apart_where_names_repeat(source: Source, is_list: bool, raw_key: str) -> None:
    assert field(params.Query(), source, is_list=is_list).raw_key == raw_key
