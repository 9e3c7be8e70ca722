"""`fw explain`: what start-up decided about a route."""

import difflib
from collections.abc import Sequence
from typing import Any

import click

from fireweed.cli.application import build_application_options
from fireweed.cli.finding import PlacedRoute, find_answering, find_declared, walk_routes
from fireweed.cli.serve import load_app
from fireweed.routes.shadowing import find_shadowed
from fireweed.routing.explanation import explain
from fireweed.routing.explanation.explaining import describe_route

_MAX_NEAR = 3


def build_explain_command() -> click.Command:
    """`fw explain`: explain one route, or list those that there are."""
    return click.Command(
        "explain",
        callback=_explain_route,
        help=(
            "Say what start-up decided about a route: what it reads, calls and answers.\n\n"
            "APP is module:attribute or a file. METHOD is GET unless given, WS for a WebSocket. PATH is a template, or "
            "the path of a request. Without PATH, the routes to choose from are listed."
        ),
        params=[
            click.Argument(["words"], metavar="[APP] [METHOD] [PATH]", nargs=-1),
            *build_application_options(),
        ],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _explain_route(words: tuple[str, ...], app_dir: str, factory: bool) -> None:
    app, method, path = _split_words(words)
    found = load_app(app, app_dir, is_factory=factory, command="explain")
    if getattr(found, "routes", None) is None:
        raise click.ClickException(f"This application is a {type(found).__name__}, which has no routes to explain.")
    if path is None:
        for placed in walk_routes(found):
            if not placed.is_own:
                click.echo(describe_route(placed.route, placed.inside))
        return
    placed = _find_route(found, method, path)
    click.echo(explain(placed.route, inside=placed.inside))
    for shadowed in find_shadowed(found.routes):
        if shadowed.route is placed.route:
            click.echo(f"\n{'hidden' if shadowed.is_hidden else 'partly hidden'}: {shadowed.reason}")


def _split_words(words: Sequence[str]) -> tuple[str | None, str, str | None]:
    """The application, the method and the path, of which only the last may be told by what it looks like."""
    *first, last = words or ("",)
    if not words or (not first and not last.startswith("/")):
        return last or None, "GET", None
    method = first.pop().upper() if first and first[-1].isalpha() else "GET"
    if len(first) > 1:
        raise click.UsageError(f"There are too many words: {' '.join(words)}. Write: fw explain [APP] [METHOD] [PATH]")
    return first[0] if first else None, method, last


def _find_route(app: Any, method: str, path: str) -> PlacedRoute:
    """The route of that template, else the one that answers a request with that path.

    Raises:
        click.ClickException: there is none.
    """
    declared = find_declared(app, method, path)
    if declared is not None:
        return declared
    found = find_answering(app, method, path)
    if found is not None and found.takes(method):
        return found
    if found is not None:
        raise click.ClickException(
            f"{method} {path} is answered with 405: there is {describe_route(found.route, found.inside)}."
        )
    raise click.ClickException(_describe_missing(app, method, path))


def _describe_missing(app: Any, method: str, path: str) -> str:
    """That there is no such route, and those whose templates look like it."""
    known: dict[str, str] = {}
    for placed in walk_routes(app):
        known.setdefault(placed.path, describe_route(placed.route, placed.inside))
    near = difflib.get_close_matches(path, known, n=_MAX_NEAR, cutoff=0.5)
    hint = f"Did you mean {' or '.join(known[name] for name in near)}?" if near else "Without a path they are listed."
    return f"No route answers {method} {path}. {hint}"
