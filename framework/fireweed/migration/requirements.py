"""What to alter in the files that name the requirements of a program. They are read, not changed."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from fireweed.migration.findings import Finding

# What needs an optional dependency of ours: modules, or names in them.
_EXTRAS: Final[Mapping[str, str]] = {
    "fireweed.middleware.opentelemetry": "telemetry",
    "fireweed.middleware.sessions": "sessions",
    "fireweed.responses.ORJSONResponse": "speed",
    "fireweed.schemas": "schemas",
    "fireweed.templating": "templates",
    "fireweed.testclient": "test",
}
_NEEDLESS: Final[Mapping[str, str]] = {
    "fastapi-cli": "`fw` runs programs: leave it out.",
    "python-multipart": "Fireweed reads forms without it: leave it out.",
    "starlette": "Nothing of it is imported any more: leave it out.",
    "uvicorn": "Leave it out if the program is to be served by `fw run`; it can serve Fireweed's applications, too.",
}
_WRITTEN: Final = re.compile(r""""([^"]*)"|'([^']*)'|^\s*([\w.-]+)\s*=""")
_NAME: Final = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def choose_requirement(names: Collection[str]) -> str:
    """The requirement of a program that imports these of our names."""
    extras = {
        extra for needing, extra in _EXTRAS.items() if any(f"{name}.".startswith(f"{needing}.") for name in names)
    }
    return f"fireweed[{','.join(sorted(extras))}]" if extras else "fireweed"


def find_requirements(path: Path, requirement: str) -> Iterator[Finding]:
    """What to do about each line of a file that requires what FastAPI needs; `requirement` is what is needed now."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    named = _list_in_toml(text) if path.suffix == ".toml" else None
    for number, line in enumerate(lines, start=1):
        for one in [line] if named is None else _list_of_line(line, named):
            advice = _advise(one, requirement)
            if advice is not None:
                yield Finding(number, advice)


def _advise(written: str, requirement: str) -> str | None:
    found = _NAME.match(written)
    name = re.sub(r"[-_.]+", "-", found[1]).lower() if found else ""
    if name in {"fastapi", "fastapi-slim"}:
        return f"Replace {name} by {requirement}."
    return f"{name}: {_NEEDLESS[name]}" if name in _NEEDLESS else None


def _list_of_line(line: str, named: Collection[tuple[str, bool]]) -> Iterator[str]:
    """Those of the requirements in a TOML file that a line has: in quotes, or as a key."""
    for double, single, key in _WRITTEN.findall(line):
        one = double or single or key
        if (one, bool(key)) in named:
            yield one


def _list_in_toml(text: str) -> set[tuple[str, bool]]:
    """The requirements of a file, each with whether it is a key."""
    try:
        return set(_walk(tomllib.loads(text), is_requirements=False))
    except tomllib.TOMLDecodeError:
        return set()


def _walk(value: Any, *, is_requirements: bool) -> Iterator[tuple[str, bool]]:
    """The strings in lists and the keys of tables below a key such as `dev-dependencies`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if is_requirements and not isinstance(inner, list):
                yield key, True
            yield from _walk(inner, is_requirements=is_requirements or re.search("dependenc(y|ies)", key) is not None)
    elif isinstance(value, list) and is_requirements:
        yield from ((one, False) for one in value if isinstance(one, str))
