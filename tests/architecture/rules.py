"""The rules. Each takes modules and returns a line for every place where they are broken."""

import ast
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from architecture import tables
from architecture.sources import Module, imported_modules, imported_names, part_of

Rule = Callable[[Sequence[Module]], list[str]]


def find_layer_violations(modules: Sequence[Module]) -> list[str]:
    """Modules without a layer, and imports that do not point downwards."""
    names = [module.name for module in modules]
    rows = tables.LAYERS[modules[0].distribution]
    found = [f"{module.name}: {module.part!r} has no layer" for module in modules if module.part not in rows]
    for module in modules:
        for target in sorted(imported_modules(module, names)):
            part = part_of(target)
            if part != module.part and rows.get(part, -1) >= rows.get(module.part, 99):
                found.append(f"{module.name} imports {target}: row {rows[module.part]} may not import row {rows[part]}")
    return found


def find_cycles(modules: Sequence[Module]) -> list[str]:
    """A cycle of imports, type-only and local ones included; one at a time."""
    names = [module.name for module in modules]
    try:
        TopologicalSorter({module.name: imported_modules(module, names) for module in modules}).prepare()
    except CycleError as error:
        return [" -> ".join(reversed(error.args[1]))]
    return []


def find_inside_uses_of_faces(modules: Sequence[Module]) -> list[str]:
    """Modules that import the face of a package they are in."""
    names = [module.name for module in modules]
    return [
        f"{module.name} imports {target}, the face of its own package"
        for module in modules
        for target in sorted(imported_modules(module, names))
        if module.name.startswith(f"{target}.") and any(other.name == target and other.is_face for other in modules)
    ]


def find_meetings(modules: Sequence[Module]) -> list[str]:
    """Imports from one package to the other outside the meeting place, or outside a function there."""
    found = []
    for module in modules:
        others = set(tables.LAYERS) - {module.distribution}
        allowed = tables.MEETING_PLACES.get(module.name)
        reached = {name.partition(".")[0] for name in imported_names(module)} & others
        at_top = {name.partition(".")[0] for name in _names_imported_at_top(module)} & others
        found += [f"{module.name} imports {other}" for other in sorted(reached - {allowed})]
        found += [f"{module.name} imports {other} outside a function" for other in sorted(at_top & {allowed})]
    return found


def _names_imported_at_top(module: Module) -> Iterable[str]:
    top = ast.Module([node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    stripped = Module(module.name, module.path, ast.unparse(top))
    return imported_names(stripped)


def find_foreign_libraries(modules: Sequence[Module]) -> list[str]:
    """Libraries that are in no table, or imported elsewhere than there."""
    own = {"__future__", *tables.LAYERS, *sys.stdlib_module_names}
    found = []
    for module in modules:
        for library in sorted({name.partition(".")[0] for name in imported_names(module)} - own):
            places = tables.LIBRARIES.get(library, ())
            if not any(module.name == place or module.name.startswith(f"{place}.") for place in places):
                found.append(f"{module.name} imports {library}")
    return found


def find_large_files(modules: Sequence[Module]) -> list[str]:
    """Files longer than the limit."""
    return [f"{module.path}: {module.lines} lines" for module in modules if module.lines > tables.MAX_FILE_LINES]


def find_large_functions(modules: Sequence[Module]) -> list[str]:
    """Functions whose body is longer than the limit."""
    found = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                if lines > tables.MAX_FUNCTION_LINES:
                    found.append(f"{module.path}:{node.lineno} {node.name}: {lines} lines")
    return found


def find_faulty_faces(modules: Sequence[Module]) -> list[str]:
    """Faces that are long, do something, or whose `__all__` is not what they import, sorted."""
    return [f"{module.name}: {fault}" for module in modules if module.is_face for fault in _find_faults_of_face(module)]


def _find_faults_of_face(module: Module) -> list[str]:
    faults = []
    limit = tables.MAX_FACE_LINES.get(module.name, tables.DEFAULT_MAX_FACE_LINES)
    if module.lines > limit:
        faults.append(f"{module.lines} lines, more than {limit}")
    public: set[str] = set()
    listed: list[str] = []
    is_late = module.name in tables.LATE_FACES
    for node in _list_statements(module.tree.body) if is_late else module.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            public.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = ast.literal_eval(node.value)
        elif is_late and _is_of_late_face(node):
            continue
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            faults.append(f"logic in line {node.lineno}")
    if set(listed) != public:
        faults.append(f"__all__ differs from the imports: {sorted(set(listed) ^ public)}")
    if listed != sorted(listed, key=_order_of_name):
        faults.append("__all__ is not sorted")
    return faults


def _list_statements(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """The statements of a face that loads its names late, those below `if TYPE_CHECKING` among them."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test).removeprefix("not ") == "TYPE_CHECKING":
            yield from node.body
        else:
            yield node


def _is_of_late_face(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name in {"__getattr__", "__dir__"}
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"TYPE_CHECKING", "_HOMES"}


def _order_of_name(name: str) -> tuple[bool, bool, str]:
    """The order that the linter keeps too: constants, classes, the rest."""
    return not name.isupper(), not name[0].isupper(), name


def find_forbidden_names(modules: Sequence[Module]) -> list[str]:
    """Modules whose name says nothing about what is in them."""
    return [
        module.name
        for module in modules
        if tables.FORBIDDEN_WORDS & set(re.split(r"[._]", module.name)) and module.name not in tables.KNOWN_NAMES
    ]


def find_missing_docstrings(modules: Sequence[Module]) -> list[str]:
    """Modules that do not say what lives in them."""
    return [module.name for module in modules if not ast.get_docstring(module.tree)]


def find_machine_paths(files: Iterable[Path], checkout: Path) -> list[str]:
    """Lines of text files that name the checkout, a home or a package index."""
    is_telling = len(checkout.parts) > 2
    pattern = re.compile(f"{tables.MACHINE_PATHS}|{re.escape(str(checkout))}" if is_telling else tables.MACHINE_PATHS)
    return [
        f"{file}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


# The rules that hold for each package by itself.
RULES: tuple[Rule, ...] = (
    find_layer_violations,
    find_cycles,
    find_inside_uses_of_faces,
    find_meetings,
    find_foreign_libraries,
    find_large_files,
    find_large_functions,
    find_faulty_faces,
    find_forbidden_names,
    find_missing_docstrings,
)
