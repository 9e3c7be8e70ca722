"""Where a name of FastAPI or Starlette lives in Fireweed. The tables are those of `fireweed.compat`."""

import importlib
import importlib.util
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

from fireweed.compat.applications import FastAPI
from fireweed.compat.incidental import find_origin
from fireweed.compat.tables import MODULES, NAMES, VERSIONS

ROOTS: Final = frozenset(VERSIONS)
FACE: Final = "fireweed"
APPLICATION: Final = "Fireweed"

_INTERNALS: Final = "fireweed.compat.internals"

_PUBLIC: Final = frozenset(
    {"fireweed.core"} | {ours for theirs, ours in MODULES.items() if "._" not in theirs and ours != _INTERNALS}
)


@dataclass(frozen=True, slots=True)
class Home:
    """A name in a module, of ours or of a library; without a name the module itself."""

    module: str
    name: str = ""

    @property
    def dotted(self) -> str:
        """The whole name."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def is_application(self) -> bool:
        """Whether it is the class whose defaults are other ones than those of FastAPI."""
        return self == Home(FACE, APPLICATION)

    @property
    def is_private(self) -> bool:
        """Whether the module is one that Fireweed does not promise to keep."""
        return self.module.startswith(f"{FACE}.") and self.module not in _PUBLIC

    def split(self) -> "Home":
        """As `from module import name` wants it, for a module too."""
        if self.name:
            return self
        package, _, module = self.module.rpartition(".")
        return Home(package, module)


LOGGER: Final = Home("fireweed.logger", "logger")

# What compat gives programs that stay as they are, and what programs that move have instead.
_NATIVE: Final[Mapping[str, str]] = {
    f"{FastAPI.__module__}:{FastAPI.__name__}": f"{FACE}:{APPLICATION}",
    f"{_INTERNALS}:logger": f"{LOGGER.module}:{LOGGER.name}",
}


def find_module(theirs: str) -> str | None:
    """Our module for one of theirs; None if there is none."""
    if theirs in ROOTS:
        return FACE
    ours = MODULES.get(theirs)
    return ours if ours is not None and importlib.util.find_spec(ours) is not None else None


@cache
def find_home(theirs: str, name: str) -> Home | None:
    """Where `name` of their module is, be it a module inside of it; None where compat has no such name."""
    place = NAMES.get(theirs, {}).get(name)
    if place is not None:
        return _read_place(place)
    if f"{theirs}.{name}" in MODULES:
        module = find_module(f"{theirs}.{name}")
        return None if module is None else Home(module)
    if (origin := find_origin(theirs, name)) is not None:
        return find_home(*origin)
    ours = MODULES.get(theirs)
    if ours is None or ours == _INTERNALS or (name.startswith("__") and name != "__version__"):
        return None
    module = find_module(theirs)
    return Home(ours, name) if module is not None and has_name(ours, name) else None


def find_chain(theirs: str, names: Sequence[str]) -> tuple[Home, int] | None:
    """Where `theirs.one.two` is, as far as that is a module or a name of one, and how many of the names that takes."""
    module = theirs
    for taken, name in enumerate(names, start=1):
        inner = NAMES.get(module, {}).get(name, f"{module}.{name}")
        if inner not in MODULES:
            home = find_home(module, name)
            return None if home is None else (home, taken)
        module = inner
    ours = find_module(module)
    return None if ours is None else (Home(ours), len(names))


def find_renamed(theirs: str) -> dict[str, Home]:
    """The names of their module that ours has elsewhere, or under another name."""
    ours = find_module(theirs)
    places = {name: _read_place(place) for name, place in NAMES.get(theirs, {}).items()}
    return {name: home for name, home in places.items() if home.split() != Home(ours or "", name)}


def has_name(module: str, name: str) -> bool:
    """Whether one of our modules has a name that is no module."""
    value = get_value(module, name)
    return value is not None and not isinstance(value, ModuleType)


def get_value(module: str, name: str) -> Any:
    """What is called so in one of our modules; None if nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names and modules that are deprecated
        return getattr(importlib.import_module(module), name, None)


def _read_place(place: str) -> Home:
    module, _, name = _NATIVE.get(place, place).partition(":")
    return Home(MODULES.get(module, module), name)
