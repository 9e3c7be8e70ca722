from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from annotated_types import Gt, Lt
from pydantic import BaseModel, BeforeValidator, Field, Json
from typing_extensions import TypeAliasType

from fireweed import Body, Cookie, Depends, Header, Path, Query, params
from fireweed.background import BackgroundTasks
from fireweed.connection import HTTPConnection
from fireweed.endpoint.classify import Declaration, Special, classify_parameter, find_special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.signature import EMPTY, Parameter
from fireweed.exceptions import DeclarationError
from fireweed.forms import UploadFile
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.security import SecurityScopes
from fireweed.websockets import WebSocket


class Model(BaseModel):
    a: int = 0


@dataclass
class Data:
    a: int


def dependency() -> int:
    return 1


def endpoint() -> None: ...


QueryAlias = TypeAliasType("QueryAlias", Annotated[int, Query(gt=3)])
DependsAlias = TypeAliasType("DependsAlias", Annotated[int, Depends(dependency)])
ListAlias = TypeAliasType("ListAlias", list[int])


def classify(annotation: Any = EMPTY, default: Any = EMPTY, path_names: set[str] | None = None) -> Declaration:
    return classify_parameter(endpoint, Parameter("x", annotation, default), frozenset(path_names or ()))


def classify_field(annotation: Any = EMPTY, default: Any = EMPTY, path_names: set[str] | None = None) -> InputField:
    field = classify(annotation, default, path_names)
    assert isinstance(field, InputField)
    return field


# Where a value comes from...


@pytest.mark.parametrize(
    ("annotation", "source"),
    [
        (EMPTY, Source.QUERY),
        (int, Source.QUERY),
        (int | None, Source.QUERY),
        (Any, Source.QUERY),
        (bytes, Source.QUERY),
        (Json[int], Source.QUERY),
        (Annotated[int, Field(gt=1)], Source.QUERY),
        (Model, Source.BODY),
        (Data, Source.BODY),
        (Model | None, Source.BODY),
        (list[int], Source.BODY),
        (list, Source.BODY),
        (dict[str, int], Source.BODY),
        (tuple[int, str], Source.BODY),
        (Json[Model], Source.BODY),
        (ListAlias, Source.BODY),
        (QueryAlias, Source.QUERY),
    ],
    ids=str,
)
def test_source_follows_from_the_type(annotation: Any, source: Source) -> None:
    assert classify_field(annotation).source is source


@pytest.mark.parametrize("annotation", [EMPTY, int, Json[list[int]]], ids=str)
def test_name_in_the_template_is_a_path_parameter(annotation: Any) -> None:
    assert classify_field(annotation, path_names={"x"}).source is Source.PATH


@pytest.mark.parametrize(
    ("marker", "source"),
    [
        (Query(), Source.QUERY),
        (Path(), Source.PATH),
        (Header(), Source.HEADER),
        (Cookie(), Source.COOKIE),
        (Body(), Source.BODY),
    ],
    ids=["query", "path", "header", "cookie", "body"],
)
def test_marker_says_the_source_in_both_styles(marker: Any, source: Source) -> None:
    assert classify_field(Annotated[int, marker]).source is source
    assert classify_field(int, marker).source is source


def test_last_marker_wins() -> None:
    assert classify_field(Annotated[int, Query(), Header()]).source is Source.HEADER
    assert classify(Annotated[int, Query(), Depends(dependency)]) == params.Depends(dependency)
    assert classify_field(Annotated[DependsAlias, Query()]).source is Source.QUERY


def test_marker_of_ones_own_has_the_source_of_its_base() -> None:
    class Token(params.Header):
        pass

    assert classify_field(Annotated[str, Token()]).source is Source.HEADER


@pytest.mark.parametrize(
    "annotation", [list[int], list[int] | None, set[str], tuple[int, ...], ListAlias, list], ids=str
)
@pytest.mark.parametrize("marker", [Query(), Header(), Cookie()], ids=["query", "header", "cookie"])
def test_collections_with_a_marker_are_lists(annotation: Any, marker: Any) -> None:
    assert classify_field(Annotated[annotation, marker]).is_list


@pytest.mark.parametrize("annotation", [int, str, Json[list[int]]], ids=str)
def test_other_parameters_are_no_lists(annotation: Any) -> None:
    assert not classify_field(Annotated[annotation, Query()]).is_list


# What is merged...


def test_constraints_of_all_markers_and_fields_are_merged() -> None:
    field = classify_field(Annotated[int, Field(gt=2), Query(title="t"), Query(lt=10)])

    assert field.info.metadata == [Gt(2), Lt(10)]
    assert field.info.title == "t"


