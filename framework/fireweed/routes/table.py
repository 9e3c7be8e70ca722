"""The routes of a router for one type of scope, indexed so that choosing one does not mean asking them all.

Routes that say how they can be found (`BaseRoute.index`) are in a trie. The others are asked through `matches`, each at
its place in the order of declaration. Where a path alone tells which route a method enters, that is decided when the
table is built: for paths without parameters, and for a single parameter at the end behind a prefix without.
Built once; a router builds a new one when routes have changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from fireweed.routes.base import BaseRoute, Match
from fireweed.routes.binding import Bind
from fireweed.routes.capturing import Capture
from fireweed.routes.trie import Entry, Trie
from fireweed.types import ASGIApp, Scope

Enter = Callable[[Scope, dict[str, Any]], ASGIApp]
Method = str | None
"""None stands for a scope without method, which is that of a WebSocket."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A route in the trie, and its place among all routes."""

    position: int
    route: BaseRoute
    methods: Set[str] | None
    enter: Enter


class RouteTable:
    """`routes` are in the order of declaration, expanded. `scope_type` is "http" or "websocket"."""

    def __init__(self, routes: Sequence[BaseRoute], scope_type: str) -> None:
        indices = [route.index() for route in routes]
        self._routes = routes
        self._unindexed = [position for position, index in enumerate(indices) if index is None]
        self._trie = Trie(
            (index.template, _Target(position, routes[position], index.methods, index.enter))
            for position, index in enumerate(indices)
            if index is not None and scope_type in index.scope_types
        )
        self._static: dict[str, dict[Method, Enter]] = {}
        self._last: dict[str, tuple[Capture, dict[Method, tuple[Bind, Enter]]]] = {}
        self._decide()

    def find_app(self, scope: Scope, path: str) -> ASGIApp | None:
        """Enter the first route that matches fully, else the first that matches in part; None if none matches.

        `path` is the path of `scope` below its `root_path`.
        """
        method: Method = scope.get("method")
        static = self._static.get(path)
        if static is None:
            return self._find_by_prefix(scope, path, method)
        enter = static.get(method)
        return self._search(scope, path, method) if enter is None else enter(scope, {})

    def has_match(self, scope: Scope, path: str) -> bool:
        """Tell whether a route matches `scope`, fully or in part. `path` is the path of `scope` below `root_path`."""
        if any(entry.bind(captured) is not None for entry, captured in self._trie.find(path)):
            return True
        return any(self._routes[position].matches(scope)[0] is not Match.NONE for position in self._unindexed)

    def _find_by_prefix(self, scope: Scope, path: str, method: Method) -> ASGIApp | None:
        # PERF: a third of the cost of a search (benchmarks/micro/routing.py).
        prefix, slash, segment = path.rpartition("/")
        last = self._last.get(prefix)
        if last is not None and slash:
            capture, chosen = last
            captured = capture(segment)
            if captured is not None and method in chosen:
                bind, enter = chosen[method]
                params = bind(captured)
                if params is not None:
                    return enter(scope, params)
        return self._search(scope, path, method)

    def _search(self, scope: Scope, path: str, method: Method) -> ASGIApp | None:
        if self._unindexed:
            return self._search_in_order(scope, path)
        partial: tuple[BaseRoute, Enter, dict[str, Any]] | None = None
        for entry, captured in self._trie.find(path):
            target = entry.value
            is_full = target.methods is None or method in target.methods
            params = entry.bind(captured) if is_full or partial is None else None
            if params is None:
                continue
            if is_full:
                return target.enter(scope, params)
            partial = (target.route, target.enter, params)
        if partial is None:
            return None
        route, enter, params = partial
        enter(scope, params)
        return route.handle

    def _search_in_order(self, scope: Scope, path: str) -> ASGIApp | None:
        # The trie only says which routes are worth asking: one that is not indexed may look at anything.
        indexed = [entry.value.position for entry, _ in self._trie.find(path)]
        return find_match(scope, (self._routes[position] for position in sorted([*indexed, *self._unindexed])))

    def _decide(self) -> None:
        for path, found in self._trie.static_paths():
            chosen = self._choose([entry for entry, _ in found])
            self._static[path] = {
                method: entry.value.enter for method, entry in chosen.items() if not entry.template.convertors
            }
        for last in self._trie.last_segments():
            chosen = self._choose(last.entries)
            self._last[last.prefix] = (
                last.capture,
                {method: (entry.bind, entry.value.enter) for method, entry in chosen.items()},
            )

    def _choose(self, entries: Sequence[Entry[_Target]]) -> dict[Method, Entry[_Target]]:
        # Which of the entries that match a path each method enters, unless a route must be asked before.
        asked_first = self._unindexed[0] if self._unindexed else len(self._routes)
        methods: set[Method] = {None}.union(*(entry.value.methods or () for entry in entries))
        firsts = {method: _find_first(entries, method) for method in methods}
        return {
            method: entry
            for method, entry in firsts.items()
            if entry is not None and entry.value.position < asked_first
        }


def _find_first(entries: Iterable[Entry[_Target]], method: Method) -> Entry[_Target] | None:
    full = (entry for entry in entries if entry.value.methods is None or method in entry.value.methods)
    return next(full, None)


def find_match(scope: Scope, routes: Iterator[BaseRoute]) -> ASGIApp | None:
    """Enter the first of `routes` that matches `scope` fully, else the first that matches in part, asking each."""
    partial: tuple[BaseRoute, Scope] | None = None
    for route in routes:
        match, child_scope = route.matches(scope)
        if match is Match.FULL:
            return route.enter(scope, child_scope)
        if match is Match.PARTIAL and partial is None:
            partial = (route, child_scope)
    return None if partial is None else partial[0].enter(scope, partial[1])
