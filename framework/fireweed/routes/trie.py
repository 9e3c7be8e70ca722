"""Finds, among many templates, those that match a path, at a cost that does not depend on how many there are.

How it works. Every template is cut into segments (`segments`), and the segments form a tree. A static segment is a key
in a dict. A segment with parameters is an edge with a function that captures their text or says that it does not fit
(`capturing`). Where a template has a tail, the walk stops, and the tail is tried with what is left of the path. A walk
follows every edge that fits, so it finds all matches; they are then put into the order of declaration. A path that was
declared without parameters is answered from a dict, which holds the outcome of its walk.

The trie captures text; converting it (`Entry.bind`) is left to the caller, who may not want every match.
Knows nothing about routes, methods and scopes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fireweed.routes.binding import Bind, Captured, build_bind
from fireweed.routes.capturing import Capture, build_capture, build_segment_pattern
from fireweed.routes.segments import Tail, is_static, split_segments
from fireweed.routes.template import PathTemplate

V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False)
class Entry(Generic[V]):
    """A template of the trie and what it stands for. `index` is its place in the order of declaration."""

    index: int
    template: PathTemplate
    value: V
    bind: Bind


Found = tuple[Entry[V], Captured]
"""A match, and the text of its parameters."""


@dataclass(slots=True)
class _Node(Generic[V]):
    """A place in the tree: the segments that lead on, and the entries that end, or have their tail, here."""

    statics: "dict[str, _Node[V]]" = field(default_factory=dict)
    edges: "dict[str, tuple[Capture, _Node[V]]]" = field(default_factory=dict)
    ends: list[Entry[V]] = field(default_factory=list)
    tails: list[tuple[Entry[V], Tail]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LastSegment(Generic[V]):
    """What can stand behind a prefix without parameters, when that is nothing but one kind of parameter."""

    prefix: str
    capture: Capture
    entries: list[Entry[V]]


class Trie(Generic[V]):
    """An index over `items`, which are given in the order of declaration."""

    def __init__(self, items: Iterable[tuple[PathTemplate, V]]) -> None:
        self._root: _Node[V] = _Node()
        self._static: dict[str, list[Found[V]]] = {}
        entries = [Entry(index, template, value, build_bind(template)) for index, (template, value) in enumerate(items)]
        for entry in entries:
            _insert(self._root, entry)
        for path in {entry.template.format for entry in entries if not entry.template.convertors}:
            self._static[path] = self._walk(path)

    def find(self, path: str) -> list[Found[V]]:
        """Return all matches of `path`, in the order of declaration. Do not change the list."""
        found = self._static.get(path)
        return self._walk(path) if found is None else found

    def static_paths(self) -> Iterable[tuple[str, list[Found[V]]]]:
        """Return every path that was declared without parameters, with its matches."""
        return self._static.items()

    def last_segments(self) -> Iterator[LastSegment[V]]:
        """Yield the prefixes behind which a static path, or one kind of parameter, is all that can follow."""
        return _find_last_segments([(self._root, True)], None)

    def _walk(self, path: str) -> list[Found[V]]:
        found: list[Found[V]] = []
        segments = path.split("/")
        branches: list[tuple[_Node[V], int, Captured]] = [(self._root, 0, ())]
        for node, depth, captured in branches:  # grows with every parameter that fits
            while depth < len(segments):
                if node.tails:
                    found.extend(_match_tails(node, path, segments[depth:], captured))
                segment = segments[depth]
                depth += 1
                if node.edges:
                    for capture, child in node.edges.values():
                        texts = capture(segment)
                        if texts is not None:
                            branches.append((child, depth, captured + texts))
                if segment not in node.statics:
                    break
                node = node.statics[segment]
            else:
                found.extend([(entry, captured) for entry in node.ends])
        if len(found) > 1:
            found.sort(key=_index_of)
        return found


def _index_of(found: Found[V]) -> int:
    return found[0].index


def _match_tails(node: _Node[V], path: str, rest: list[str], captured: Captured) -> Iterator[Found[V]]:
    for entry, tail in node.tails:
        if tail is Tail.REST:
            text = "/".join(rest)
            if "\n" not in text:  # the one character that a dot does not match
                yield entry, (*captured, text)
        else:
            match = entry.template.regex.fullmatch(path)
            if match is not None:
                yield entry, tuple(match[name] for name in entry.template.convertors)


def _insert(root: _Node[V], entry: Entry[V]) -> None:
    segments = split_segments(entry.template)
    node = root
    for segment in segments.head:
        if is_static(segment):
            node = node.statics.setdefault("".join(map(str, segment)), _Node())
        else:
            pattern = build_segment_pattern(segment)
            node = node.edges.setdefault(pattern, (build_capture(segment), _Node()))[1]
    if segments.tail is Tail.NONE:
        node.ends.append(entry)
    else:
        node.tails.append((entry, segments.tail))


def _find_last_segments(reached: list[tuple[_Node[V], bool]], prefix: str | None) -> Iterator[LastSegment[V]]:
    """Yield the last segments of `prefix` and below. `reached` are the nodes a walk of it comes to, and whether it does
    so without parameters.
    """
    if any(node.tails for node, _ in reached):
        return
    going_on = [(node, is_plain) for node, is_plain in reached if node.statics or node.edges]
    if prefix is not None and len(going_on) == 1:
        node, is_plain = going_on[0]
        if is_plain and len(node.edges) == 1:
            capture, child = next(iter(node.edges.values()))
            yield LastSegment(prefix, capture, child.ends)
    for text in {text for node, _ in going_on for text in node.statics}:
        below = [step for node, is_plain in going_on for step in _step(node, text, is_plain=is_plain)]
        yield from _find_last_segments(below, text if prefix is None else f"{prefix}/{text}")


def _step(node: _Node[V], segment: str, *, is_plain: bool) -> Iterator[tuple[_Node[V], bool]]:
    if segment in node.statics:
        yield node.statics[segment], is_plain
    for capture, child in node.edges.values():
        if capture(segment) is not None:
            yield child, False
