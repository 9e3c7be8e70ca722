"""One module: its text before and after, and what is to be known of it. Knows no files."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from fireweed.migration.defaults import find_other_defaults
from fireweed.migration.findings import Finding, describe_missing
from fireweed.migration.from_imports import edit_from_import, edit_star_import, move_name
from fireweed.migration.homes import ROOTS, Home, find_chain, find_home, find_module
from fireweed.migration.remarks import describe_move
from fireweed.migration.renaming import find_renamed_uses
from fireweed.migration.scopes import Binding, Names
from fireweed.migration.source import Edit, Source, apply_edits
from fireweed.migration.uses import move_modules, read_chain

_DOTTED: Final = re.compile(r"(?:fastapi|starlette)(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True, slots=True)
class Migration:
    """What becomes of a module."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    names: frozenset[str] = frozenset()  # those of ours that are imported or used afterwards


def migrate_text(text: str, *, renames: bool = False) -> Migration:
    """Rewrite the imports of `fastapi` and `starlette` in a module, and the dotted names that begin with them.

    All else stays byte for byte: comments, line ends, layout. A second time changes nothing. Names that Fireweed calls
    otherwise are imported `as` what the module calls them; with `renames`, it calls them as Fireweed does.

    Raises:
        SyntaxError: the text is no Python, or none of this version.
    """
    if not any(root in text for root in ROOTS):
        return Migration(text)
    rewriting = _Rewriting(Source(text), renames=renames)
    rewriting.run()
    return Migration(apply_edits(text, rewriting.edits), sorted(set(rewriting.findings)), frozenset(rewriting.ours))


class _Rewriting:
    def __init__(self, source: Source, *, renames: bool) -> None:
        self.source = source
        self._renames = renames
        self.edits: list[Edit] = []
        self.findings: list[Finding] = []
        self.ours: set[str] = set()
        self._names = Names(source)
        self._applications: list[ast.AST] = []

    def run(self) -> None:
        moved = move_modules(self.source, self._names)
        self.edits += moved.edits
        self.findings += moved.findings
        self.ours |= moved.ours
        self._applications += moved.applications
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.Import):
                self._move_import(node, moved.imports)
            elif isinstance(node, ast.ImportFrom) and _is_theirs(node):
                self._move_from_import(node, moved.imports)
            elif isinstance(node, ast.Constant) and node not in self._names.read_annotations:
                self._tell_of_string(node)
        self.findings += find_other_defaults(self._names, self._applications)

    def _move_import(self, node: ast.Import, texts: dict[ast.alias, str | None]) -> None:
        for alias in node.names:
            text = texts.get(alias)
            if text is not None:
                self.edits.append(Edit(self.source.find_start(alias), self.source.find_end(alias), text))

    def _move_from_import(self, node: ast.ImportFrom, texts: dict[ast.alias, str | None]) -> None:
        theirs = node.module or ""
        if node.names[0].name == "*":
            self._move_star_import(node, theirs)
            return
        names = []
        for alias in node.names:
            home = None if alias in texts else find_home(theirs, alias.name)
            names.append(move_name(theirs, alias, home, is_renamed=self._rename(alias, home)))
            if home is not None:
                self._note_move(node, alias, home)
            elif alias not in texts:
                self.findings.append(Finding(alias.lineno, describe_missing(f"{theirs}.{alias.name}")))
        self.edits += edit_from_import(self.source, node, names)

    def _rename(self, alias: ast.alias, home: Home | None) -> bool:
        """Whether the module calls a name as Fireweed does from now on."""
        if not self._renames or home is None or home.name in {"", alias.name}:
            return False
        edits = find_renamed_uses(self.source, self._names, alias, home)
        self.edits += edits or []
        return edits is not None

    def _move_star_import(self, node: ast.ImportFrom, theirs: str) -> None:
        ours = find_module(theirs)
        if ours is None:
            self.findings.append(Finding(node.lineno, describe_missing(theirs)))
            return
        used = {use.id for use in ast.walk(self.source.tree) if isinstance(use, ast.Name)}
        self.edits += edit_star_import(self.source, node, used)
        self.ours.add(ours)
        self.findings.append(
            Finding(node.lineno, f"All names of {ours} are imported here, which may be others: write those in use.")
        )

    def _note_move(self, node: ast.ImportFrom, alias: ast.alias, home: Home) -> None:
        self.ours.add(home.dotted)
        self.findings += [Finding(alias.lineno, text) for text in describe_move(node.module or "", home)]
        if home.is_application:
            self._applications += self._list_uses(alias)

    def _list_uses(self, alias: ast.alias) -> Iterator[ast.AST]:
        binding: Binding | None = self._names.by_import.get(alias)
        for use in binding.uses if binding is not None else ():
            if len(read_chain(self._names, use).nodes) == 1:
                yield use

    def _tell_of_string(self, node: ast.Constant) -> None:
        """Names in strings, such as the target of a mock, are for people to judge."""
        if not isinstance(node.value, str) or _DOTTED.fullmatch(node.value) is None:
            return
        root, *names = node.value.split(".")
        if not names and not isinstance(self._names.parents.get(node), ast.Call | ast.Subscript):
            return
        found = find_chain(root, names) if names else (Home(find_module(root) or ""), 0)
        if found is None:
            remedy = "Fireweed has nothing of that name."
        else:
            home, taken = found
            remedy = f"If it is meant to be looked up, write {'.'.join([home.dotted, *names[taken:]])!r}."
        self.findings.append(Finding(node.lineno, f"The string {node.value!r} is left as it is. {remedy}"))


def _is_theirs(node: ast.ImportFrom) -> bool:
    return not node.level and (node.module or "").partition(".")[0] in ROOTS
