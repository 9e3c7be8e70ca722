"""Which CPU runs what: the server and the load generator must not take each other's time."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """The CPU of the server and that of the load generator."""

    server: int
    load: int

    @property
    def is_shared(self) -> bool:
        """Whether there is but one CPU for both."""
        return self.server == self.load


def choose_placement() -> Placement:
    """The first and the last CPU that this process may use."""
    cpus = sorted(os.sched_getaffinity(0))
    return Placement(cpus[0], cpus[-1])


@contextlib.contextmanager
def pinned(cpu: int) -> Iterator[None]:
    """Run the block on `cpu`: a process started in it stays there, threads and children included."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
