"""What the system says of this process."""

import os
import time
from pathlib import Path
from typing import Final

from fireweed_server.metrics.snapshot import Snapshot

_STATM: Final = Path("/proc/self/statm")
_DESCRIPTORS: Final = Path("/proc/self/fd")


def read_process() -> Snapshot:
    """Its figures, as far as the system tells them; where there is no /proc, only CPU time."""
    gauges: dict[str, float] = {}
    try:
        gauges["process_resident_memory_bytes"] = int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        gauges["process_open_fds"] = len(os.listdir(_DESCRIPTORS))
    except OSError:
        gauges.clear()
    return Snapshot({"process_cpu_seconds_total": time.process_time()}, gauges)