def test_constraints_beside_a_default_marker_are_merged() -> None:
    field = classify_field(Annotated[int, Field(gt=2)], Query(7, lt=10))

    assert {Gt(2), Lt(10)} == set(field.info.metadata)
    assert field.info.default == 7


def test_marker_keeps_what_an_inner_field_says() -> None:
    count = Annotated[int, Field(alias="count", title="Count", description="How many", examples=[1], deprecated=True)]

    info = classify_field(Annotated[count, Query()]).info

    assert (info.alias, info.title, info.description, info.examples, info.deprecated) == (
        "count",
        "Count",
        "How many",
        [1],
        True,
    )


def test_marker_overrides_what_an_inner_field_says() -> None:
    field = classify_field(Annotated[int, Field(alias="inner", title="Inner"), Query(alias="outer", title=None)])

    assert field.request_names == ("outer",)
    assert field.info.title is None


def test_alias_of_none_takes_an_inner_alias_away() -> None:
    assert classify_field(Annotated[int, Field(alias="inner"), Query(alias=None)]).request_names == ("x",)


def test_schema_extras_are_merged() -> None:
    field = classify_field(Annotated[int, Field(json_schema_extra={"a": 1}), Query(json_schema_extra={"b": 2})])

    assert field.info.json_schema_extra == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (int, 5),
        (Annotated[int, Query()], 5),
        (int, Query(5)),
        (QueryAlias, 5),
        (int, Field(default=5)),
    ],
    ids=["plain", "annotated", "marker", "alias", "field"],
)
def test_default_makes_a_parameter_optional(annotation: Any, default: Any) -> None:
    info = classify_field(annotation, default).info

    assert not info.is_required()
    assert info.default == 5


@pytest.mark.parametrize("default", [EMPTY, Query(), Query(...)], ids=["none", "marker", "ellipsis"])
def test_nullable_parameter_without_default_is_required(default: Any) -> None:
    assert classify_field(int | None, default).is_required


def test_bare_default_of_a_path_parameter_is_passed_over() -> None:
    assert classify_field(str, "a", path_names={"x"}).is_required


# What is handed over by type...


@pytest.mark.parametrize(
    ("class_", "special"),
    [
        (Request, Special.REQUEST),
        (HTTPConnection, Special.CONNECTION),
        (WebSocket, Special.WEBSOCKET),
        (Response, Special.RESPONSE),
        (JSONResponse, Special.RESPONSE),
        (BackgroundTasks, Special.BACKGROUND_TASKS),
        (SecurityScopes, Special.SECURITY_SCOPES),
    ],
)
def test_some_types_are_handed_over(class_: type[Any], special: Special) -> None:
    assert find_special(class_) is special
    assert classify(class_) is special
    assert classify(Annotated[class_, "note"]) is special
    assert classify(class_, None) is special


@pytest.mark.parametrize("type_", [int, Model, list[Request], Request | None], ids=str)
def test_other_types_are_not_handed_over(type_: Any) -> None:
    assert find_special(type_) is None


def test_scopes_know_their_string() -> None:
    assert SecurityScopes(["a", "b"]).scope_str == "a b"
    assert SecurityScopes().scopes == []


# Dependencies...


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (int, Depends(dependency)),
        (EMPTY, Depends(dependency)),
        (Annotated[int, Depends(dependency)], EMPTY),
        (DependsAlias, EMPTY),
        (Request, Depends(dependency)),
        (Annotated[Response, Depends(dependency)], EMPTY),
    ],
    ids=["default", "no-annotation", "annotated", "alias", "special", "special-annotated"],
)
def test_depends_is_a_dependency(annotation: Any, default: Any) -> None:
    assert classify(annotation, default) == params.Depends(dependency)


def test_default_beside_an_annotated_dependency_is_for_others() -> None:
    assert classify(Annotated[int, Depends(dependency)], None) == params.Depends(dependency)


@pytest.mark.parametrize(
    ("annotation", "default"),
    [(Model, Depends()), (Annotated[Model, Depends()], EMPTY), (TypeAliasType("M", Model), Depends())],
    ids=["default", "annotated", "alias"],
)
def test_depends_without_dependency_takes_the_type(annotation: Any, default: Any) -> None:
    assert classify(annotation, default) == params.Depends(Model)


def test_security_stays_what_it_is() -> None:
    marker = params.Security(scopes=["a"])

    assert classify(Annotated[Model, marker]) == params.Security(Model, scopes=["a"])


# What contradicts itself, in the words that users know...

