"""`python -m fireweed_server APP`: serves an ASGI application, without the framework."""

import sys

import click

from fireweed_server.command import ServerCommand, app_argument
from fireweed_server.run import run_settings
from fireweed_server.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status; 1 for wrong usage."""
    try:
        command.main(arguments, prog_name="python -m fireweed_server", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 1
    return 0


def _serve(app: str, settings: Settings) -> None:
    run_settings(app, settings)


command = ServerCommand(
    "fireweed_server",
    help="Serve the ASGI application APP, named module:attribute or by its file.",
    params=[app_argument(is_required=True)],
    serve=_serve,
)

if __name__ == "__main__":
    sys.exit(main())
