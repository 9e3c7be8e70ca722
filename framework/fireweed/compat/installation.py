"""Putting the import hook in place, and taking it away.

It may run whenever an interpreter starts, so this module imports next to nothing: what the hook needs is loaded when
somebody asks for a name of theirs.
"""

import sys

TYPE_CHECKING = False  # as type checkers know it; the module typing is not loaded for it
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.machinery import ModuleSpec
    from importlib.metadata import DistributionFinder
    from types import ModuleType

    from fireweed.compat.distributions import CompatDistribution

ROOTS = ("fastapi", "starlette")


class _Finder:
    """Finds modules (a meta path finder, PEP 451) and distributions (for `importlib.metadata`) of theirs."""

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        if name.partition(".")[0] not in ROOTS:
            return None
        from fireweed.compat.modules import find_spec
        from fireweed.compat.processes import pass_hook_on

        pass_hook_on()
        return find_spec(name)

    def find_distributions(self, context: "DistributionFinder.Context | None" = None) -> "Iterable[CompatDistribution]":
        from fireweed.compat.distributions import find_distributions

        return find_distributions(None if context is None else context.name)


_finder = _Finder()


def install() -> None:
    """Let `fastapi`, `starlette` and their submodules be answered by Fireweed, even where they are installed.

    Once is enough; again does nothing. Nothing of Fireweed is loaded before one of them is imported.

    Raises:
        FireweedError: one of them is imported already.
    """
    if _finder in sys.meta_path:
        return
    for name in ROOTS:
        if name in sys.modules:
            from fireweed.exceptions import FireweedError

            raise FireweedError(
                f"{name} itself is imported already, from {getattr(sys.modules[name], '__file__', None)}. "
                "Call fireweed.compat.install() before the first import of it, or run `fw run --compat APP`."
            )
    sys.meta_path.insert(0, _finder)


def uninstall() -> None:
    """Undo `install()`: later imports find what is installed. Who has imported a name keeps it."""
    if _finder not in sys.meta_path:
        return
    sys.meta_path.remove(_finder)
    from fireweed.compat.listing import forget_search_paths
    from fireweed.compat.modules import CompatLoader
    from fireweed.compat.processes import keep_hook

    forget_search_paths()
    keep_hook()
    for name, module in list(sys.modules.items()):
        if isinstance(getattr(getattr(module, "__spec__", None), "loader", None), CompatLoader):
            del sys.modules[name]
