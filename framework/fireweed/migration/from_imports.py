"""`from fastapi import ...`: where each of the names goes, and the text of the statement after that."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fireweed.migration.homes import Home, find_module, find_renamed
from fireweed.migration.source import Edit, Source

# What may stand between words where there are no parentheses.
_GAP: Final = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))"
_REST_OF_LINE: Final = re.compile(r"[ \t]*,?[ \t]*(#[^\r\n]*)?(?:\r\n|\r|\n)")
_ONLY_COMMENT: Final = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class MovedName:
    """A name of a statement, the module that it is taken from afterwards, and the text that it then has there."""

    alias: ast.alias
    module: str
    text: str

    @property
    def is_changed(self) -> bool:
        return self.text.partition(" as ")[0] != self.alias.name


def move_name(theirs: str, alias: ast.alias, home: Home | None, *, is_renamed: bool = False) -> MovedName:
    """A name and its new place; without one it stays where it is.

    The module goes on calling it as it did, unless `is_renamed`.
    """
    place = Home(theirs, alias.name) if home is None else home.split()
    local = alias.asname or (place.name if is_renamed else alias.name)
    # `as` with the same name says that the name is exported: it stays.
    is_plain = local == place.name and alias.asname is None
    return MovedName(alias, place.module, place.name if is_plain else f"{place.name} as {local}")


def edit_from_import(source: Source, node: ast.ImportFrom, names: Sequence[MovedName]) -> Iterator[Edit]:
    """Where most names go, the statement itself goes; the others get statements behind it."""
    stays, _ = Counter(name.module for name in names).most_common(1)[0]
    leaving = [name for name in names if name.module != stays]
    lines = [_find_own_line(source, node, name.alias) for name in leaving]
    if any(line is None for line in lines):
        yield _rewrite(source, node, stays, names)
        return
    if stays != node.module:
        yield _edit_module(source, node, stays)
    for name in names:
        if name.module == stays and name.is_changed:
            yield Edit(source.find_start(name.alias), source.find_end(name.alias), name.text)
    if leaving:
        yield from (Edit(start, end, "") for start, end, _ in filter(None, lines))
        comments = "".join(f"  {comment}" for _, _, comment in filter(None, lines) if comment)
        end = source.find_end(node)
        yield Edit(end, end, _render_behind(source, node, leaving) + comments)


def edit_star_import(source: Source, node: ast.ImportFrom, used: Container[str]) -> Iterator[Edit]:
    """`from theirs import *`, and behind it the names in use that ours does not have under that name."""
    theirs = node.module or ""
    yield _edit_module(source, node, find_module(theirs) or theirs)
    renamed = [(name, home) for name, home in find_renamed(theirs).items() if name in used]
    if renamed:
        end = source.find_end(node)
        names = [move_name(theirs, ast.alias(name), home) for name, home in renamed]
        yield Edit(end, end, _render_behind(source, node, names))


def _edit_module(source: Source, node: ast.ImportFrom, module: str) -> Edit:
    dots = rf"{_GAP}*\.{_GAP}*".join(re.escape(part) for part in (node.module or "").split("."))
    found = re.compile(rf"from{_GAP}+({dots})").match(source.text, source.find_start(node))
    assert found is not None, source.find_text(node)
    return Edit(found.start(1), found.end(1), module)


def _find_own_line(source: Source, node: ast.ImportFrom, alias: ast.alias) -> tuple[int, int, str | None] | None:
    """The line of a name that stands there alone, and its comment; None if that is not so, or no comment may follow."""
    text, start, end = source.text, source.find_start(alias), source.find_end(node)
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    rest = _REST_OF_LINE.match(text, source.find_end(alias))
    if rest is None or rest.end() > end or text[line_start:start].strip() or _ONLY_COMMENT.match(text, end) is None:
        return None
    return line_start, rest.end(), rest[1]


def _rewrite(source: Source, node: ast.ImportFrom, stays: str, names: Sequence[MovedName]) -> Edit:
    """The whole statement anew, for lists that cannot be taken apart line by line."""
    kept = ", ".join(name.text for name in names if name.module == stays)
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source.find_text(node)).readline)
        if token.type == tokenize.COMMENT
    ]
    if comments:
        indentation = source.newline + (source.find_indentation(node) or "")
        kept = f"(  {'  '.join(comments)}{indentation}    {kept}{indentation})"
    leaving = [name for name in names if name.module != stays]
    text = f"from {stays} import {kept}{_render_behind(source, node, leaving)}"
    return Edit(source.find_start(node), source.find_end(node), text)


def _render_behind(source: Source, node: ast.ImportFrom, names: Sequence[MovedName]) -> str:
    """Statements for the names, in lines of their own where `node` has one."""
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(name.module, []).append(name.text)
    indentation = source.find_indentation(node)
    between = "; " if indentation is None else f"{source.newline}{indentation}"
    return "".join(f"{between}from {module} import {', '.join(texts)}" for module, texts in grouped.items())
