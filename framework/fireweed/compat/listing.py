"""Listing what is inside of `fastapi` and `starlette`, as `pkgutil` does: by a path entry of their own (PEP 302)."""

import importlib.util
import sys
from collections.abc import Iterator
from typing import Final

from fireweed.compat.tables import MODULES

_PREFIX: Final = "<fireweed.compat>/"


class PackageEntry:
    """The path entry of one of their packages; only its modules are listed here, the finder finds them.

    Raises:
        ImportError: the path is another one.
    """

    def __init__(self, path: str) -> None:
        if not path.startswith(_PREFIX):
            raise ImportError(f"{path!r} is not a path of fireweed.compat", path=path)
        self._package = path.removeprefix(_PREFIX)

    def find_spec(self, name: str, target: object = None) -> None:
        """Nothing: who gets here was not found by the finder."""

    def iter_modules(self, prefix: str = "") -> Iterator[tuple[str, bool]]:
        """The names of the modules, and whether each is a package."""
        for name, ours in MODULES.items():
            package, _, last = name.rpartition(".")
            if package == self._package and importlib.util.find_spec(ours) is not None:
                yield prefix + last, is_package(name)


def build_search_path(name: str) -> list[str]:
    """The `__path__` of one of their packages, which from then on can be listed."""
    if PackageEntry not in sys.path_hooks:
        sys.path_hooks.append(PackageEntry)
    return [_PREFIX + name]


def forget_search_paths() -> None:
    """Undo what `build_search_path` did."""
    if PackageEntry in sys.path_hooks:
        sys.path_hooks.remove(PackageEntry)
    for path in [path for path in sys.path_importer_cache if path.startswith(_PREFIX)]:
        del sys.path_importer_cache[path]


def is_package(name: str) -> bool:
    """Whether one of their modules has others inside."""
    return any(other.startswith(f"{name}.") for other in MODULES)
