import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import pytest

from fireweed.endpoint.signature import EMPTY, Unevaluated, describe, evaluate, locate, parse_signature
from fireweed.exceptions import DeclarationError

if TYPE_CHECKING:
    from decimal import Decimal as OnlyForTypeCheckers

HERE = __file__

T = TypeVar("T")


class Later:
    pass


def plain(a: int, b: str = "x", *, c: float = 1.5) -> bool:
    return True


class Callable_:
    def __init__(self, a: int = 0) -> None:
        self.a = a

    def __call__(self, b: str) -> None: ...

    def method(self, c: float) -> None: ...

    @classmethod
    def of_class(cls, d: bytes) -> None: ...

    @staticmethod
    def static(e: bool) -> None: ...


class Generic_(Generic[T]):
    def __init__(self, f: int) -> None: ...


class Quoted:
    def __init__(self, a: "Later") -> None: ...

    def __call__(self, a: "Later") -> None: ...

    def method(self, a: "Later") -> None: ...


def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def names(call: Callable[..., Any]) -> dict[str, Any]:
    return {parameter.name: parameter.annotation for parameter in parse_signature(call).parameters}


def test_reads_parameters_in_order_with_defaults() -> None:
    signature = parse_signature(plain)

    assert [(parameter.name, parameter.annotation, parameter.default) for parameter in signature.parameters] == [
        ("a", int, EMPTY),
        ("b", str, "x"),
        ("c", float, 1.5),
    ]
    assert signature.return_annotation is bool


def test_knows_what_is_not_annotated() -> None:
    signature = parse_signature(lambda a: a)

    assert signature.parameters[0].annotation is EMPTY
    assert signature.return_annotation is EMPTY


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        (Callable_, {"a": int}),
        (Callable_(), {"b": str}),
        (Callable_().method, {"c": float}),
        (Callable_.of_class, {"d": bytes}),
        (Callable_.static, {"e": bool}),
        (functools.partial(plain, 1), {"b": str, "c": float}),
        (functools.partial(functools.partial(plain, 1), "y"), {"c": float}),
        (functools.partial(plain, b="y"), {"a": int, "b": str, "c": float}),
        (wrapped(plain), {"a": int, "b": str, "c": float}),
        (functools.partial(Callable_().method), {"c": float}),
        (Generic_[int], {"f": int}),
    ],
    ids=[
        "class",
        "instance",
        "method",
        "class-method",
        "static",
        "partial",
        "nested",
        "named",
        "wraps",
        "partial-method",
        "generic",
    ],
)
def test_reads_every_kind_of_callable(call: Callable[..., Any], parameters: dict[str, Any]) -> None:
    assert names(call) == parameters


def test_passes_over_what_collects_arguments() -> None:
    def collecting(a: int, *args: int, **kwargs: int) -> None: ...

    assert names(collecting) == {"a": int}


def test_evaluates_strings_in_the_module_of_the_function() -> None:
    def function(a: "Later", b: "list[Later]", c: list["Later"], d: "Annotated[int, 'note']") -> "Later":
        return a

    assert names(function) == {"a": Later, "b": list[Later], "c": list[Later], "d": Annotated[int, "note"]}
    assert parse_signature(function).return_annotation is Later


def test_evaluates_strings_in_the_module_of_the_wrapped_function() -> None:
    elsewhere: dict[str, Any] = {"Known": float}
    exec("def function(a: 'Known') -> None: ...", elsewhere)

    assert names(wrapped(elsewhere["function"])) == {"a": float}


@pytest.mark.parametrize("call", [Quoted, Quoted(Later()), Quoted(Later()).method], ids=["class", "instance", "method"])
def test_evaluates_strings_in_the_module_of_the_class(call: Callable[..., Any]) -> None:
    assert names(call) == {"a": Later}


def test_leaves_what_cannot_be_evaluated_unevaluated() -> None:
    def function(a: "OnlyForTypeCheckers", b: "list[OnlyForTypeCheckers]", c: "int") -> "OnlyForTypeCheckers":
        return a

    annotations = names(function)

    assert isinstance(annotations["a"], Unevaluated)
    assert isinstance(annotations["b"], Unevaluated)
    assert annotations["c"] is int
    assert isinstance(parse_signature(function).return_annotation, Unevaluated)


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        ("Missing", "'Missing' (NameError: name 'Missing' is not defined)"),
        (list["Missing"], "list['Missing'] (NameError: name 'Missing' is not defined)"),  # type: ignore[name-defined]  # noqa: F821
        ("inspect.missing", "'inspect.missing' (AttributeError: "),
        ("1 / 0", "'1 / 0' (ZeroDivisionError: division by zero)"),
        ("no expression", "'no expression' (SyntaxError: "),
    ],
    ids=["name", "nested", "attribute", "any-error", "syntax"],
)
def test_unevaluated_annotation_shows_why(annotation: Any, text: str) -> None:
    unevaluated = evaluate(annotation, {"inspect": inspect})

    assert isinstance(unevaluated, Unevaluated)
    assert repr(unevaluated).startswith(text)


@pytest.mark.parametrize("annotation", [3, [int], None, inspect], ids=["number", "list", "None", "module"])
def test_annotation_that_is_no_type_is_left_to_others(annotation: Any) -> None:
    assert evaluate(annotation, {}) == (type(None) if annotation is None else annotation)


def test_positional_only_parameter_is_refused() -> None:
    def positional(a: int, /) -> None: ...

    with pytest.raises(
        DeclarationError, match=r"positional at .*test_signature\.py:\d+: parameter 'a' is positional-only"
    ):
        parse_signature(positional)


def test_positional_only_parameter_with_default_is_refused_as_well() -> None:
    def positional(a: int = 1, /) -> None: ...

    with pytest.raises(DeclarationError, match=r"Remove the '/' from the signature"):
        parse_signature(positional)


@pytest.mark.parametrize("call", [int, str], ids=["int", "str"])
def test_callable_without_signature_is_refused(call: Callable[..., Any]) -> None:
    with pytest.raises(DeclarationError, match=rf"^{call.__name__} has no signature that can be read\. Wrap it"):
        parse_signature(call)


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"^3 cannot be called\."):
        parse_signature(3)  # type: ignore[arg-type]  # that it is refused is what is tested


def line_of(function: Callable[..., Any]) -> int:
    return inspect.getsourcelines(function)[1]


@pytest.mark.parametrize(
    ("call", "name", "found"),
    [
        (plain, "plain", plain),
        (functools.partial(plain, 1), "plain", plain),
        (wrapped(plain), "plain", plain),
        (Callable_().method, "Callable_.method", Callable_.method),
        (Callable_, "Callable_", Callable_),
        (Callable_(), "Callable_", Callable_),
    ],
    ids=["function", "partial", "wraps", "method", "class", "instance"],
)
def test_locates_a_callable(call: Callable[..., Any], name: str, found: Callable[..., Any]) -> None:
    assert locate(call) == {"function": name, "file": HERE, "line": line_of(found)}
    assert describe(call) == f"{name} at {HERE}:{line_of(found)}"


def test_local_callable_is_named_without_its_surroundings() -> None:
    class Local:
        def __call__(self) -> None: ...

    def local() -> None: ...

    assert locate(local)["function"] == "local"
    assert locate(Local())["function"] == "Local"


def test_builtin_is_named_alone() -> None:
    assert locate(len) == {"function": "len"}
    assert describe(len) == "len"
