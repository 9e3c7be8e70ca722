"""Options whose defaults are other ones with us than with FastAPI."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from fireweed.applications import Fireweed
from fireweed.compat.applications import FastAPI
from fireweed.migration.findings import Finding
from fireweed.migration.scopes import Names

# Compat sets them for programs that stay as they are.
THEIR_DEFAULTS: Final[Mapping[str, Any]] = {name: vars(FastAPI)[name] for name in FastAPI.__annotations__}


def find_other_defaults(names: Names, applications: Iterable[ast.AST]) -> Iterator[Finding]:
    """Where an application is made that leaves such an option out; `applications` are the uses of its class."""
    for use in applications:
        parent = names.parents.get(use)
        if isinstance(parent, ast.Call) and parent.func is use:
            given = {keyword.arg for keyword in parent.keywords}
            absent = [option for option in THEIR_DEFAULTS if option not in given]
            if absent:
                yield Finding(parent.lineno, _describe(absent))
        elif isinstance(parent, ast.ClassDef):
            yield Finding(parent.lineno, _describe(list(THEIR_DEFAULTS)))


def _describe(options: list[str]) -> str:
    now = ", ".join(f"{option}={getattr(Fireweed, option)!r}" for option in options)
    before = ", ".join(f"{option}={THEIR_DEFAULTS[option]!r}" for option in options)
    return f"The defaults are {now} now. To keep what it was, write {before}."
