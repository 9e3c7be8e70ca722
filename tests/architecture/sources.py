"""Reads Python packages from disk: modules, what they import, and what is written in them."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One file of a package. `name` is its dotted name; that of an `__init__.py` is the name of the package."""

    name: str
    path: Path
    text: str

    @property
    def is_face(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def package(self) -> str:
        """The package whose face stands beside this module; a face belongs to its own."""
        return self.name if self.is_face else self.name.rpartition(".")[0]

    @property
    def distribution(self) -> str:
        return self.name.partition(".")[0]

    @property
    def part(self) -> str:
        """The module or package right below the root that this one belongs to; "" for the root's face."""
        return part_of(self.name)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))


def part_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def read_package(root: Path) -> list[Module]:
    """All modules of the package that lies in the folder `root`."""
    return [
        Module(_dotted_name(path.relative_to(root.parent)), path, path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
    ]


def _dotted_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(module: Module) -> Iterator[str]:
    """Every dotted name that an import of the module reaches, wherever it stands; `from a import b` gives `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute_origin(module, node)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def imported_modules(module: Module, known: Iterable[str]) -> set[str]:
    """Those of the `known` modules that the module imports."""
    names = set(known)
    found = (next((name for name in _with_parents(name) if name in names), "") for name in imported_names(module))
    return {name for name in found if name and name != module.name}


def _with_parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _absolute_origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.package.split(".")
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
