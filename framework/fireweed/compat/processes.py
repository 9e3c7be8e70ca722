"""The hook in processes that `multiprocessing` starts anew instead of forking, such as those of process pools.

Such a process is told what to prepare before it imports anything of the program; here that comes to include the hook.
"""

import importlib
from multiprocessing import set_forkserver_preload, spawn
from typing import Any, Final

_HOOK: Final = "fireweed.compat.installed"


class _Hook:
    def __reduce__(self) -> tuple[Any, ...]:
        """Unpickling it installs the hook."""
        return importlib.import_module, (_HOOK,)


_get_preparation_data: Final = spawn.get_preparation_data


def _add_hook(name: str) -> dict[str, Any]:
    return {"fireweed_compat": _Hook(), **_get_preparation_data(name)}


def pass_hook_on() -> None:
    """Let processes that start from now on have the hook."""
    spawn.get_preparation_data = _add_hook
    # From Python 3.14 a fork server really imports what it has by default, the script, and it is told nothing else.
    set_forkserver_preload([_HOOK])


def keep_hook() -> None:
    """Undo `pass_hook_on()`."""
    spawn.get_preparation_data = _get_preparation_data
    set_forkserver_preload(["__main__"])
