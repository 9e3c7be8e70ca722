"""`fw openapi`: the document of an application as a file, and whether a file that is kept is still that document."""

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fireweed.cli.application import build_application_options
from fireweed.cli.serve import load_app

_MAX_SHOWN_LINES = 60


def build_openapi_command() -> click.Command:
    """`fw openapi`: print the document, write it to a file, or compare it with one."""
    return click.Command(
        "openapi",
        callback=_write_document,
        help=(
            "Print the OpenAPI document of an application.\n\n"
            "APP is module:attribute or a file. The document is the same for the same program: keep it beside the "
            "program, and let --check fail when somebody forgot to write it anew."
        ),
        params=[
            click.Argument(["app"], metavar="APP", required=False),
            *build_application_options(),
            click.Option(["--output"], type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file."),
            click.Option(
                ["--check"],
                type=click.Path(dir_okay=False, path_type=Path),
                help="Write nothing; exit with status 1, and show the difference, if this file is another document.",
            ),
        ],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _write_document(app: str | None, app_dir: str, factory: bool, output: Path | None, check: Path | None) -> int:
    if output is not None and check is not None:
        raise click.UsageError("--output writes and --check does not: give one of them.")
    document = _build_document(load_app(app, app_dir, is_factory=factory, command="openapi"))
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if check is not None:
        return _compare(document, text, check)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    return 0


def _build_document(app: Any) -> Any:
    if not callable(getattr(app, "openapi", None)):
        raise click.ClickException(f"This application is a {type(app).__name__}, which has no OpenAPI document.")
    return app.openapi()


def _compare(document: Any, text: str, file: Path) -> int:
    """Compare the documents, not their layout; show where they differ."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise click.ClickException(f"There is no file {file}. Write it: fw openapi APP --output {file}") from error
    except ValueError as error:
        raise click.ClickException(f"{file} is no JSON document: {error}") from error
    if kept == document:
        return 0
    kept_text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
    lines = list(_list_differences(kept_text, text, file))
    for line in lines[:_MAX_SHOWN_LINES]:
        click.echo(line)
    if len(lines) > _MAX_SHOWN_LINES:
        click.echo(f"... and {len(lines) - _MAX_SHOWN_LINES} more lines")
    click.echo(f"{file} is out of date. Write it anew: fw openapi APP --output {file}", err=True)
    return 1


def _list_differences(kept: str, now: str, file: Path) -> Iterator[str]:
    return difflib.unified_diff(kept.splitlines(), now.splitlines(), str(file), "the application", lineterm="")
