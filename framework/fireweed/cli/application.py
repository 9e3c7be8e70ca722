"""The options of every command that loads an application, to look at it."""

import click

from fireweed.cli.compat import build_compat_option


def build_application_options() -> list[click.Parameter]:
    """`--app-dir`, `--factory` and `--compat`, which stand beside the name of the application."""
    return [
        click.Option(["--app-dir"], default=".", show_default=True, help="Where modules are looked for."),
        click.Option(["--factory"], is_flag=True, help="APP is a function that returns the application."),
        build_compat_option(expose_value=False),
    ]
