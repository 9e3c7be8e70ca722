"""One well-behaved client, as a process of its own, so that nothing but the server can keep it waiting.

    python -m benchmarks.server.good_client PORT SECONDS

Asks for the small answer, a request a millisecond, over one kept connection, and prints the microseconds that each took
as one line of JSON.
"""

import json
import socket
import sys
import time
from typing import Final

PACE: Final = 0.001
REQUEST: Final = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"


def measure(port: int, seconds: float) -> list[int]:
    """Return what each request took; AssertionError if an answer is not the right one."""
    taken = []
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            client.sendall(REQUEST)
            answer = client.recv(4096)
            taken.append(round((time.perf_counter() - begin) * 1e6))
            assert answer.startswith(b"HTTP/1.1 200"), answer
            time.sleep(PACE)
    return taken


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
