"""Names that stand for modules of FastAPI or Starlette, and the dotted names that begin with them.

A name moves with all its uses, or stays with all of them.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from fireweed.compat.tables import MODULES, NAMES
from fireweed.migration.findings import Finding, describe_elsewhere, describe_missing
from fireweed.migration.homes import FACE, ROOTS, Home, find_chain, find_module, get_value
from fireweed.migration.remarks import describe_move
from fireweed.migration.scopes import Binding, Import, Names
from fireweed.migration.source import Edit, Source

_SPACE: Final = re.compile(r"\s|\\(?=\s)")

ImportTexts: TypeAlias = dict[ast.alias, str | None]


@dataclass(slots=True)
class ModuleNames:
    """What becomes of the names that stand for modules.

    `imports` has the new text of each one in an `import` statement, and None for those that stay, in any statement.
    """

    imports: ImportTexts = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    applications: list[ast.AST] = field(default_factory=list)  # uses of the class of applications
    ours: set[str] = field(default_factory=set)  # what is used of ours


@dataclass(frozen=True, slots=True)
class _Chain:
    """A dotted name: the nodes from the first name to the last attribute, as far as they are attributes."""

    nodes: Sequence[ast.expr]

    @property
    def names(self) -> list[str]:
        return [node.attr for node in self.nodes if isinstance(node, ast.Attribute)]


@dataclass(frozen=True, slots=True)
class _Use:
    """A chain whose first `taken` attributes are found at `home`."""

    chain: _Chain
    home: Home
    taken: int


def find_their_module(statement: Import, alias: ast.alias) -> str | None:
    """The module of theirs that an import binds a name to; None for other imports.

    `import fastapi.routing` binds `fastapi`, `from fastapi import routing` binds `fastapi.routing`.
    """
    if isinstance(statement, ast.Import):
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        return name if alias.name.partition(".")[0] in ROOTS else None
    if statement.level or (statement.module or "").partition(".")[0] not in ROOTS:
        return None
    module = f"{statement.module}.{alias.name}"
    module = NAMES.get(statement.module or "", {}).get(alias.name, module)
    return module if module in MODULES else None


def read_chain(names: Names, use: ast.Name) -> _Chain:
    """The dotted name that begins with `use`."""
    nodes: list[ast.expr] = [use]
    while isinstance(parent := names.parents.get(nodes[-1]), ast.Attribute):
        nodes.append(parent)
    return _Chain(nodes)


def move_modules(source: Source, names: Names) -> ModuleNames:
    """Decide on every name that stands for a module."""
    moved = ModuleNames()
    for binding in names.bindings:
        theirs = [find_their_module(statement, alias) for statement, alias in binding.imports]
        if any(theirs):
            _Moving(source, names, moved).move(binding, [module for module in theirs if module is not None])
    return moved


class _Moving:
    """Moves one name after the other, and notes in `moved` what that takes."""

    def __init__(self, source: Source, names: Names, moved: ModuleNames) -> None:
        self._source, self._names, self._moved = source, names, moved

    def move(self, binding: Binding, theirs: Sequence[str]) -> None:
        chains = [read_chain(self._names, use) for use in binding.uses]
        uses = [self._find_use(chain, theirs) for chain in chains]
        ours = {find_module(module) for module in self._list_imported(binding, theirs)}
        found = [use for use in uses if use is not None]
        if None in ours or len(found) < len(uses):
            self._leave(binding, [chain for chain, use in zip(chains, uses, strict=True) if use is None], theirs)
        elif not self._is_root(binding):
            self._move_alias(binding, theirs, found)
        elif self._keeps_name(binding, found):
            self._move_kept_root(binding, found)
        else:
            self._move_root(binding, found)

    def _find_use(self, chain: _Chain, theirs: Sequence[str]) -> _Use | None:
        found = {find_chain(module, chain.names) for module in theirs}
        first = found.pop()
        return None if found or first is None or not self._is_plain(chain, first[1]) else _Use(chain, *first)

    def _is_plain(self, chain: _Chain, taken: int) -> bool:
        """Whether the text is the dotted name and nothing else, which parentheses and some f-strings prevent."""
        start, end = self._source.find_start(chain.nodes[0]), self._source.find_end(chain.nodes[taken])
        first = ast.unparse(chain.nodes[0])
        return _SPACE.sub("", self._source.text[start:end]) == ".".join([first, *chain.names[:taken]])

    def _list_imported(self, binding: Binding, theirs: Sequence[str]) -> Iterator[str]:
        yield from theirs
        for statement, alias in binding.imports:
            if isinstance(statement, ast.Import) and alias.name.partition(".")[0] in ROOTS:
                yield alias.name

    def _is_root(self, binding: Binding) -> bool:
        """Whether statements such as `import fastapi.routing` bind it, whose uses begin with `fastapi`."""
        return any(isinstance(statement, ast.Import) and alias.asname is None for statement, alias in binding.imports)

    # What stays

    def _leave(self, binding: Binding, chains: Iterable[_Chain], theirs: Sequence[str]) -> None:
        for statement, alias in binding.imports:
            if find_their_module(statement, alias) is None:
                continue
            self._moved.imports[alias] = None
            if isinstance(statement, ast.Import) and find_module(alias.name) is None:
                self._tell(statement.lineno, describe_missing(alias.name))
        for chain in chains:
            found = find_chain(theirs[0], chain.names)
            dotted = ".".join([theirs[0], *chain.names])
            text = describe_missing(dotted) if found is None else describe_elsewhere(dotted, found[0].dotted)
            self._tell(chain.nodes[0].lineno, text)

    def _tell(self, line: int, text: str) -> None:
        self._moved.findings.append(Finding(line, text))

    # import fastapi.routing as r, from fastapi import routing

    def _move_alias(self, binding: Binding, theirs: Sequence[str], uses: Sequence[_Use]) -> None:
        ours = [module for module in map(find_module, theirs) if module is not None]
        texts = [_find_within(ours, use) for use in uses]
        if None in texts:
            lost = [use.chain for use, text in zip(uses, texts, strict=True) if text is None]
            self._leave(binding, lost, theirs)
            return
        for use, text in zip(uses, texts, strict=True):
            self._edit(use, binding.name + (text or ""))
        for statement, alias in binding.imports:
            if isinstance(statement, ast.Import) and find_their_module(statement, alias) is not None:
                self._moved.imports[alias] = f"{find_module(alias.name)} as {alias.asname}"

    # import fastapi, import fastapi.routing

    def _keeps_name(self, binding: Binding, uses: Iterable[_Use]) -> bool:
        """Whether the name must be as it is: other things bind or use it, or ours means something else here."""
        return (
            binding.is_mixed
            or any(not use.chain.names for use in uses)
            or any(find_their_module(*imported) is None for imported in binding.imports)
            or self._is_exported(binding.name)
            or self._is_face_taken()
        )

    def _is_exported(self, name: str) -> bool:
        """Whether a list of names, such as `__all__`, has it."""
        constants = (node for node in self._names.parents if isinstance(node, ast.Constant) and node.value == name)
        return any(isinstance(self._names.parents[node], ast.List | ast.Tuple) for node in constants)

    def _is_face_taken(self) -> bool:
        return any(other.name == FACE and not _imports_face(other) for other in self._names.bindings)

    def _move_root(self, binding: Binding, uses: Sequence[_Use]) -> None:
        for use in uses:
            self._edit(use, use.home.dotted)
        for alias, modules in _share_out(binding, uses).items():
            self._moved.imports[alias] = ", ".join(modules)

    def _move_kept_root(self, binding: Binding, uses: Sequence[_Use]) -> None:
        shares = _share_out(binding, uses)
        outside = [use.chain for use in uses if not f"{use.home.dotted}.".startswith(f"{FACE}.")]
        if outside or (self._is_face_taken() and any(modules != [FACE] for modules in shares.values())):
            self._leave(binding, outside or [use.chain for use in uses], [binding.name])
            return
        for use in uses:
            self._edit(use, binding.name + use.home.dotted.removeprefix(FACE))
            if not use.chain.names and not isinstance(self._names.parents.get(use.chain.nodes[0]), ast.Compare):
                line = use.chain.nodes[0].lineno
                self._tell(line, f"{binding.name} is the module fireweed now: see what is done with it here.")
        for alias, modules in shares.items():
            inner = [module for module in modules if module != FACE]
            self._moved.imports[alias] = ", ".join([f"{FACE} as {binding.name}", *inner])

    def _edit(self, use: _Use, text: str) -> None:
        last = use.chain.nodes[use.taken]
        start, end = self._source.find_start(use.chain.nodes[0]), self._source.find_end(last)
        if self._source.text[start:end] != text:
            self._moved.edits.append(Edit(start, end, text))
        self._moved.ours.add(use.home.dotted)
        for text in describe_move(ast.unparse(use.chain.nodes[0]), use.home):
            self._tell(last.lineno, text)
        if use.home.is_application:
            self._moved.applications.append(last)
        if isinstance(last, ast.Attribute) and not isinstance(last.ctx, ast.Load):
            self._tell(last.lineno, f"{use.home.dotted} is set here: Fireweed itself does not look it up there.")


def _share_out(binding: Binding, uses: Sequence[_Use]) -> dict[ast.alias, list[str]]:
    """What each import of a root has to import: what it did if that is still used, the first one all that is new."""
    imported = [alias for statement, alias in binding.imports if find_their_module(statement, alias)]
    own = {alias: find_module(alias.name) or FACE for alias in imported}
    used = {use.home.module for use in uses}
    first, *_ = imported
    needed = sorted(used - {FACE, *own.values()})
    kept = [own[first]] if own[first] in {FACE, *used} or not needed else []
    new = [module for module in needed if not any(one.startswith(f"{module}.") for one in kept)]
    return {**{alias: [module] for alias, module in own.items()}, first: [*kept, *new]}


def _find_within(ours: Sequence[str], use: _Use) -> str | None:
    """What follows the name of a module in a use: the attributes that lead to the same from each module in `ours`."""
    found = {_find_path(module, use) for module in ours}
    return found.pop() if len(found) == 1 else None


def _find_path(module: str, use: _Use) -> str | None:
    if f"{use.home.dotted}.".startswith(f"{module}."):
        return use.home.dotted.removeprefix(module)
    value = get_value(use.home.module, use.home.name)
    for name in (use.home.name, *use.chain.names[: use.taken]):
        if get_value(module, name) is value:
            return f".{name}"
    return None


def _imports_face(binding: Binding) -> bool:
    return not binding.is_mixed and all(
        isinstance(statement, ast.Import) and (alias.asname or alias.name.partition(".")[0]) == FACE
        for statement, alias in binding.imports
    )
