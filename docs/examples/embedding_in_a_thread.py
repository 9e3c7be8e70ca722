"""The server in a thread beside a program that has no event loop: `python docs/examples/embedding_in_a_thread.py`."""

import asyncio
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from fireweed import Fireweed
from fireweed.types import ASGIApp
from fireweed_server import Server, ServerError, serve

app = Fireweed()


@app.get("/")
async def read_root() -> dict[str, str]:
    return {"message": "served by a thread"}


@contextmanager
def serving(application: ASGIApp) -> Iterator[str]:
    """Serve on a free port for as long as the block runs; gives the address."""
    started: Future[tuple[Server, asyncio.AbstractEventLoop]] = Future()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        try:
            await serve(
                application,
                on_start=lambda server: started.set_result((server, loop)),
                port=0,
                access_log=False,
            )
        except ServerError as error:
            started.set_exception(error)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        server, loop = started.result()
        try:
            yield server.addresses[0]
        finally:
            loop.call_soon_threadsafe(server.stop)
    finally:
        thread.join()


def main() -> str:
    with serving(app) as address, urllib.request.urlopen(f"{address}/") as response:
        body: bytes = response.read()
    return body.decode()


if __name__ == "__main__":
    print(main())  # noqa: T201
