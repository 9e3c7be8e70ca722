"""The text of a module, its syntax tree, and where in the text a node stands; edits of that text.

Nothing but what an edit names changes: line ends, comments and spaces stay as they were written.
"""

import ast
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# The line ends of the language reference (2.1.2); str.splitlines() knows more.
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


class Source:
    """A module as it was written.

    Raises:
        SyntaxError: the text is no Python, or none of this version.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is written in the module, which is not our business
            self.tree = ast.parse(text)
        self._lines = _LINE.findall(text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    @property
    def newline(self) -> str:
        """What the first line ends with."""
        return self._lines[0][len(self._lines[0].rstrip("\r\n")) :] or "\n"

    def find_offset(self, line: int, column: int) -> int:
        """Where a place of the tree is in the text; columns of the tree count bytes of UTF-8."""
        within = self._lines[line - 1]
        characters = column if within.isascii() else len(within.encode()[:column].decode())
        return self._starts[line - 1] + characters

    def find_start(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """The offset of the first character of a node."""
        return self.find_offset(node.lineno, node.col_offset)

    def find_end(self, node: ast.expr | ast.stmt | ast.alias) -> int:
        """The offset behind the last character of a node."""
        return self.find_offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def find_text(self, node: ast.expr | ast.stmt | ast.alias) -> str:
        """The text of a node."""
        return self.text[self.find_start(node) : self.find_end(node)]

    def find_indentation(self, node: ast.stmt) -> str | None:
        """What stands before a statement in its line; None if that is more than space."""
        start = self.find_start(node)
        before = self.text[self._starts[node.lineno - 1] : start]
        return before if not before.strip() else None


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, which do not overlap."""
    pieces, position = [], 0
    for edit in sorted(edits):
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])
