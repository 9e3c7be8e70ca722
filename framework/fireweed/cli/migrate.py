"""`fw migrate`: move a program from FastAPI or Starlette to Fireweed for good."""

from pathlib import Path

import click


def build_migrate_command() -> click.Command:
    """`fw migrate`: show what would change, change it, or only say whether something would."""
    return click.Command(
        "migrate",
        callback=_migrate,
        help=(
            "Rewrite the imports of fastapi and starlette to those of fireweed.\n\n"
            "PATHS are files and folders, the current one if there are none. The difference is printed, and nothing is "
            "written without --write. What is left to people goes to standard error: names that Fireweed lacks, "
            "defaults that differ, strings that name modules, requirements. Notebooks are passed over.\n\n"
            "The status is 0, or 1 if --check finds something to change, or a file cannot be read or written."
        ),
        params=[
            click.Argument(["paths"], nargs=-1, type=click.Path(exists=True, path_type=Path)),
            click.Option(
                ["--rename", "renames"],
                is_flag=True,
                help="Call the names that are others with Fireweed as it does, such as FastAPI, where that is safe.",
            ),
            click.Option(["--write"], is_flag=True, help="Write the files."),
            click.Option(["--check"], is_flag=True, help="Exit with status 1 if a file would change."),
        ],
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _migrate(paths: tuple[Path, ...], renames: bool, write: bool, check: bool) -> int:
    if write and check:
        raise click.UsageError("--write writes and --check does not: give one of them.")
    # PERF: servers start by the same command, and do without this in memory (benchmarks/compare, idle memory).
    from fireweed.cli.migrating import migrate_files

    return migrate_files(paths or (Path(),), renames=renames, writes=write, checks=check)
