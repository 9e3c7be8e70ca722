"""What the id of a request costs, beside uuid4: made, and taken from a proxy.

    python benchmarks/micro/request_ids.py

Prints nanoseconds per id, the best of several rounds, and checks that ids are valid and differ.
"""

import timeit
import uuid
from collections.abc import Callable

from fireweed_server.request_ids import make_request_id, parse_request_id

ROUNDS = 20
CALLS = 10_000
GIVEN = b"7d8f0c2e-5b1a-4c3d-9e6f-0a1b2c3d4e5f"


def measure(action: Callable[[], object]) -> float:
    """Return nanoseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def main() -> None:
    assert parse_request_id(make_request_id().encode()) is not None
    assert make_request_id() != make_request_id()
    print(f"made  {measure(make_request_id):8.0f}")
    print(f"uuid4 {measure(lambda: uuid.uuid4().hex):8.0f}")
    print(f"taken {measure(lambda: parse_request_id(GIVEN)):8.0f}")


if __name__ == "__main__":
    main()
