"""What it costs to unmask a WebSocket frame: in Python alone, and as it is done here.

    python benchmarks/micro/masking.py

Prints CPU microseconds per frame, the best of several rounds.
"""

import os
import time
from collections.abc import Callable

from fireweed_server.websocket.masking import choose_unmask, unmask

ROUNDS = 5
BYTES_A_ROUND = 4_000_000
SIZES = (16, 64, 1024, 16383, 16384, 65536, 1_048_576)


def measure(function: Callable[[bytes, bytes], bytes], size: int) -> float:
    """Return CPU microseconds per frame."""
    payload, key = os.urandom(size), os.urandom(4)
    turns = max(BYTES_A_ROUND // size, 2)
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(turns):
            function(payload, key)
        times.append((time.process_time() - begin) / turns * 1e6)
    return min(times)


def main() -> None:
    chosen = choose_unmask()
    print(f"{'bytes':>9}{'Python':>12}{chosen.__name__:>12}")
    for size in SIZES:
        print(f"{size:9}{measure(unmask, size):12.2f}{measure(chosen, size):12.2f}")


if __name__ == "__main__":
    main()
