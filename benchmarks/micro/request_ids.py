"""What the id of a request costs, beside uuid4: made, taken from a proxy, and told in the head of a response.

    python benchmarks/micro/request_ids.py

Prints nanoseconds, the best of several rounds, and checks that ids are valid, differ and are told.
"""

import timeit
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from fireweed_server.http.exchange import Exchange
from fireweed_server.http.identified import IdentifiedExchange
from fireweed_server.request_ids import EXTENSION, encode_prefix, make_request_id, parse_request_id
from fireweed_server.wire.framing import RequestFraming
from fireweed_server.wire.response_head import ServerLines

ROUNDS: Final = 20
CALLS: Final = 10_000
GIVEN: Final = b"7d8f0c2e-5b1a-4c3d-9e6f-0a1b2c3d4e5f"
HEADERS: Final = ((b"content-type", b"application/json"),)
SCOPE: Final[Any] = {"http_version": "1.1", "method": "GET", "extensions": {EXTENSION: {"id": GIVEN.decode()}}}


def measure(action: Callable[[], object]) -> float:
    """Return nanoseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def measure_start(exchange_type: type[Exchange], *, is_told: bool) -> float:
    """Return nanoseconds for taking a head."""
    prefix = encode_prefix("X-Request-ID")
    serving = SimpleNamespace(server_lines=ServerLines(b"fireweed"), request_id_prefix=prefix, draining=False)
    channel: Any = SimpleNamespace(serving=serving)
    exchange = exchange_type(channel, SCOPE, RequestFraming(keep_alive=True))

    def start() -> None:
        exchange.response_started = False
        exchange.start(200, HEADERS)

    start()
    assert (b"x-request-id: %b\r\n" % GIVEN in exchange.encode_body(b"", is_last=True)) is is_told
    return measure(start)


def main() -> None:
    assert parse_request_id(make_request_id().encode()) is not None
    assert make_request_id() != make_request_id()
    print(f"made               {measure(make_request_id):8.0f}")
    print(f"uuid4              {measure(lambda: uuid.uuid4().hex):8.0f}")
    print(f"taken              {measure(lambda: parse_request_id(GIVEN)):8.0f}")
    print(f"head without an id {measure_start(Exchange, is_told=False):8.0f}")
    print(f"head with an id    {measure_start(IdentifiedExchange, is_told=True):8.0f}")


if __name__ == "__main__":
    main()
