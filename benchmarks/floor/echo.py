"""The floor: uvloop and httptools answer every request with one constant write. No head is read, no scope is built.

`python echo.py PORT`; whatever a server or framework costs above this figure is its own doing.
"""

import asyncio
import sys
from typing import cast

import httptools
import uvloop

BODY = b'{"message":"Hello, World!"}'
RESPONSE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(BODY), BODY)


class EchoConnection(asyncio.Protocol):
    """Answers when the parser says that a request is complete."""

    _transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's transports are not instances of it
        self._feed = httptools.HttpRequestParser(self).feed_data

    def data_received(self, data: bytes) -> None:
        self._feed(data)

    def on_message_complete(self) -> None:
        self._transport.write(RESPONSE)


async def serve(port: int) -> None:
    """Serve on the loopback address until the process is ended."""
    server = await asyncio.get_running_loop().create_server(EchoConnection, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
