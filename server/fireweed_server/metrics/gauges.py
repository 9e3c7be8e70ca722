"""Figures of the application's own, shown with the server's. What they mean is for the application to know.

It finds `scope["extensions"]["fireweed.metrics"]["add_gauge"]` in its lifespan scope where metrics are asked for, and
calls it with a name and a function that returns the figure right now.
"""

import logging
import re
from collections.abc import Callable
from typing import Any, Final

from fireweed_server.metrics.families import FAMILIES

logger = logging.getLogger("fireweed.server")

EXTENSION: Final = "fireweed.metrics"

_NAME: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_TAKEN: Final = frozenset(family.name for family in FAMILIES)
_SUFFIXES: Final = ("_bucket", "_sum", "_count", "_total")


class Gauges:
    """Reads figures by their names; several processes' are added up, so each should be a number of things."""

    def __init__(self) -> None:
        self._readers: dict[str, Callable[[], float]] = {}

    @property
    def extension(self) -> dict[str, dict[str, Any]]:
        """What the application gets to add its own."""
        return {EXTENSION: {"add_gauge": self.add}}

    def add(self, name: str, read: Callable[[], float]) -> None:
        """Show what `read` returns as `name`, in place of what was shown so before.

        `read` is called in the event loop, for each scrape or once a second, and must not wait. Raises ValueError if
        the name is none for Prometheus, or one of the server's own or of a histogram's or counter's kind.
        """
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"{name!r} is no name of a metric: letters, digits and underscores, no digit in front.")
        if name in _TAKEN or name.endswith(_SUFFIXES):
            raise ValueError(f"{name!r} is a name of the server's, or one that no gauge has. Choose another one.")
        self._readers[name] = read

    def read(self) -> dict[str, float]:
        """All figures right now; one that cannot be read is left out from now on, and the log tells why."""
        figures: dict[str, float] = {}
        for name, read in tuple(self._readers.items()):
            try:
                figures[name] = float(read())
            except Exception as error:
                del self._readers[name]
                text = "The application's metric %s cannot be read and is left out: %s: %s"
                logger.error(text, name, type(error).__name__, error, exc_info=error)
        return figures