CONTRADICTIONS: list[tuple[str, Any, Any, set[str], str]] = [
    (
        "default-in-annotated",
        Annotated[int, Query(1)],
        EMPTY,
        set(),
        "`Query` default value cannot be set in `Annotated` for 'x'. Set the default value with `=` instead.",
    ),
    (
        "two-defaults",
        Annotated[int, Header(1)],
        2,
        set(),
        "`Header` default value cannot be set in `Annotated` for 'x'. Set the default value with `=` instead.",
    ),
    ("path-default", Annotated[int, Path()], 1, {"x"}, "Path parameters cannot have default values"),
    (
        "depends-twice",
        Annotated[int, Depends(dependency)],
        Depends(dependency),
        set(),
        "Cannot specify `Depends` in `Annotated` and default value together for 'x'",
    ),
    (
        "marker-and-depends",
        Annotated[int, Query()],
        Depends(dependency),
        set(),
        "Cannot specify a FastAPI annotation in `Annotated` and `Depends` as a default value together for 'x'",
    ),
    (
        "marker-twice",
        Annotated[int, Query()],
        Query(1),
        set(),
        "Cannot specify FastAPI annotations in `Annotated` and default value together for 'x'",
    ),
    (
        "depends-and-marker",
        Annotated[int, Depends(dependency)],
        Query(1),
        set(),
        "Cannot specify FastAPI annotations in `Annotated` and default value together for 'x'",
    ),
    ("query-in-path", Annotated[int, Query()], EMPTY, {"x"}, "Cannot use `Query` for path param 'x'"),
    ("body-in-path", int, Body(), {"x"}, "Cannot use `Body` for path param 'x'"),
    ("path-list", list[int], EMPTY, {"x"}, "Path params must be of one of the supported types"),
    ("path-model", Model, Path(), {"x"}, "Path params must be of one of the supported types"),
    (
        "query-dict",
        Annotated[dict[str, int], Query()],
        EMPTY,
        set(),
        "Query parameter 'x' must be one of the supported types",
    ),
    ("query-models", list[Model], Query(), set(), "Query parameter 'x' must be one of the supported types"),
    (
        "header-dict",
        Annotated[dict[str, int], Header()],
        EMPTY,
        set(),
        "Header parameter 'x' must be one of the supported types",
    ),
    ("path-file", UploadFile, EMPTY, {"x"}, "Path params must be of one of the supported types"),
    ("query-file", UploadFile, Query(), set(), "Query parameter 'x' must be one of the supported types"),
    ("cookie-dict", dict, Cookie(), set(), "Cookie parameter 'x' must be one of the supported types"),
    (
        "query-dict-of-validator",
        Annotated[dict[str, int], BeforeValidator(dict), Query()],
        EMPTY,
        set(),
        "Query parameter 'x' must be one of the supported types",
    ),
    (
        "request-query",
        Annotated[Request, Query()],
        EMPTY,
        set(),
        "Cannot specify FastAPI annotation for type <class 'fireweed.requests.Request'>",
    ),
    (
        "request-query-default",
        Request,
        Query(),
        set(),
        "Cannot specify FastAPI annotation for type <class 'fireweed.requests.Request'>",
    ),
]


@pytest.mark.parametrize(
    ("annotation", "default", "path_names", "message"),
    [case[1:] for case in CONTRADICTIONS],
    ids=[case[0] for case in CONTRADICTIONS],
)
def test_contradiction_is_refused(annotation: Any, default: Any, path_names: set[str], message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        classify(annotation, default, path_names)

    assert str(caught.value) == message
    assert "endpoint at " in caught.value.__notes__[0]


def test_default_and_factory_together_are_refused() -> None:
    with pytest.raises(DeclarationError, match=r"endpoint at .*: parameter 'x': cannot specify both default and"):
        classify(Annotated[int, Query(default_factory=int)], 1)


def test_marker_without_a_source_is_refused() -> None:
    with pytest.raises(DeclarationError, match="parameter 'x': `Param` does not say where the value is"):
        classify(Annotated[int, params.Param()])


# Fields that are shared...


def test_parameters_that_are_alike_share_their_field() -> None:
    assert classify_field(int, 1) is classify_field(int, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((int, 1), (int, True)),
        ((int | str, ""), (str | int, "")),
        ((int, EMPTY), (int, EMPTY, {"x"})),
        ((Annotated[int, Gt(1)], 2), (Annotated[int, Gt(True)], 2)),
    ],
    ids=["default", "order-of-a-union", "in-the-template", "constraint"],
)
def test_parameters_that_differ_have_fields_of_their_own(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert classify_field(*one) is not classify_field(*other)


def test_default_that_can_change_is_not_shared() -> None:
    assert classify_field(list[int], []) is not classify_field(list[int], [])
