"""The explanation of a route of any kind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fireweed.routes import BaseRoute, FrontendRoute, Host, Mount, Route, WebSocketRoute
from fireweed.routes.container import Container
from fireweed.routing.api_route import APIRoute
from fireweed.routing.api_websocket_route import APIWebSocketRoute
from fireweed.routing.explanation.text import Block, Fact, build_text
from fireweed.routing.explanation.typed import (
    build_operation_blocks,
    build_session_blocks,
    find_operation_facts,
    find_session_facts,
)
from fireweed.routing.explanation.untyped import (
    describe_application,
    find_container_facts,
    find_frontend_facts,
    find_route_facts,
    find_unknown_facts,
)


def explain(route: BaseRoute, *, inside: Sequence[Container] = ()) -> str:
    """Say what start-up decided about a route: what it reads, calls and answers, in lines of about 100 columns.

    `route` is one as it stands where it is served: `iter_route_contexts(app.routes)` has them as `effective`, with the
    prefixes of inclusions. `inside` are the mounts and hosts around it, the outermost first. Overrides of dependencies
    are left out. Files are named from the current directory; otherwise the text is the same in every process.
    """
    find_facts, build_blocks = _find_explainers(route)
    facts = [Fact("inside", _describe_container(container)) for container in inside]
    return build_text(describe_route(route, inside), [*facts, *find_facts(route)], build_blocks(route))


def describe_route(route: BaseRoute, inside: Sequence[Container] = ()) -> str:
    """The methods and the template of a route: `GET /items/{item_id}`."""
    prefix = "".join(map(get_path, inside))
    return f"{describe_kind(route)} {prefix + get_path(route) or '/'}"


def describe_kind(route: BaseRoute) -> str:
    """The methods that a route takes, `*` for all; for other kinds than HTTP routes, what it is."""
    for class_, kind in _KINDS:
        if isinstance(route, class_):
            return kind
    if getattr(route, "protocol", "http") == "websocket":
        return "WS"
    methods: Iterable[str] | None = getattr(route, "methods", None)
    return "*" if methods is None else ",".join(sorted(methods))


def get_path(route: BaseRoute) -> str:
    """The template of a route, of a host its pattern; "" for a kind of route that has none."""
    return str(getattr(route, "path", None) or getattr(route, "host", ""))


_KINDS: tuple[tuple[type[BaseRoute], str], ...] = ((Mount, "MOUNT"), (Host, "HOST"), (FrontendRoute, "FRONTEND"))

FindFacts = Callable[[Any], Iterator[Fact]]
BuildBlocks = Callable[[Any], Iterator[Block]]


def _build_no_blocks(_: BaseRoute) -> Iterator[Block]:
    return iter(())


# Subclasses stand before what they derive from.
_EXPLAINERS: tuple[tuple[type[BaseRoute], FindFacts, BuildBlocks], ...] = (
    (APIRoute, find_operation_facts, build_operation_blocks),
    (APIWebSocketRoute, find_session_facts, build_session_blocks),
    (Route, find_route_facts, _build_no_blocks),
    (WebSocketRoute, find_route_facts, _build_no_blocks),
    (Container, find_container_facts, _build_no_blocks),
    (FrontendRoute, find_frontend_facts, _build_no_blocks),
)


def _find_explainers(route: BaseRoute) -> tuple[FindFacts, BuildBlocks]:
    for class_, find_facts, build_blocks in _EXPLAINERS:
        if isinstance(route, class_):
            return find_facts, build_blocks
    return find_unknown_facts, _build_no_blocks


def _describe_container(container: Container) -> str:
    limit = container.max_body_size
    limited = "" if limit is None else f", bodies of at most {limit} bytes"
    return f"{describe_route(container)}, {describe_application(container.inner_app)}{limited}"
