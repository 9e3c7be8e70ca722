"""Routes that no request reaches, because an earlier one takes all that they match.

What a route matches is known of the kinds that a table indexes, and of hosts. That one takes all of another is decided
segment by segment (`segments`), and only where it is certain. Looked at by people and tests, never by a request.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from fireweed.routes.base import BaseRoute, is_overridden
from fireweed.routes.capturing import build_segment_pattern
from fireweed.routes.container import Container
from fireweed.routes.converters import Convertor, FloatConvertor, IntegerConvertor, StringConvertor
from fireweed.routes.host import Host
from fireweed.routes.segments import Segment, Segments, Tail, is_static, split_segments
from fireweed.routes.template import Parameter, PathTemplate, parse_template

Methods = Set[str] | None


@dataclass(frozen=True, slots=True)
class ShadowedRoute:
    """`route` is hidden by `by`, which was declared before it and matches all its paths.

    `methods` are those of its methods that never reach it; None is all there are. `is_hidden` tells whether no method
    is left, be it that others than `by` take the rest. `reason` says it for people. Both routes are as they are where
    they stand, with the prefixes of inclusions; inside of a mount that of the mount is left out.
    """

    route: BaseRoute
    by: BaseRoute
    methods: frozenset[str] | None
    is_hidden: bool
    reason: str


def find_shadowed(routes: Iterable[BaseRoute]) -> list[ShadowedRoute]:
    """List the routes that lose some or all of their requests to an earlier one, in the order of declaration.

    Included routers are looked through, and mounted applications that have routes are looked into. A mount or host that
    hides a route is the reason, whatever the application behind it does with the request.

    What it says is so, line feeds in paths aside. It does not say all that is so: regular expressions of converters are
    compared only with themselves and with static text; several routes may hide one together, which is seen where each
    takes some methods, and not where each takes some paths. Routes that override `matches`, and kinds of routes that
    are not Fireweed's, are left out; so are frontends, which hide nothing.
    """
    return list(_search(routes, []))


def _search(routes: Iterable[BaseRoute], seen: list[Iterable[BaseRoute]]) -> Iterator[ShadowedRoute]:
    seen.append(routes)
    effective = [inner for route in routes for inner in route.expand()]
    yield from _compare([reach for route in effective if (reach := _find_reach(route)) is not None])
    for route in effective:
        if isinstance(route, Container) and not any(route.routes is known for known in seen):
            yield from _search(route.routes, seen)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a route matches; `host` is None for any."""

    route: BaseRoute
    template: PathTemplate
    segments: Segments
    scope_types: frozenset[str]
    methods: Methods
    host: PathTemplate | None = None

    def covers(self, other: "_Reach") -> bool:
        """Whether this route matches all that `other` matches, methods aside."""
        if not self.scope_types >= other.scope_types:
            return False
        if self.host is not None and (other.host is None or not _covers_host(self.host, other.host)):
            return False
        return _covers_path(self, other)


_ANY_PATH = parse_template("/{path:path}")
_ALL_TYPES = frozenset({"http", "websocket"})


def _find_reach(route: BaseRoute) -> _Reach | None:
    index = route.index()
    if index is not None:
        segments = split_segments(index.template)
        return _Reach(route, index.template, segments, frozenset(index.scope_types), index.methods)
    if isinstance(route, Host) and not is_overridden(route, "matches", Host):
        return _Reach(route, _ANY_PATH, split_segments(_ANY_PATH), _ALL_TYPES, None, route.template)
    return None


def _compare(reaches: Sequence[_Reach]) -> Iterator[ShadowedRoute]:
    for position, later in enumerate(reaches):
        left = later.methods
        hiding: list[tuple[_Reach, Methods]] = []
        for earlier in reaches[:position]:
            if earlier.covers(later):
                taken, left = _take(left, earlier.methods)
                if taken is None or taken:
                    hiding.append((earlier, taken))
        is_hidden = left is not None and not left
        for earlier, taken in hiding:
            methods = None if taken is None else frozenset(taken)
            yield ShadowedRoute(later.route, earlier.route, methods, is_hidden, _give_reason(earlier, later, methods))


def _take(left: Methods, methods: Methods) -> tuple[Methods, Methods]:
    """Which methods a route takes of those that are left, and what is left then; some of all there are, is nothing."""
    if methods is None:
        return left, frozenset()
    return (frozenset(), None) if left is None else (left & methods, left - methods)


def _give_reason(earlier: _Reach, later: _Reach, methods: Methods) -> str:
    requests = "all requests" if methods is None or methods == later.methods else " and ".join(sorted(methods))
    first, second = _describe(earlier), _describe(later)
    if first == second:
        return f"{first} was declared before, and takes {requests}"
    return f"{first} matches every path of {second}, and takes {requests}"


def _describe(reach: _Reach) -> str:
    if reach.host is not None:
        return f"host {reach.host.source!r}"
    if isinstance(reach.route, Container):
        return f"the mount {reach.template.source.removesuffix('/{path:path}')!r}"
    return repr(reach.template.source)


# Templates


def _covers_host(earlier: PathTemplate, later: PathTemplate) -> bool:
    if not later.convertors:
        return earlier.match(later.source) is not None
    return _have_same_pattern(earlier.pieces, later.pieces)


def _covers_path(earlier: _Reach, later: _Reach) -> bool:
    if not later.template.convertors:
        return earlier.template.match(later.template.source) is not None
    first, second = earlier.segments, later.segments
    if first.tail is Tail.PATTERN:
        return _have_same_pattern(earlier.template.pieces, later.template.pieces)
    if first.tail is Tail.REST:
        has_rest = len(second.head) > len(first.head) or (
            len(second.head) == len(first.head) and second.tail is not Tail.NONE
        )
    else:
        has_rest = len(second.head) == len(first.head) and second.tail is Tail.NONE
    return has_rest and all(map(_covers_segment, first.head, second.head))


def _covers_segment(earlier: Segment, later: Segment) -> bool:
    """Whether `earlier` matches every text that `later` matches."""
    if earlier == later or is_static(earlier):
        return earlier == later
    if is_static(later):
        return _matches_text(earlier, "".join(map(str, later)))
    if _have_same_pattern(earlier, later):
        return True
    convertor, other = _find_only_convertor(earlier), _find_only_convertor(later)
    if convertor is StringConvertor:
        return not _matches_text(later, "")
    return convertor is FloatConvertor and other is IntegerConvertor


def _have_same_pattern(first: Segment, second: Segment) -> bool:
    """Whether both match the same, names aside: same expressions, and convertors that convert alike."""
    return build_segment_pattern(first) == build_segment_pattern(second) and all(
        type(piece.convertor) is type(other.convertor)
        for piece, other in zip(first, second, strict=True)
        if isinstance(piece, Parameter) and isinstance(other, Parameter)
    )


def _find_only_convertor(segment: Segment) -> type[Convertor[Any]] | None:
    """The class of the convertor of a segment that is one parameter."""
    [piece, *others] = segment
    return type(piece.convertor) if isinstance(piece, Parameter) and not others else None


def _matches_text(segment: Segment, text: str) -> bool:
    found = re.fullmatch(build_segment_pattern(segment), text)
    return found is not None and all(
        _accepts(piece.convertor, found[f"_{position}"])
        for position, piece in enumerate(segment)
        if isinstance(piece, Parameter)
    )


def _accepts(convertor: Convertor[Any], text: str) -> bool:
    try:
        convertor.convert(text)
    except ValueError:
        return False
    return True
