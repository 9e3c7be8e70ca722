"""What a project's `pyproject.toml` says of serving it: the table `[tool.fireweed]`. Knows no command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fireweed_server.errors import OptionError
from fireweed_server.options import get_option

PROJECT_FILE: Final = Path("pyproject.toml")
_ENTRYPOINT: Final = "entrypoint"


@dataclass(frozen=True, slots=True)
class Project:
    """The options that the file sets, by their names, and the application that is meant where none is named."""

    options: Mapping[str, object] = field(default_factory=dict)
    entrypoint: str | None = None


def read_project(path: Path = PROJECT_FILE) -> Project:
    """Read the file, as a rule that of the working directory; where there is none, it says nothing.

    Names are those of `fireweed_server.run`, with underscores or hyphens. Raises OptionError, which names the file, if
    it is no TOML, or has an unknown name or an unusable value in the table.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Project()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"The file {str(path)!r} cannot be read: {error}.") from error
    table = _parse_table(text, path)
    try:
        return _build_project({name.replace("-", "_"): value for name, value in table.items()})
    except OptionError as error:
        raise OptionError(f"{error} It is in [tool.fireweed] of {str(path)!r}.") from error


def _parse_table(text: str, path: Path) -> Mapping[str, Any]:
    import tomllib  # PERF: who has no such file does without it in memory (benchmarks/startup).

    try:
        table = tomllib.loads(text).get("tool", {}).get("fireweed", {})
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"The file {str(path)!r} is no TOML: {error}.") from error
    except AttributeError:
        table = None
    if not isinstance(table, dict):
        raise OptionError(f"In {str(path)!r}, tool.fireweed must be a table: [tool.fireweed].")
    return table


def _build_project(table: Mapping[str, Any]) -> Project:
    entrypoint = table.get(_ENTRYPOINT)
    if entrypoint is not None and not isinstance(entrypoint, str):
        raise OptionError(f"{_ENTRYPOINT!r} is {entrypoint!r}; it must be the application's name, 'module:attribute'.")
    return Project({name: _check(name, value) for name, value in table.items() if name != _ENTRYPOINT}, entrypoint)


def _check(name: str, value: object) -> object:
    option = get_option(name)
    checked = option.normalise(value.encode() if option.type is bytes and isinstance(value, str) else value)
    option.check(checked)
    return checked
