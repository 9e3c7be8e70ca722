"""`fw routes`: the routes of an application in the order in which requests try them, and which of them are hidden."""

import inspect
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from fireweed.cli.application import build_application_options
from fireweed.cli.finding import PlacedRoute, walk_routes
from fireweed.cli.serve import load_app
from fireweed.cli.unread import describe_unread
from fireweed.endpoint.signature import locate
from fireweed.routes import BaseRoute, FrontendRoute, Host, Mount
from fireweed.routes.container import Container
from fireweed.routes.shadowing import ShadowedRoute, find_shadowed


def build_routes_command() -> click.Command:
    """`fw routes`: list them, and with `--check` fail if some are hidden."""
    return click.Command(
        "routes",
        callback=_list_routes,
        help=(
            "List the routes of an application in the order in which requests try them.\n\n"
            "APP is module:attribute or a file. A route that an earlier one hides says so, and one with a name "
            "in its path that no parameter takes. The routes of the document "
            "and its pages are not listed without --all."
        ),
        params=[
            click.Argument(["app"], metavar="APP", required=False),
            *build_application_options(),
            click.Option(["--all", "shows_all"], is_flag=True, help="List the framework's own routes, too."),
            click.Option(["--check"], is_flag=True, help="Exit with status 1 if a route is hidden."),
        ],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _list_routes(app: str | None, app_dir: str, factory: bool, shows_all: bool, check: bool) -> int:
    found = load_app(app, app_dir, is_factory=factory, command="routes")
    routes: list[BaseRoute] | None = getattr(found, "routes", None)
    if routes is None:
        raise click.ClickException(f"This application is a {type(found).__name__}, which has no routes to list.")
    hidden = find_shadowed(routes)
    notes = {id(shadowed.route): _describe_hidden(shadowed) for shadowed in reversed(hidden)}
    rows = [_build_row(placed, notes) for placed in walk_routes(found) if shows_all or not placed.is_own]
    for line in _align(rows):
        click.echo(line)
    return 1 if check and hidden else 0


@dataclass(frozen=True, slots=True)
class _Row:
    methods: str
    path: str
    name: str
    place: str
    note: str


def _build_row(placed: PlacedRoute, notes: dict[int, str]) -> _Row:
    route = placed.route
    name, note = getattr(route, "name", ""), "; ".join(filter(None, (notes.get(id(route)), describe_unread(route))))
    return _Row(_describe_kind(route), placed.path, name, _describe_place(route), note)


def _describe_kind(route: BaseRoute) -> str:
    if isinstance(route, Mount):
        return "MOUNT"
    if isinstance(route, Host):
        return "HOST"
    if isinstance(route, FrontendRoute):
        return "FRONTEND"
    if getattr(route, "protocol", "http") == "websocket":
        return "WEBSOCKET"
    methods: Iterable[str] | None = getattr(route, "methods", None)
    return "*" if methods is None else ",".join(sorted(methods))


def _describe_place(route: BaseRoute) -> str:
    """The file and line of an endpoint; of one of the framework's own its module, of an application its class."""
    if isinstance(route, Container) and not inspect.isfunction(route.inner_app):
        return type(route.inner_app).__name__
    endpoint: Any = route.inner_app if isinstance(route, Container) else getattr(route, "endpoint", route)
    module: str = getattr(endpoint, "__module__", "")
    if module.startswith("fireweed."):
        return module
    place = locate(endpoint)
    file, line = place.get("file"), place.get("line")
    return f"{os.path.relpath(file)}:{line}" if file and line else type(endpoint).__name__


def _describe_hidden(shadowed: ShadowedRoute) -> str:
    return f"{'hidden' if shadowed.is_hidden else 'partly hidden'}: {shadowed.reason}"


def _align(rows: Sequence[_Row]) -> Iterator[str]:
    widths = [max(map(len, column), default=0) for column in zip(*map(_get_columns, rows), strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(_get_columns(row), widths, strict=True)]
        yield f"{'  '.join(cells)}  {row.note}".rstrip()


def _get_columns(row: _Row) -> tuple[str, str, str, str]:
    return row.methods, row.path, row.name, row.place
