"""The options as a command line (click): `python -m fireweed_server`, and what `fw run` and `fw dev` are made of.

A flag beats the environment's variable, and that beats the project's file.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import click
from click.core import ParameterSource

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS, Option
from fireweed_server.project import read_project
from fireweed_server.settings import build_settings
from fireweed_server.variables import check_variables


class ServerCommand(click.Command):
    """A command with all options of the server, shown in groups, that hands `serve` the settings they make.

    `serve` also gets the value of each further parameter in `params` by its name. `defaults` are other defaults than
    the server's own.
    """

    def __init__(
        self,
        name: str,
        *,
        help: str,
        params: list[click.Parameter],
        serve: Callable[..., None],
        defaults: Mapping[str, object] | None = None,
    ) -> None:
        self._serve = serve
        server_params = [_build_parameter(option, defaults or {}) for option in OPTIONS.values()]
        super().__init__(
            name,
            callback=self._call,
            help=help,
            params=[*params, *server_params],
            context_settings={"help_option_names": ["-h", "--help"], "show_default": True, "max_content_width": 100},
        )

    def _call(self, **values: object) -> None:
        context = click.get_current_context()
        options = {name: values.pop(name) for name in OPTIONS}
        try:
            check_variables(os.environ)
            settings = build_settings(options | _select_unset(context, read_project().options))
        except OptionError as error:
            raise click.UsageError(str(error)) from error
        self._serve(settings=settings, **values)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under the heading of their group."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                option = OPTIONS.get(parameter.name or "")
                sections.setdefault(option.group if option else "Options", []).append(record)
        sections["Options"] = sections.pop("Options")  # what is not the server's comes last
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def app_argument(*, is_required: bool) -> click.Argument:
    """The argument APP."""
    return click.Argument(["app"], metavar="APP", required=is_required)


def _select_unset(context: click.Context, options: Mapping[str, object]) -> dict[str, object]:
    """Those that neither a flag nor a variable has set."""
    sources = {name: context.get_parameter_source(name) for name in options}
    return {name: value for name, value in options.items() if sources[name] is ParameterSource.DEFAULT}


def _build_parameter(option: Option, defaults: Mapping[str, object]) -> click.Option:
    default = defaults.get(option.name, option.default)
    common: dict[str, Any] = {"help": option.help, "envvar": option.environment}
    if option.is_switch:
        off = f"/--no-{option.name.replace('_', '-')}" if default else ""
        return _Flag([option.flag + off], is_flag=True, default=bool(default), **common)
    return _Flag([option.flag], type=_find_kind(option), multiple=option.is_repeatable, default=default, **common)


def _find_kind(option: Option) -> Any:
    if option.is_closed:
        return click.Choice(option.choices)
    return _WordOrValue(option) if option.choices else option.type


class _Flag(click.Option):
    """An option of the command line; of a bad value it tells the variable that has it."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            if ctx.get_parameter_source(self.name or "") is not ParameterSource.ENVIRONMENT:
                raise
            variable = next(name for name in self.envvar or () if os.environ.get(name))
            text = f"{error.message} The variable {variable} says so."
            raise click.BadParameter(text, ctx=ctx, param=self) from error


class _WordOrValue(click.ParamType[Any]):
    """One of an option's words, or else a value of its type."""

    def __init__(self, option: Option) -> None:
        self._option = option
        self.name = "|".join([*option.choices, option.type.__name__])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in self._option.choices:
            return value
        return click.types.convert_type(self._option.type).convert(value, param, ctx)
