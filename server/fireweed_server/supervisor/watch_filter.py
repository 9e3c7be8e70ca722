"""Which files matter to a reload: told by their path alone, without looking at the disk."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Final

_ALWAYS_INCLUDED: Final = ("*.py",)

# Tools' own directories and environments, and files that editors write while they save.
_ALWAYS_EXCLUDED: Final = (".*", "__pycache__", "node_modules", "site-packages", "*.py[cod]", "*~", "#*#", "flycheck_*")


@dataclass(frozen=True, slots=True)
class WatchFilter:
    """Decides by patterns, as of a shell, of names; those with a slash are of paths inside of the watched directory.

    What is excluded is out, whatever includes it; an excluded directory is out with all that is in it.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes_file(self, path: PurePath) -> bool:
        """Whether a change of the file at `path`, relative to its watched directory, counts."""
        is_included = any(_matches(path, pattern) for pattern in (*_ALWAYS_INCLUDED, *self.include))
        return is_included and self.enters(path) and all(self.enters(parent) for parent in path.parents)

    def enters(self, path: PurePath) -> bool:
        """Whether the directory at `path` may hold files that count, as far as its own name goes."""
        return not any(_matches(path, pattern) for pattern in (*_ALWAYS_EXCLUDED, *self.exclude))


def _matches(path: PurePath, pattern: str) -> bool:
    pattern = pattern.rstrip("/")
    return fnmatchcase(path.as_posix() if "/" in pattern else path.name, pattern)
