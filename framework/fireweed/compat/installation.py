"""Putting the import hook in place, and taking it away."""

import importlib.metadata
import sys
from collections.abc import Iterable
from typing import Final

from fireweed.compat.distributions import CompatDistribution, find_distributions
from fireweed.compat.modules import CompatFinder, CompatLoader
from fireweed.compat.processes import keep_hook, pass_hook_on
from fireweed.compat.tables import VERSIONS
from fireweed.exceptions import FireweedError

_EVERYTHING: Final = importlib.metadata.DistributionFinder.Context()


class _Finder(CompatFinder, importlib.metadata.DistributionFinder):
    def find_distributions(
        self, context: importlib.metadata.DistributionFinder.Context = _EVERYTHING
    ) -> Iterable[CompatDistribution]:
        return find_distributions(context)


_finder = _Finder()


def install() -> None:
    """Let `fastapi`, `starlette` and their submodules be answered by Fireweed, even where they are installed.

    Once is enough; again does nothing.

    Raises:
        FireweedError: one of them is imported already.
    """
    if _finder in sys.meta_path:
        return
    for name in VERSIONS:
        if name in sys.modules:
            raise FireweedError(
                f"{name} itself is imported already, from {getattr(sys.modules[name], '__file__', None)}. "
                "Call fireweed.compat.install() before the first import of it, or run `fw run --compat APP`."
            )
    sys.meta_path.insert(0, _finder)
    pass_hook_on()


def uninstall() -> None:
    """Undo `install()`: later imports find what is installed. Who has imported a name keeps it."""
    if _finder not in sys.meta_path:
        return
    sys.meta_path.remove(_finder)
    keep_hook()
    for name, module in list(sys.modules.items()):
        if isinstance(getattr(getattr(module, "__spec__", None), "loader", None), CompatLoader):
            del sys.modules[name]
