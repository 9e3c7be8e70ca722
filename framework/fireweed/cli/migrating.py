"""What `fw migrate` does: files read, moved, compared or written, and what is left to people."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from fireweed.migration import Finding, Migration, migrate_text
from fireweed.migration.files import ModuleFile, find_modules, find_requirement_files, read_module, write_module
from fireweed.migration.findings import FileFinding, describe_findings
from fireweed.migration.requirements import choose_requirement, find_requirements


@dataclass(frozen=True, slots=True)
class _MovedFile:
    file: ModuleFile
    migration: Migration

    @property
    def is_changed(self) -> bool:
        return self.migration.text != self.file.text


def migrate_files(paths: Sequence[Path], *, renames: bool, writes: bool, checks: bool) -> int:
    """Move the modules in `paths`, tell what is left to people, and return the exit status."""
    failures: list[FileFinding] = []
    moved = list(_move_all(find_modules(paths), failures, renames=renames))
    changed = [one for one in moved if one.is_changed]
    if writes:
        changed = list(_write_all(changed, failures))
    else:
        for one in changed:
            click.echo("".join(_list_differences(one)), nl=False)
    _report([*failures, *_list_findings(moved), *_list_requirements(paths, moved)])
    click.echo(_summarize(len(changed), writes=writes), err=True)
    return 1 if failures or (checks and changed) else 0


def _move_all(paths: Iterable[Path], failures: list[FileFinding], *, renames: bool) -> Iterator[_MovedFile]:
    for path in paths:
        try:
            file = read_module(path)
            yield _MovedFile(file, migrate_text(file.text, renames=renames))
        except (SyntaxError, ValueError, OSError, RecursionError) as error:
            line = (error.lineno if isinstance(error, SyntaxError) else None) or 1
            failures.append(FileFinding(str(path), Finding(line, f"This cannot be read, and is left: {error}")))


def _write_all(moved: Iterable[_MovedFile], failures: list[FileFinding]) -> Iterator[_MovedFile]:
    """Write the files; those that were written."""
    for one in moved:
        try:
            write_module(one.file, one.migration.text)
            yield one
        except OSError as error:
            failures.append(
                FileFinding(str(one.file.path), Finding(1, f"This cannot be written, and is left: {error}"))
            )


def _list_differences(moved: _MovedFile) -> Iterator[str]:
    """A unified difference that `patch -p1` and `git apply` take."""
    name = moved.file.path.as_posix()
    before, after = moved.file.text, moved.migration.text
    for line in difflib.unified_diff(_split(before), _split(after), f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _split(text: str) -> list[str]:
    """Lines as tools for differences count them; str.splitlines() knows more ends."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def _list_findings(moved: Iterable[_MovedFile]) -> Iterator[FileFinding]:
    for one in moved:
        for finding in one.migration.findings:
            yield FileFinding(str(one.file.path), finding)


def _list_requirements(paths: Iterable[Path], moved: Iterable[_MovedFile]) -> Iterator[FileFinding]:
    requirement = choose_requirement({name for one in moved for name in one.migration.names})
    for path in find_requirement_files(paths):
        for finding in find_requirements(path, requirement):
            yield FileFinding(str(path), finding)


def _report(found: Iterable[FileFinding]) -> None:
    for line in describe_findings(found):
        click.echo(line, err=True)


def _summarize(count: int, *, writes: bool) -> str:
    files = "1 file" if count == 1 else f"{count} files"
    if writes:
        return f"{files} changed."
    return f"{files} would change." + (" Write them: fw migrate --write" if count else "")
