"""The group of commands behind `fw`: what there is, and how a mistake in using one is told. Knows no server."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

import click

from fireweed.cli.explain import build_explain_command
from fireweed.cli.migrate import build_migrate_command
from fireweed.cli.openapi import build_openapi_command
from fireweed.cli.routes import build_routes_command
from fireweed.cli.serve import build_dev_command, build_run_command
from fireweed.version import __version__

# Built when asked for: what one command imports, the others need not wait for.
_BUILDERS: Final[Mapping[str, Callable[[], click.Command]]] = {
    "dev": build_dev_command,
    "explain": build_explain_command,
    "migrate": build_migrate_command,
    "openapi": build_openapi_command,
    "routes": build_routes_command,
    "run": build_run_command,
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_BUILDERS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        builder = _BUILDERS.get(cmd_name)
        return builder() if builder is not None else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fireweed", message="%(prog)s %(version)s")
def fw() -> None:
    """Serve and inspect Fireweed applications."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: status 0, 1 for wrong usage, or what the command says."""
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        status: int | None = fw.main(arguments, prog_name="fw", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 1
    except click.Abort:
        return 130
    return status or 0
