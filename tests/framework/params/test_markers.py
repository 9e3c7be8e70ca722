import warnings
from collections.abc import Callable
from typing import Any

import pytest
from annotated_types import Gt, MaxLen
from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.params import Body, Cookie, File, Form, Header, Param, ParamTypes, Path, Query

ALL = [Path, Query, Header, Cookie, Body, Form, File]


@pytest.mark.parametrize("marker", ALL)
def test_every_marker_is_a_field_info(marker: type[Any]) -> None:
    assert isinstance(marker(), FieldInfo)


@pytest.mark.parametrize(
    ("marker", "source"),
    [(Path, ParamTypes.path), (Query, ParamTypes.query), (Header, ParamTypes.header), (Cookie, ParamTypes.cookie)],
)
def test_parameters_know_where_they_are(marker: type[Param], source: ParamTypes) -> None:
    assert marker.in_ is source
    assert source.value == source.name


def test_form_is_a_body_and_file_is_a_form() -> None:
    assert issubclass(Form, Body)
    assert issubclass(File, Form)
    assert not issubclass(Query, Body)


@pytest.mark.parametrize(
    ("marker", "media_type"),
    [
        (Body(), "application/json"),
        (Form(), "application/x-www-form-urlencoded"),
        (File(), "multipart/form-data"),
        (Body(media_type="text/plain"), "text/plain"),
        (Form(media_type="multipart/form-data"), "multipart/form-data"),
    ],
    ids=["body", "form", "file", "body-given", "form-given"],
)
def test_bodies_have_a_media_type(marker: Body, media_type: str) -> None:
    assert marker.media_type == media_type


def test_body_is_embedded_only_if_asked() -> None:
    assert Body().embed is None
    assert Body(embed=True).embed is True


def test_header_converts_underscores_unless_told_otherwise() -> None:
    assert Header().convert_underscores is True
    assert Header(convert_underscores=False).convert_underscores is False


@pytest.mark.parametrize("marker", [Query, Header, Cookie, Body])
def test_marker_without_default_is_required(marker: type[Any]) -> None:
    assert marker().is_required()
    assert marker(...).is_required()
    assert marker().default is PydanticUndefined


@pytest.mark.parametrize("default", [None, 0, "", [], {}], ids=repr)
def test_any_default_makes_a_marker_optional(default: Any) -> None:
    marker = Query(default)

    assert not marker.is_required()
    assert marker.default == default


def test_factory_makes_a_marker_optional() -> None:
    marker = Query(default_factory=list)

    assert not marker.is_required()
    assert marker.default_factory is list


def test_default_and_factory_contradict_each_other() -> None:
    with pytest.raises(TypeError, match="both default and default_factory"):
        Query(1, default_factory=int)


@pytest.mark.parametrize("default", [1, None, PydanticUndefined], ids=["value", "None", "undefined"])
def test_path_takes_no_default(default: Any) -> None:
    with pytest.raises(AssertionError, match=r"^Path parameters cannot have a default value$"):
        Path(default)


def test_path_takes_an_ellipsis() -> None:
    assert Path(...).is_required()


@pytest.mark.parametrize(
    ("marker", "text"),
    [
        (Query(1), "Query(1)"),
        (Query("x"), "Query(x)"),
        (Query(), "Query(PydanticUndefined)"),
        (Body(...), "Body(PydanticUndefined)"),
        (Header(None), "Header(None)"),
    ],
    ids=["value", "text", "none-given", "ellipsis", "None"],
)
def test_representation_shows_the_default(marker: Any, text: str) -> None:
    assert repr(marker) == text


@pytest.mark.parametrize(
    ("options", "aliases"),
    [
        ({"alias": "a"}, ("a", "a", "a")),
        ({"validation_alias": "v"}, (None, "v", None)),
        ({"alias": "a", "validation_alias": "v"}, ("a", "v", "a")),
        ({"serialization_alias": "s"}, (None, None, "s")),
        ({"alias": "a", "serialization_alias": "s"}, ("a", "a", "s")),
        ({"alias": "a", "validation_alias": None}, ("a", "a", "a")),
        ({"alias": None}, (None, None, None)),
        ({}, (None, None, None)),
    ],
    ids=["alias", "validation", "both", "serialization", "alias-serialization", "None", "cleared", "nothing"],
)
def test_alias_stands_for_directions_that_are_not_given(options: Any, aliases: tuple[str | None, ...]) -> None:
    marker = Query(**options)

    assert (marker.alias, marker.validation_alias, marker.serialization_alias) == aliases


def test_choices_of_aliases_are_kept() -> None:
    choices = AliasChoices("a", "b")

    assert Query(validation_alias=choices).validation_alias is choices


def test_constraints_become_metadata() -> None:
    assert Query(gt=3, max_length=5).metadata == [Gt(gt=3), MaxLen(max_length=5)]


def test_an_option_of_none_constrains_nothing() -> None:
    assert Query(gt=None, pattern=None).metadata == []


def test_options_that_pydantic_does_not_know_are_attributes() -> None:
    marker = Query(include_in_schema=False, openapi_examples={"one": {"value": 1}})

    assert marker.include_in_schema is False
    assert marker.openapi_examples == {"one": {"value": 1}}


def test_options_that_pydantic_does_not_know_have_defaults() -> None:
    marker = Query()

    assert marker.include_in_schema is True
    assert marker.openapi_examples is None
    assert marker.example is PydanticUndefined


@pytest.mark.parametrize("option", ["title", "description", "examples", "deprecated", "json_schema_extra"])
def test_documentation_is_kept(option: str) -> None:
    value: Any = {"examples": [1], "deprecated": True, "json_schema_extra": {"a": 1}}.get(option, "text")

    assert getattr(Query(**{option: value}), option) == value


@pytest.mark.parametrize("marker", ALL)
def test_unknown_option_is_refused(marker: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match=rf"^{marker.__name__}\(\) got an unexpected keyword argument 'colour'$"):
        marker(colour=1)


def test_misspelt_option_is_refused_with_the_right_one() -> None:
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'min_lenght'\. Did you mean 'min_length'\?"):
        Query(min_lenght=1)  # type: ignore[call-arg]  # the misspelling is what is tested


@pytest.mark.parametrize(
    ("marker", "option"), [(Query, "embed"), (Query, "convert_underscores"), (Header, "embed"), (Path, "media_type")]
)
def test_option_of_another_marker_is_refused(marker: Callable[..., Any], option: str) -> None:
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{option}'"):
        marker(**{option: True})


def test_regex_is_a_deprecated_pattern() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="`regex` has been deprecated, please use `pattern` instead"):
        marker = Query(regex="^a")

    assert [constraint.pattern for constraint in marker.metadata] == ["^a"]


def test_pattern_wins_over_regex() -> None:
    with pytest.warns(FireweedDeprecationWarning):
        marker = Query(regex="^a", pattern="^b")

    assert [constraint.pattern for constraint in marker.metadata] == ["^b"]


def test_example_is_deprecated_and_kept() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="`example` has been deprecated, please use `examples` instead"):
        marker = Query(example="x")

    assert marker.example == "x"


def test_markers_do_not_warn_on_their_own() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Query(1, pattern="^a", examples=["a"])

    assert caught == []


def test_subclass_of_a_marker_is_named_in_its_representation() -> None:
    class ApiKey(Header):
        pass

    assert repr(ApiKey("x")) == "ApiKey(x)"
