"""What it costs to send files over a socket: as bytes that the application reads, by path, and from an open file.

    python benchmarks/micro/sent_files.py [asyncio|uvloop]

Prints CPU microseconds of the server per response, threads included, the best of several rounds. The client is a child
that asks for one after the other, and checks how much it gets.
"""

import asyncio
import multiprocessing
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import uvloop

from fireweed_server.asgi import ASGIApp, Receive, Scope, Send
from fireweed_server.http.connection import HttpConnection
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings

ROUNDS = 5
REQUESTS = 100
CHUNK_SIZE = 65536
SIZES = {"1 kB": 1000, "1 MB": 1 << 20, "16 MB": 1 << 24}
REQUEST = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"


def read_responses(client: socket.socket, server: socket.socket, size: int) -> None:
    """Ask, and read a response to its last byte, so often as is measured; then close."""
    server.close()
    with client:
        for _ in range(ROUNDS * REQUESTS):
            client.sendall(REQUEST)
            data = client.recv(1 << 20)
            end = data.find(b"\r\n\r\n") + 4
            missing = size - len(data) + end
            while missing > 0:
                missing -= len(client.recv(1 << 20))
            assert missing == 0


def build_apps(path: Path, size: int) -> dict[str, ASGIApp]:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]}

    async def send_bytes(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        with path.open("rb") as file:
            for position in range(0, size, CHUNK_SIZE):
                body = await asyncio.to_thread(file.read, CHUNK_SIZE)
                await send({"type": "http.response.body", "body": body, "more_body": position + CHUNK_SIZE < size})

    async def send_path(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send({"type": "http.response.pathsend", "path": str(path)})

    async def send_file(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        with path.open("rb") as file:
            await send({"type": "http.response.zerocopysend", "file": file})

    return {"bytes": send_bytes, "path": send_path, "open file": send_file}


async def measure(app: ASGIApp, size: int) -> float:
    """Return CPU microseconds per response."""
    loop = asyncio.get_running_loop()
    times: list[float] = []
    begin = time.process_time()

    async def count(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal begin
        await app(scope, receive, send)
        if serving.requests_served % REQUESTS == 0:
            times.append((time.process_time() - begin) / REQUESTS * 1e6)
            begin = time.process_time()

    serving = Serving(count, Settings(access_log=False), loop)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        theirs = socket.create_connection(listener.getsockname())
        ours, _ = listener.accept()
    client = multiprocessing.get_context("fork").Process(target=read_responses, args=(theirs, ours, size))
    client.start()
    theirs.close()
    ours.setblocking(False)
    await loop.connect_accepted_socket(lambda: HttpConnection(serving), ours)
    await serving.wait_closed()
    client.join()
    assert len(times) == ROUNDS
    return min(times)


async def measure_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        print(f"{'us':10}" + "".join(f"{name:>12}" for name in build_apps(path, 0)))
        for label, size in SIZES.items():
            path.write_bytes(b"x" * size)
            cells = [await measure(app, size) for app in build_apps(path, size).values()]
            print(f"{label:10}" + "".join(f"{cell:12.1f}" for cell in cells), flush=True)


def main() -> None:
    factories: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
        "asyncio": asyncio.new_event_loop,
        "uvloop": uvloop.new_event_loop,
    }
    with asyncio.Runner(loop_factory=factories[sys.argv[1] if sys.argv[1:] else "uvloop"]) as runner:
        runner.run(measure_all())


if __name__ == "__main__":
    main()
