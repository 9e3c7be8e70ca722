"""Calling a name in a program as Fireweed does, where that is safe: `FastAPI` becomes `Fireweed`."""

import ast

from fireweed.migration.homes import Home
from fireweed.migration.scopes import Names
from fireweed.migration.source import Edit, Source


def find_renamed_uses(source: Source, names: Names, alias: ast.alias, home: Home) -> list[Edit] | None:
    """The edits of the uses of an imported name; None if it must keep the name that it has.

    It must if something else binds it, is called as Fireweed calls it, or speaks of it in a string, as `__all__` does.
    """
    binding = names.by_import.get(alias)
    if binding is None or binding.is_mixed or len(binding.imports) > 1 or alias.asname is not None:
        return None
    if any(other.name == home.name for other in names.bindings):
        return None
    uses = [(source.find_start(use), source.find_end(use)) for use in binding.uses]
    if any(source.text[start:end] != alias.name for start, end in uses) or _is_in_a_string(source, names, alias.name):
        return None
    return [Edit(start, end, home.name) for start, end in uses]


def _is_in_a_string(source: Source, names: Names, name: str) -> bool:
    strings = {node for node in ast.walk(source.tree) if isinstance(node, ast.Constant) and node.value == name}
    return not strings <= names.read_annotations
