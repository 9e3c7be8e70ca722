"""What the names of a module mean: by scope, what binds a name there and where it is used.

Knows the rules of the language (reference, 4.2), and nothing of FastAPI.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from fireweed.migration.source import Source

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Import: TypeAlias = ast.Import | ast.ImportFrom

_TEXT_ANNOTATIONS: Final = frozenset({"Literal"})


@dataclass(slots=True, eq=False)
class Binding:
    """A name in a scope: the imports that bind it, its uses, and whether something else binds or declares it."""

    name: str
    imports: list[tuple[Import, ast.alias]] = field(default_factory=list)
    is_mixed: bool = False
    uses: list[ast.Name] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Scope:
    parent: "_Scope | None"
    is_class: bool = False
    is_comprehension: bool = False
    bindings: dict[str, Binding] = field(default_factory=dict)
    declared: dict[str, "_Scope"] = field(default_factory=dict)  # global or nonlocal

    def bind(self, name: str) -> Binding:
        """The binding of a name that is bound here, or in the scope that a declaration points to."""
        scope = self
        while scope.parent is not None and scope.is_comprehension:
            scope = scope.parent
        return scope.declared.get(name, scope).bindings.setdefault(name, Binding(name))

    def find(self, name: str) -> Binding | None:
        """What a use in this scope means."""
        scope: _Scope | None = self
        while scope is not None:
            scope = scope.declared.get(name, scope)
            if name in scope.bindings and (scope is self or not scope.is_class):
                return scope.bindings[name]
            scope = scope.parent
        return None


class Names(ast.NodeVisitor):
    """The bindings of a module, the parents of its nodes, and the strings that annotations are written in."""

    def __init__(self, source: Source) -> None:
        self.parents: dict[ast.AST, ast.AST] = {}
        self.read_annotations: set[ast.Constant] = set()
        self._source = source
        self._scope = _Scope(None)
        self._scopes = [self._scope]
        self._loads: list[tuple[_Scope, ast.Name]] = []
        self.visit(source.tree)
        for scope, name in self._loads:
            if (binding := scope.find(name.id)) is not None:
                binding.uses.append(name)

    @property
    def bindings(self) -> Iterator[Binding]:
        """Those of every scope."""
        for scope in self._scopes:
            yield from scope.bindings.values()

    @cached_property
    def by_import(self) -> dict[ast.alias, Binding]:
        """The binding that each imported name belongs to."""
        return {alias: binding for binding in self.bindings for _, alias in binding.imports}

    def visit(self, node: ast.AST) -> None:
        """Visit a node and remember whose child each child is."""
        for child in ast.iter_child_nodes(node):
            self.parents.setdefault(child, node)
        super().visit(node)

    # What binds

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._loads.append((self._scope, node))
        else:
            self._assign(node.id)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            local = alias.asname or alias.name.partition(".")[0]
            self._scope.bind(local).imports.append((node, alias))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._scope.bind(alias.asname or alias.name).imports.append((node, alias))

    def visit_Global(self, node: ast.Global) -> None:
        self._declare(node.names, self._scopes[0])

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        assert self._scope.parent is not None
        self._declare(node.names, self._scope.parent)

    def _declare(self, names: Iterable[str], scope: _Scope) -> None:
        for name in names:
            self._scope.declared[name] = scope
            self._assign(name)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._assign(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self._assign(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._assign(node.rest)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._assign(node.target.id)

    def _assign(self, name: str | None) -> None:
        if name is not None:
            self._scope.bind(name).is_mixed = True

    # What opens a scope

    def visit_FunctionDef(self, node: Function) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        arguments += [extra for extra in (node.args.vararg, node.args.kwarg) if extra is not None]
        if not isinstance(node, ast.Lambda):
            self._assign(node.name)
            self._visit_all(node.decorator_list)
            self._visit_annotations([*[argument.annotation for argument in arguments], node.returns])
        self._visit_all(getattr(node, "type_params", ()))
        self._visit_all([*node.args.defaults, *[default for default in node.args.kw_defaults if default is not None]])
        self._enter(_Scope(self._scope))
        for argument in arguments:
            self._assign(argument.arg)
        self._visit_all(node.body if isinstance(node.body, list) else [node.body])
        self._leave()

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._assign(node.name)
        self._visit_all([*node.decorator_list, *getattr(node, "type_params", ()), *node.bases, *node.keywords])
        self._enter(_Scope(self._scope, is_class=True))
        self._visit_all(node.body)
        self._leave()

    def visit_ListComp(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        scope = _Scope(self._scope)
        self._enter(scope)
        for generator in node.generators:
            self.visit(generator.target)
        scope.is_comprehension = True  # from here on, only `:=` binds, and outside of it
        for number, generator in enumerate(node.generators):
            self._visit_all([*([generator.iter] if number else []), *generator.ifs])
        self._visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self._leave()

    visit_SetComp = visit_ListComp
    visit_DictComp = visit_ListComp
    visit_GeneratorExp = visit_ListComp

    def _enter(self, scope: _Scope) -> None:
        self._scopes.append(scope)
        self._scope = scope

    def _leave(self) -> None:
        assert self._scope.parent is not None
        self._scope = self._scope.parent

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    # Annotations, which may be strings

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._visit_annotations([node.annotation])
        self._visit_all([node.target, *([node.value] if node.value is not None else [])])

    def _visit_annotations(self, annotations: Iterable[ast.expr | None]) -> None:
        for annotation in annotations:
            if annotation is not None:
                self.visit(annotation)
                for text in find_texts(annotation):
                    self._visit_text(text)

    def _visit_text(self, text: ast.Constant) -> None:
        """Read an annotation in quotes as the expression that it is, at the place where it stands."""
        written = self._source.find_text(text)
        quote, inner = written[:1], written[1:-1]
        if inner != text.value or written != quote + inner + quote:
            return
        try:
            expression = ast.parse(inner, mode="eval").body
        except SyntaxError:
            return
        for node in ast.walk(expression):
            if isinstance(node, ast.expr):
                node.lineno = node.end_lineno = text.lineno
                node.col_offset += text.col_offset + len(quote)
                node.end_col_offset = (node.end_col_offset or 0) + text.col_offset + len(quote)
        self.read_annotations.add(text)
        self.visit(expression)


def find_texts(annotation: ast.expr) -> Iterator[ast.Constant]:
    """The strings in an annotation that are annotations themselves."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield annotation
    elif isinstance(annotation, ast.Subscript):
        name = ast.unparse(annotation.value).rpartition(".")[2]
        inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        if name not in _TEXT_ANNOTATIONS:
            for one in inner[:1] if name == "Annotated" else inner:
                yield from find_texts(one)
    elif isinstance(annotation, ast.BinOp):
        yield from find_texts(annotation.left)
        yield from find_texts(annotation.right)
    elif isinstance(annotation, ast.List):
        for one in annotation.elts:
            yield from find_texts(one)
