"""Writes the pages of docs/reference from the files that state each option once: `python docs/generate_reference.py`.

The framework's options are read as source, for the strings below their fields; the server's are records already.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fireweed_server.options import OPTIONS, Option

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs/reference"
FRAMEWORK = ROOT / "framework/fireweed"

HEADER = "<!-- Made by docs/generate_reference.py; change the options file that it names instead. -->"


@dataclass(frozen=True, slots=True)
class Entry:
    """One option: its name, its type as it is written, and what its docstring says."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Record:
    """A class: what its docstring says, errors aside, and the options that it documents itself."""

    about: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; below it come the docstrings of the classes `about`, and the options of the classes `options`."""

    heading: str
    options: Sequence[str] = ()
    about: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page about the framework; `sources` are the files, inside of the framework, that hold the classes."""

    file: str
    title: str
    text: str
    sources: Sequence[str]
    sections: Sequence[Section]


PAGES = (
    Page(
        "applications.md",
        "Options of applications",
        "Keywords of `Fireweed(...)`. Those that describe the API are attributes of the application as well.",
        ("options.py", "routing/options.py"),
        (
            Section("The application", ["ApplicationOptions"]),
            Section("What its document says", ["DocumentOptions"]),
            Section("For all of its operations", ["SharedOptions"]),
        ),
    ),
    Page(
        "routers.md",
        "Options of routers",
        "Keywords of `APIRouter(...)` and of `include_router(router, ...)`, on routers and applications.",
        ("routing/options.py", "routing/api_router.py"),
        (
            Section("Routers and inclusions", ["RouterOptions", "SharedOptions"]),
            Section("Routers alone", about=["APIRouter"]),
        ),
    ),
    Page(
        "path-operations.md",
        "Options of path operations",
        "Keywords of `get`, `post`, `put`, `patch`, `delete`, `head`, `options`, `trace`, `api_route` and\n"
        "`add_api_route`, on applications and routers. The last two take `methods` as well.",
        ("routing/options.py",),
        (
            Section("The operation", ["RouteOptions"]),
            Section("What routers and applications say, too", ["SharedOptions"]),
        ),
    ),
    Page(
        "parameters.md",
        "Options of parameters",
        "Keywords of the markers `Path`, `Query`, `Header`, `Cookie` and `Body`. The first argument is the default,\n"
        "for those who do not use `Annotated`.",
        ("params/options.py", "params/depends.py"),
        (
            Section("All markers", ["FieldOptions"]),
            Section("`Header`", ["HeaderOptions"]),
            Section("`Body`", ["MediaOptions", "BodyOptions"]),
            Section("`Depends`", about=["Depends"]),
        ),
    ),
)

SERVER_TEXT = """\
Flags of `fw run`, `fw dev` and `python -m fireweed_server`; with underscores, keywords of `fireweed_server.run` and
`serve`. The environment variable counts where the flag is not given, the table `[tool.fireweed]` of `pyproject.toml`
where neither is.

Some defaults depend on the command: `fw run` has `--host 0.0.0.0`, `fw dev` has `--log-level debug` and `--reload`.
Durations are in seconds, sizes in bytes."""


def build_pages() -> Mapping[str, str]:
    """The text of every generated page, by the name of its file."""
    return {**{page.file: build_page(page) for page in PAGES}, "server.md": build_server_page(OPTIONS.values())}


def build_page(page: Page) -> str:
    """The text of a page about the framework."""
    records = {name: record for source in page.sources for name, record in read_records(FRAMEWORK / source).items()}
    parts = [f"# {page.title}", HEADER, page.text]
    for section in page.sections:
        parts += [f"## {section.heading}", *(records[name].about for name in section.about)]
        rows = [build_row(entry) for name in section.options for entry in records[name].entries]
        if rows:
            parts.append(build_table(("option", "type", "meaning"), rows))
    sources = ", ".join(f"`framework/fireweed/{source}`" for source in page.sources)
    return _join([*parts, f"Stated in {sources}."])


def build_server_page(options: Iterable[Option]) -> str:
    """The text of the page about the server."""
    groups: dict[str, list[Option]] = {}
    for option in options:
        groups.setdefault(option.group, []).append(option)
    parts = ["# Options of the server", HEADER, SERVER_TEXT]
    for group, members in groups.items():
        table = build_table(("flag", "value", "default", "variable", "meaning"), map(build_flag, members))
        parts += [f"## {group}", table]
    return _join([*parts, "Stated in `server/fireweed_server/options.py`."])


def build_flag(option: Option) -> Sequence[str]:
    """The row of an option of the server."""
    name = option.name.replace("_", "-")
    flags = f"`--{name}`, `--no-{name}`" if option.is_switch and option.default else f"`--{name}`"
    variables = ", ".join(f"`{variable}`" for variable in option.environment)
    return flags, _describe_values(option), _describe_default(option), variables, option.help


def _describe_values(option: Option) -> str:
    words = [f"`{choice}`" for choice in option.choices]
    if option.is_closed:
        return ", ".join(words)
    if option.is_switch:
        return "on or off"
    if option.is_repeatable:
        return f"{option.type.__name__}, repeatable"
    values = f"{option.type.__name__}, {option.range}" if option.range else option.type.__name__
    return " or ".join([*words, values])


def _describe_default(option: Option) -> str:
    if option.is_switch:
        return "on" if option.default else "off"
    if option.default is None or option.default == ():
        return ""
    return f"`{option.default}`" if option.default != "" else '`""`'


def build_row(entry: Entry) -> Sequence[str]:
    """The row of an option of the framework."""
    return f"`{entry.name}`", f"`{entry.type}`", entry.meaning


def build_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(" ".join(["|", *(f"{cell} |".lstrip() for cell in line)]) for line in lines)


def read_records(path: Path) -> Mapping[str, Record]:
    """The classes of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spell_out = _SpellOut(tree)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: Record(_read_about(node), list(_read_entries(node, spell_out))) for node in classes}


class _SpellOut(ast.NodeTransformer):
    """Replaces the names of a module's own types (`Tags = list[str]`) by what they stand for."""

    def __init__(self, tree: ast.Module) -> None:
        assignments = [node for node in tree.body if isinstance(node, ast.Assign)]
        self._types = {ast.unparse(node.targets[0]): node.value for node in assignments}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._types.get(node.id, node)


def _read_about(node: ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n\nRaises:")[0]


def _read_entries(node: ast.ClassDef, spell_out: _SpellOut) -> Iterator[Entry]:
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            type_ = ast.unparse(spell_out.visit(statement.annotation))
            yield Entry(statement.target.id, type_, _find_text(following))


def _find_text(statement: ast.stmt | None) -> str:
    """The string that stands by itself below a field, on one line."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(inspect.cleandoc(str(statement.value.value)).split())
    return ""


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the pages."""
    for file, text in build_pages().items():
        (REFERENCE / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
