"""The option `--compat`: the application is a program for FastAPI or Starlette."""

import importlib
from typing import Final

import click

# Importing it installs the hook; the server has its processes import it before the application.
COMPAT_MODULE: Final = "fireweed.compat.installed"

COMPAT_REMEDY: Final = "A program that was written for FastAPI or Starlette runs with --compat."


def build_compat_option(*, expose_value: bool = True) -> click.Option:
    """`--compat`, which installs the hook in this process as soon as it is read.

    `expose_value` hands it to the command as the argument `compat`.
    """
    return click.Option(
        ["--compat"],
        is_flag=True,
        callback=_install,
        expose_value=expose_value,
        help="Let imports of fastapi and starlette find Fireweed: for programs that were written for those.",
    )


def _install(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
    if value:
        importlib.import_module(COMPAT_MODULE)
    return value
