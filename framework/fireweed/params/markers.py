"""The markers `Path`, `Query`, `Header`, `Cookie`, `Body`, `Form` and `File`.

A marker is a pydantic `FieldInfo`, so pydantic itself merges several of them, and any `Field`, in one `Annotated`.
"""

import warnings
from enum import Enum
from typing import Any, ClassVar

from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typing_extensions import Unpack

from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.params.options import BodyOptions, FieldOptions, HeaderOptions, MediaOptions, ParamOptions


class ParamTypes(Enum):
    """Where OpenAPI says that a parameter is (its `in`)."""

    query = "query"
    header = "header"
    path = "path"
    cookie = "cookie"


# FieldInfo is final for type checkers, yet pydantic keeps subclasses of it working.
_FieldInfo: Any = FieldInfo


class Marker(_FieldInfo):  # type: ignore[misc]  # see above
    """What all markers share: the options that pydantic does not know.

    Raises:
        TypeError: an option that does not exist, a name that is none, or both a default and a factory of it.
    """

    default: Any
    include_in_schema: bool
    openapi_examples: dict[str, Any] | None
    example: Any

    def __init__(self, default: Any = PydanticUndefined, **options: Unpack[FieldOptions]) -> None:
        given: dict[str, Any] = dict(options)
        _check_names(type(self).__name__, given)
        _check_aliases(type(self).__name__, given)
        self.include_in_schema = given.pop("include_in_schema", True)
        self.openapi_examples = given.pop("openapi_examples", None)
        self.example = given.pop("example", PydanticUndefined)
        _warn_of_deprecated(given, self.example)
        if default is not PydanticUndefined:
            given["default"] = default
        _spread_alias(given)
        super().__init__(**given)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.default})"


class Param(Marker):
    """A parameter outside of the body."""

    in_: ClassVar[ParamTypes]


class Path(Param):
    """A part of the path, named in the route's template; always required.

    Raises:
        AssertionError: a default was given.
    """

    in_ = ParamTypes.path

    def __init__(self, default: Any = ..., **options: Unpack[ParamOptions]) -> None:
        assert default is ..., "Path parameters cannot have a default value"
        super().__init__(default=default, **options)


class Query(Param):
    """A part of the query string."""

    in_ = ParamTypes.query


class Header(Param):
    """A header field; `user_agent` reads `user-agent` unless `convert_underscores` is false."""

    in_ = ParamTypes.header
    convert_underscores: bool

    def __init__(self, default: Any = PydanticUndefined, **options: Unpack[HeaderOptions]) -> None:
        self.convert_underscores = options.pop("convert_underscores", True)
        super().__init__(default=default, **options)  # type: ignore[misc]  # what is left are FieldOptions


class Cookie(Param):
    """A cookie of the request."""

    in_ = ParamTypes.cookie


class Body(Marker):
    """The body, or a member of it, as JSON unless `media_type` says otherwise."""

    default_media_type: ClassVar[str] = "application/json"
    media_type: str
    embed: bool | None

    def __init__(self, default: Any = PydanticUndefined, **options: Unpack[BodyOptions]) -> None:
        self.embed = options.pop("embed", None)
        self.media_type = options.pop("media_type", self.default_media_type)
        super().__init__(default=default, **options)  # type: ignore[misc]  # what is left are FieldOptions


class Form(Body):
    """A field of a form."""

    default_media_type = "application/x-www-form-urlencoded"

    def __init__(self, default: Any = PydanticUndefined, **options: Unpack[MediaOptions]) -> None:
        super().__init__(default=default, **options)


class File(Form):
    """An uploaded file of a form."""

    default_media_type = "multipart/form-data"


def _check_names(marker: str, given: dict[str, Any]) -> None:
    """Refuse an option that does not exist, which pydantic would pass over."""
    names = FieldOptions.__optional_keys__
    for name in given:
        if name not in names:
            import difflib  # loaded late (benchmarks/startup)

            close = difflib.get_close_matches(name, names, n=1)
            hint = f". Did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"{marker}() got an unexpected keyword argument {name!r}{hint}")


def _warn_of_deprecated(given: dict[str, Any], example: Any) -> None:
    """Warn of `example` and `regex`, and take the latter as `pattern`."""
    if example is not PydanticUndefined:
        message = "`example` has been deprecated, please use `examples` instead"
        warnings.warn(message, FireweedDeprecationWarning, stacklevel=5)
    regex = given.pop("regex", None)
    if regex is not None:
        message = "`regex` has been deprecated, please use `pattern` instead"
        warnings.warn(message, FireweedDeprecationWarning, stacklevel=5)
        given.setdefault("pattern", regex)


def _check_aliases(marker: str, given: dict[str, Any]) -> None:
    """Refuse a name that is none, which pydantic would find out when a request comes."""
    for option, classes in _ALIAS_CLASSES.items():
        value = given.get(option)
        if value is not None and not isinstance(value, classes):
            expected = " or ".join(class_.__name__ for class_ in classes)
            raise TypeError(f"{marker}({option}=...) takes {expected}, not {value!r}.")


_ALIAS_CLASSES: dict[str, tuple[type[Any], ...]] = {
    "alias": (str,),
    "validation_alias": (str, AliasChoices, AliasPath),
    "serialization_alias": (str,),
}


def _spread_alias(given: dict[str, Any]) -> None:
    """Let `alias` stand for both directions where they are not given; None takes an inner `Field`'s alias away."""
    if "alias" in given:
        for direction in ("validation_alias", "serialization_alias"):
            if given.get(direction) is None:
                given[direction] = given["alias"]
