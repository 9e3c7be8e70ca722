"""An input field: one parameter of a callable that is read from the request."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo

from fireweed import params


class Source(Enum):
    """The part of a request that holds a value; its value is the first member of an error's `loc`."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"


# The order of errors within one callable, and of parameters in the document.
SOURCE_ORDER = tuple(Source)

MARKER_SOURCES: dict[type[Any], Source] = {
    params.Path: Source.PATH,
    params.Query: Source.QUERY,
    params.Header: Source.HEADER,
    params.Cookie: Source.COOKIE,
    params.Body: Source.BODY,
}

# Sources that may repeat a name; a list field of another source is one value (a JSON array, say).
LIST_SOURCES = frozenset((Source.QUERY, Source.HEADER))

# Raw keys that differ from what an error's `loc` says.
LOCATION_OF_RAW_KEY = {f"{source.value}_lists": source.value for source in LIST_SOURCES}
RAW_KEYS = frozenset((*(source.value for source in Source), *LOCATION_OF_RAW_KEY))


@dataclass(frozen=True, slots=True, eq=False)
class InputField:
    """A parameter named `name` whose value the request holds in `source`, under one of `request_names`.

    `info` holds the type, constraints, default and documentation, merged from all that was written; `marker` the
    options that only the framework knows. `is_list` says that repeated values are collected.
    """

    name: str
    source: Source
    info: FieldInfo
    marker: params.Param | params.Body
    is_list: bool
    request_names: tuple[str, ...]

    @property
    def alias(self) -> str:
        """The name in the document and in the error for a missing value."""
        return self.request_names[0]

    @property
    def is_required(self) -> bool:
        return self.info.is_required()

    @property
    def raw_key(self) -> str:
        """The key of the raw request under which the value is collected."""
        return f"{self.source.value}_lists" if self.is_list and self.source in LIST_SOURCES else self.source.value


def find_request_names(name: str, info: FieldInfo, marker: Any, path_names: frozenset[str]) -> tuple[str, ...]:
    """The names under which the request may hold the value, first choice first."""
    names = _get_alias_names(info.validation_alias) or _get_alias_names(info.alias)
    if not names:
        hyphenated = isinstance(marker, params.Header) and marker.convert_underscores
        return (name.replace("_", "-") if hyphenated else name,)
    if isinstance(marker, params.Path):
        return tuple(choice for choice in names if choice in path_names) or names
    return names


def _get_alias_names(alias: Any) -> tuple[str, ...]:
    """The names that an alias stands for. A path into a value is none: the text of a request has nothing in it."""
    choices = alias.choices if isinstance(alias, AliasChoices) else (alias,)
    paths = (choice.path if isinstance(choice, AliasPath) else [choice] for choice in choices)
    return tuple(name for name, *into in paths if name and isinstance(name, str) and not into)
