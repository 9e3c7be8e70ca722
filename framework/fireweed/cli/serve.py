"""`fw run` and `fw dev`, and how commands find the application.

The only file of the framework that imports the server, and only when a command needs it.
"""

from pathlib import Path
from typing import Any

import click

from fireweed.cli.compat import COMPAT_MODULE, COMPAT_REMEDY, build_compat_option
from fireweed.compat.installation import ROOTS


def build_run_command() -> click.Command:
    """`fw run`: serve for real, to whoever can reach this machine."""
    return _build_command(
        "run",
        summary="Serve an application, reachable from other machines.",
        defaults={"host": "0.0.0.0"},
    )


def build_dev_command() -> click.Command:
    """`fw dev`: serve to this machine only, start anew when a file changes, and say more."""
    return _build_command(
        "dev",
        summary="Serve an application while developing it, reachable from this machine only.",
        defaults={"log_level": "debug", "reload": True},
        on_start=_greet_developer,
    )


def load_app(app: str | None, app_dir: str, *, is_factory: bool, command: str) -> Any:
    """Import the application called `app`, or the usual one in `app_dir`; `command` is named when there is none.

    Raises:
        click.ClickException: it cannot be found or imported.
    """
    from fireweed_server.errors import AppImportError, OptionError
    from fireweed_server.importer import describe_cause, import_app

    offer_compat()
    try:
        return import_app(app or _find_app(app_dir, command), app_dir=app_dir, is_factory=is_factory)
    except AppImportError as error:
        raise click.ClickException(f"{error}\n{describe_cause(error)}".rstrip()) from error
    except OptionError as error:
        raise click.ClickException(str(error)) from error


def offer_compat() -> None:
    """Have the importer say what to do where a program needs FastAPI or Starlette, and none is installed."""
    from fireweed_server.importer import REMEDIES

    REMEDIES.update(dict.fromkeys(ROOTS, COMPAT_REMEDY))


def _find_app(directory: str, command: str) -> str:
    from fireweed_server.importer import USUAL_FILES, find_usual_file
    from fireweed_server.project import read_project

    found = read_project().entrypoint or find_usual_file(Path(directory))
    if found is None:
        looked_for = ", ".join(USUAL_FILES)
        raise click.UsageError(f"No APP is named, and {directory!r} has none of {looked_for}. Try: fw {command} FILE")
    return found


def _build_command(name: str, *, summary: str, defaults: dict[str, object], on_start: Any = None) -> click.Command:
    from fireweed_server.command import ServerCommand, app_argument
    from fireweed_server.importer import USUAL_FILES
    from fireweed_server.run import run_settings
    from fireweed_server.settings import Settings

    def serve(app: str | None, settings: Settings, compat: bool) -> None:
        offer_compat()
        preload = ["fireweed.applications", *([COMPAT_MODULE] if compat else []), "fireweed.cli.remedies", __name__]
        run_settings(app or _find_app(settings.app_dir, name), settings, on_start, preload=preload)

    text = (
        "APP is module:attribute or a file; without it, the entrypoint in [tool.fireweed] of pyproject.toml is taken, "
        "or {}, whichever comes first."
    )
    return ServerCommand(
        name,
        help=f"{summary}\n\n{text.format(', '.join(USUAL_FILES))}",
        params=[app_argument(is_required=False), build_compat_option()],
        serve=serve,
        defaults=defaults,
    )


def _greet_developer(server: Any) -> None:
    docs_url = getattr(server.app, "docs_url", None)
    if docs_url:
        click.echo(f"Documentation at {server.addresses[0]}{docs_url}", err=True)
