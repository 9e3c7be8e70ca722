"""Context managers that tell what was left behind when their block ended; empty lists mean a clean end."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The decimal module keeps a context per thread once it was used; it means nothing.
_IGNORED_VARIABLES = frozenset({"decimal_context"})


@contextmanager
def leaked_threads() -> Iterator[list[str]]:
    """Collect the names of threads started in the block that still run and are no daemons."""
    before = set(threading.enumerate())
    leaked: list[str] = []
    yield leaked
    leaked.extend(thread.name for thread in threading.enumerate() if thread not in before and not thread.daemon)


@contextmanager
def changed_context_variables() -> Iterator[list[str]]:
    """Collect the names of context variables whose value in this context is another one than before."""
    before = contextvars.copy_context()
    changed: list[str] = []
    yield changed
    after = contextvars.copy_context()
    changed.extend(
        variable.name
        for variable, value in after.items()
        if variable.name not in _IGNORED_VARIABLES and (variable not in before or before[variable] is not value)
    )
