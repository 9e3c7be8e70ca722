"""The server as one task among others, in a loop that somebody else runs."""

import asyncio
import contextlib

from fireweed import Fireweed
from fireweed_server import Server, serve

app = Fireweed()


@app.get("/")
async def read_root() -> dict[str, str]:
    return {"message": "served by a task"}


async def fetch(address: str, path: str) -> str:
    """The body of the answer, by hand; a program would use an HTTP client."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
    response = await reader.read()
    writer.close()
    await writer.wait_closed()
    return response.decode().partition("\r\n\r\n")[2]


async def main() -> str:
    """Serve on a free port, ask for the root once, stop."""
    started: asyncio.Future[Server] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app, on_start=started.set_result, port=0, access_log=False))
    server = await started
    answer = await fetch(server.addresses[0], "/")
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return answer


if __name__ == "__main__":
    print(asyncio.run(main()))  # noqa: T201
