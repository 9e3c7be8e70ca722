"""Routes without a plan: functions of a request, ASGI applications, and what is mounted."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from fireweed.concurrency import CallableKind, classify_callable
from fireweed.routes import BaseRoute, FrontendRoute, Route, WebSocketRoute
from fireweed.routes.container import Container
from fireweed.routes.endpoints import is_function
from fireweed.routing.explanation.calls import RUNS
from fireweed.routing.explanation.text import Fact, keep_together
from fireweed.routing.explanation.values import describe_call, describe_place


def find_route_facts(route: Route | WebSocketRoute) -> Iterator[Fact]:
    """Of a function what it takes and where it runs; of an application its class."""
    endpoint = route.endpoint
    if is_function(endpoint):
        kind = classify_callable(endpoint)
        taken = "WebSocket" if isinstance(route, WebSocketRoute) else "request"
        runs = RUNS[kind if kind is CallableKind.COROUTINE else CallableKind.FUNCTION]
        yield Fact("endpoint", describe_call(endpoint))
        yield Fact("runs", runs)
        yield Fact("handler", f"a function of the {taken}, which reads it itself")
    else:
        yield Fact("endpoint", describe_application(endpoint))
        yield Fact("handler", "an ASGI application, which gets scope, receive and send")
    yield from _find_limit(route)


def find_container_facts(route: Container) -> Iterator[Fact]:
    """What is mounted, and what is behind it."""
    yield Fact("application", describe_application(route.inner_app))
    if route.name:
        yield Fact("name", route.name)
    files = "; ".join(_describe_files(route.inner_app))
    if files:
        yield Fact("files", files)
    count = sum(1 for listed in route.routes for _ in listed.expand())
    if count:
        yield Fact("routes", f"{count}, which are tried with the rest of the path")
    yield from _find_limit(route)


def find_frontend_facts(route: FrontendRoute) -> Iterator[Fact]:
    """Where the files of a frontend are."""
    yield Fact("application", describe_application(route.app))
    yield Fact("files", "; ".join(_describe_files(route.app)))
    yield Fact("tried", "after all other routes")


def find_unknown_facts(route: BaseRoute) -> Iterator[Fact]:
    """Of a kind of route that a program made: its class."""
    yield Fact("kind", describe_call(type(route)))
    yield Fact("handler", "the route itself, by rules of its own")


def describe_application(app: Any) -> str:
    """A function with its place; of an object, its class, with a place unless it is the framework's."""
    class_ = type(app)
    if is_function(app) or isinstance(app, type):
        return describe_call(app)
    is_own = class_.__module__.partition(".")[0] == "fireweed"
    place = "" if is_own else describe_place(class_)
    return keep_together(f"{class_.__name__} at {place}") if place else class_.__name__


_FILE_OPTIONS: Mapping[str, str] = {
    "html": "index.html for directories, 404.html for what is missing",
    "follow_symlink": "symbolic links are followed",
}


def _describe_files(app: Any) -> Iterator[str]:
    """What `StaticFiles`, or a frontend, serves."""
    directories = getattr(app, "all_directories", None) or [getattr(app, "directory", None)]
    found = [os.fspath(directory) for directory in directories if directory is not None]
    if not found:
        return
    yield f"below {' and '.join(map(str, found))}"
    if getattr(app, "fallback", None):
        yield f"fallback {app.fallback}"
    for option, text in _FILE_OPTIONS.items():
        if getattr(app, option, None) is True:
            yield text


def _find_limit(route: Any) -> Iterator[Fact]:
    limit = getattr(route, "max_body_size", None)
    if limit is not None:
        yield Fact("limit", f"bodies of at most {limit} bytes")
