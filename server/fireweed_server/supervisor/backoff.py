"""How long to wait before a worker that ended by itself is replaced. Pure: told the time, never asks for it."""

from typing import Final

_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 30.0

# A worker that served for so long ended for a reason of its own; those before it have nothing to do with it.
_HEALTHY_LIFE: Final = 60.0


class Backoff:
    """Waits none, 1, 2, 4 ... up to 30 seconds, the more workers in a row were short-lived. Times are in seconds."""

    def __init__(self) -> None:
        self._failures = 0

    def note_end(self, lived: float) -> float:
        """Note a worker that ended after it `lived`; the time to wait before the next one is started."""
        if lived >= _HEALTHY_LIFE:
            self._failures = 0
        self._failures += 1
        if self._failures == 1:
            return 0.0
        return min(_FIRST_WAIT * 2.0 ** min(self._failures - 2, 10), _LONGEST_WAIT)
