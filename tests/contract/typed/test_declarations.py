"""Declarations that cannot work are refused when they are written: with function, parameter and remedy."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, RootModel

from fireweed import Body, Cookie, Depends, Fireweed, Header, Path, Query, Request, params
from fireweed.exceptions import DeclarationError, DependencyCycleError, PydanticV1NotSupportedError
from kit.endpoints import serve

HERE = r"endpoint at .*test_declarations\.py:\d+"


class Model(BaseModel):
    kind: str = "x"


class Nested(BaseModel):
    inner: Model = Model()


class NotAModel:
    pass


def get_user() -> int:
    return 1


def declare(annotation: Any, default: Any = ..., path: str = "/") -> None:
    def endpoint(x: Any) -> None: ...

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    Fireweed().post(path)(endpoint)


# With function, parameter and remedy...

REFUSED: dict[str, tuple[Any, Any, str]] = {
    "unknown-class": (NotAModel, ..., r"Unable to generate .*NotAModel.*Use a type that pydantic validates, or make"),
    "list-of-unknown": (list[NotAModel], ..., r"Unable to generate .*make the value with `Depends`"),
    "unknown-name": ("Missing", ..., r"its annotation 'Missing' \(NameError: .*Define or import what it names"),
    "unknown-nested-name": (list["Missing"], ..., r"its annotation list\['Missing'\] \(NameError"),  # type: ignore[name-defined]  # noqa: F821
    "syntax": ("int |", ..., r"its annotation 'int \|' \(SyntaxError: .*cannot be evaluated"),
    "mistake-in-a-string": (
        "Annotated[int, Query(colour=1)]",
        ...,
        r"\(TypeError: .*unexpected keyword argument 'colour'",
    ),
    "function-as-default": (int, get_user, r"its default is get_user at .* itself, not a value.*`Depends\(get_user\)`"),
    "class-as-default": (Model, Model, r"its default is Model at .* itself, not a value.*`Depends\(Model\)`"),
    "depends-not-called": (int, Depends, r"`Depends` is not called\. Write `Depends\(\.\.\.\)`"),
    "query-not-called": (Annotated[int, Query], ..., r"`Query` is not called\. Write `Query\(\.\.\.\)`"),
    "class-not-called": (Annotated[int, params.Header], ..., r"`Header` is not called"),
    "two-defaults": (Annotated[int, Query(default_factory=int)], 1, r"cannot specify both default and default_factory"),
    "pattern": (Annotated[str, Query(pattern="(")], ..., r"regex parse error: .* Correct its annotation"),
    "length-of-number": (Annotated[int, Query(min_length=1)], ..., r"`min_length` does not fit <class 'int'>"),
    "bound-of-string": (Annotated[str, Field(gt=1)], ..., r"`gt` does not fit <class 'str'>"),
    "discriminator": (
        Annotated[Model, Body(discriminator="kind")],
        ...,
        r"needs field 'kind' .* Correct its annotation",
    ),
    "model-of-models": (Annotated[Nested | None, Query()], None, r"the field 'inner' of Nested\. Make it"),
    "list-for-a-model": (RootModel[list[str]], Header(), r"the field 'root' of RootModel\[list\[str\]\]"),
    "optional-request": (Request | None, None, r"Unable to generate .*Request.*Use a type that pydantic validates"),
    "no-source": (Annotated[int, params.Param()], ..., r"`Param` does not say where the value is"),
}


@pytest.mark.parametrize(("annotation", "default", "problem"), REFUSED.values(), ids=REFUSED)
def test_parameter_that_cannot_work_is_refused(annotation: Any, default: Any, problem: str) -> None:
    with pytest.raises(DeclarationError, match=rf"^{HERE}: parameter 'x': .*{problem}"):
        declare(annotation, default)


def test_dependency_that_cannot_be_called_is_refused() -> None:
    with pytest.raises(DeclarationError, match=rf"^{HERE}: parameter 'x': its dependency is 3, which cannot be called"):
        declare(int, Depends(3))  # type: ignore[arg-type]  # that it is refused is what is tested


def test_dependency_on_a_builtin_type_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match=rf"^{HERE}: of a dependency: int has no signature .*Wrap it in a function"
    ):
        declare(Annotated[int, Depends()])


def test_parameter_of_a_dependency_is_refused_with_the_dependency() -> None:
    def dependency(wrong: NotAModel) -> None: ...

    with pytest.raises(DeclarationError, match=r"^dependency at .*:\d+: parameter 'wrong': Unable to generate"):
        declare(None, Depends(dependency))


def test_dependency_cycle_is_refused() -> None:
    def first(x: Any = None) -> None: ...

    def second(x: None = Depends(first)) -> None: ...

    first.__defaults__ = (Depends(second),)

    with pytest.raises(
        DependencyCycleError, match=r"^A dependency depends on itself: first at .* -> second at .* -> first"
    ):
        declare(None, Depends(first))


def test_positional_only_parameter_is_refused() -> None:
    def endpoint(x: int, /) -> None: ...

    with pytest.raises(DeclarationError, match=rf"^{HERE}: parameter 'x' is positional-only, .*Remove the '/'"):
        serve(endpoint)


def test_endpoint_that_cannot_be_called_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"^3 cannot be called"):
        serve(3)  # type: ignore[arg-type]  # that it is refused is what is tested


def test_return_annotation_that_cannot_be_evaluated_is_refused() -> None:
    def endpoint() -> "Missing": ...  # type: ignore[name-defined]  # noqa: F821  # that it is missing is what is tested

    with pytest.raises(DeclarationError, match=rf"^{HERE}: the return annotation 'Missing' \(NameError"):
        serve(endpoint)


def test_models_of_pydantic_1_are_refused() -> None:
    from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        a: int

    def endpoint() -> None: ...

    with pytest.raises(PydanticV1NotSupportedError, match=rf"^{HERE}: parameter 'x': Old is a pydantic\.v1 model"):
        declare(list[Old])
    with pytest.raises(PydanticV1NotSupportedError, match=rf"^{HERE}: the response model Old is a pydantic\.v1 model"):
        serve(endpoint, response_model=Old | None)


@pytest.mark.parametrize("call", [Query, Path, Header, Cookie, Body])
def test_unknown_option_is_refused_where_it_is_written(call: Any) -> None:
    with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'titel'\. Did you mean 'title'\?"):
        call(titel="x")


# In the words that users know...

KNOWN: dict[str, tuple[Any, Any, str, str]] = {
    "default-in-annotated": (
        Annotated[int, Query(1)],
        ...,
        "/",
        "`Query` default value cannot be set in `Annotated` for 'x'. Set the default value with `=` instead.",
    ),
    "path-default": (Annotated[int, Path()], 1, "/{x}", "Path parameters cannot have default values"),
    "two-depends": (
        Annotated[int, Depends(get_user)],
        Depends(get_user),
        "/",
        "Cannot specify `Depends` in `Annotated` and default value together for 'x'",
    ),
    "query-and-depends": (
        Annotated[int, Query()],
        Depends(get_user),
        "/",
        "Cannot specify a FastAPI annotation in `Annotated` and `Depends` as a default value together for 'x'",
    ),
    "two-markers": (
        Annotated[int, Query()],
        Query(1),
        "/",
        "Cannot specify FastAPI annotations in `Annotated` and default value together for 'x'",
    ),
    "query-in-path": (int, Query(), "/{x}", "Cannot use `Query` for path param 'x'"),
    "list-in-path": (list[int], ..., "/{x}", "Path params must be of one of the supported types"),
    "model-in-path": (Model, ..., "/{x}", "Path params must be of one of the supported types"),
    "dict-in-query": (
        Annotated[dict[str, int], Query()],
        ...,
        "/",
        "Query parameter 'x' must be one of the supported types",
    ),
    "models-in-query": (list[Model], Query(), "/", "Query parameter 'x' must be one of the supported types"),
}


@pytest.mark.parametrize(("annotation", "default", "path", "message"), KNOWN.values(), ids=KNOWN)
def test_contradiction_is_refused_in_known_words(annotation: Any, default: Any, path: str, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        declare(annotation, default, path)

    assert str(caught.value) == message
    assert "endpoint at " in caught.value.__notes__[0]


# What looks odd and works...


@pytest.mark.parametrize(
    ("annotation", "default"),
    [(list[int], [1]), (dict[str, Any], {}), (set[int], set()), (Any, object()), (int, None), (int, "text")],
    ids=str,
)
def test_any_value_may_be_a_default(annotation: Any, default: Any) -> None:
    declare(annotation, default)


def test_parameters_that_collect_the_rest_get_nothing() -> None:
    def endpoint(*args: int, a: int, **kwargs: int) -> list[Any]:
        return [args, a, kwargs]

    assert serve(endpoint).get("/?a=1&args=2&kwargs=3").json() == [[], 1, {}]
