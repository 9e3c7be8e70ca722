"""A path such as `/items/{id:int}`, parsed once: its pieces, its regular expression, and the way back from values.

Knows nothing about routes or scopes. Host patterns (`{sub}.example.org`) are templates too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fireweed.routes.converters import CONVERTOR_TYPES, Convertor

_PARAMETER = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)(?::([a-zA-Z_][a-zA-Z0-9_]*))?\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A `{name:convertor}` inside a template."""

    name: str
    convertor: Convertor[Any]


Piece = str | Parameter


@dataclass(frozen=True)
class PathTemplate:
    """What `parse_template` made of `source`. Two templates are equal when they were written alike.

    `format` is the template without its convertors (`/items/{id}`); `flags` are for the regular expression.
    """

    source: str
    pieces: tuple[Piece, ...] = field(compare=False)
    flags: re.RegexFlag = field(compare=False)
    format: str = field(compare=False)
    convertors: dict[str, Convertor[Any]] = field(compare=False)

    # PERF: compiled when it is first needed, which for most routes is never: tables find them by their segments
    # (benchmarks/startup).
    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Matches a whole decoded path and captures each parameter under its name."""
        return re.compile(f"^{build_pattern(self.pieces)}$", self.flags)

    def match(self, path: str) -> dict[str, Any] | None:
        """Return the converted parameters of `path`, or None if it does not fit."""
        # fullmatch: a `$` alone would let "/a\n" pass for "/a".
        found = self.regex.fullmatch(path)
        if found is None:
            return None
        try:
            return {name: convertor.convert(found[name]) for name, convertor in self.convertors.items()}
        except ValueError:
            return None

    def build(self, params: Mapping[str, Any]) -> str:
        """Put `params`, which must name all parameters, into their places.

        Raises AssertionError for a value that the parameter's convertor does not write.
        """
        return "".join(
            piece if isinstance(piece, str) else piece.convertor.to_string(params[piece.name]) for piece in self.pieces
        )


def parse_template(source: str, *, flags: re.RegexFlag = re.NOFLAG) -> PathTemplate:
    """Parse `source`; text in braces that names no parameter is literal. `flags` are for its regular expression.

    Raises AssertionError for an unknown convertor and ValueError for a repeated parameter name.
    """
    pieces = _split_pieces(source)
    parameters = [piece for piece in pieces if isinstance(piece, Parameter)]
    _reject_duplicates(source, [parameter.name for parameter in parameters])
    return PathTemplate(
        source=source,
        pieces=pieces,
        flags=flags,
        format="".join(piece if isinstance(piece, str) else f"{{{piece.name}}}" for piece in pieces),
        convertors={parameter.name: parameter.convertor for parameter in parameters},
    )


def build_pattern(pieces: tuple[Piece, ...]) -> str:
    """Return the regular expression of `pieces`, without anchors."""
    return "".join(
        re.escape(piece) if isinstance(piece, str) else f"(?P<{piece.name}>{piece.convertor.regex})" for piece in pieces
    )


def compile_path(path: str) -> tuple[re.Pattern[str], str, dict[str, Convertor[Any]]]:
    """Return the regular expression, the format and the convertors of `path`."""
    template = parse_template(path)
    return template.regex, template.format, template.convertors


def replace_params(
    path: str, param_convertors: Mapping[str, Convertor[Any]], path_params: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Put `path_params` into their places in the format of a path; return it with those that have none.

    What was put in place is removed from `path_params`. Raises AssertionError for a value that the convertor of its
    parameter does not write.
    """
    for name in [name for name in path_params if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", param_convertors[name].to_string(path_params.pop(name)))
    return path, path_params


def _split_pieces(source: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for found in _PARAMETER.finditer(source):
        pieces.append(source[end : found.start()])
        pieces.append(Parameter(found[1], _get_convertor(found[2] or "str")))
        end = found.end()
    pieces.append(source[end:])
    return tuple(piece for piece in pieces if piece)


def _get_convertor(key: str) -> Convertor[Any]:
    try:
        return CONVERTOR_TYPES[key]
    except KeyError:
        error = AssertionError(f"Unknown path convertor '{key}'")
        error.add_note(f"There are {', '.join(sorted(CONVERTOR_TYPES))}; register_url_convertor adds others.")
        raise error from None


def _reject_duplicates(source: str, names: list[str]) -> None:
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        ending = "s" if len(duplicates) > 1 else ""
        raise ValueError(f"Duplicated param name{ending} {', '.join(duplicates)} at path {source}")
