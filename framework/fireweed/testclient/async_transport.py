"""What `transport` does for requests that are awaited: the application runs on the loop of who awaits them."""

from collections.abc import AsyncIterator

from fireweed.testclient.exchange import Exchange
from fireweed.testclient.http_library import httpx
from fireweed.testclient.outcome import Outcome
from fireweed.testclient.scope import Peer, build_http_scope


class AsyncAsgiTransport(httpx.AsyncBaseTransport):
    """Runs the application in a task of its own for each request.

    Errors of the application are raised where its response is awaited or read; see `Outcome`.
    """

    def __init__(self, peer: Peer, *, raise_server_exceptions: bool) -> None:
        self._peer = peer
        self._raise_server_exceptions = raise_server_exceptions

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = request.stream
        assert isinstance(body, httpx.AsyncByteStream)
        exchange = Exchange(self._peer.app, build_http_scope(request, self._peer), body)
        outcome = Outcome(exchange, raise_server_exceptions=self._raise_server_exceptions)
        stream = AsyncResponseStream(exchange, outcome)
        await stream.start()
        return outcome.build_response(request, stream)


class AsyncResponseStream(httpx.AsyncByteStream):
    """The body of a response, which the application may send while it is read; closing it early disconnects."""

    def __init__(self, exchange: Exchange, outcome: Outcome) -> None:
        self._exchange = exchange
        self._outcome = outcome

    async def start(self) -> None:
        """Wait until the application has started its response; raise its error, or AssertionError if it did not."""
        try:
            await self._exchange.start()
        except BaseException:
            # The caller has no time left. What the application says to that must not hide it.
            await self._exchange.abandon()
            self._exchange.find_error()
            raise
        if self._exchange.is_over:
            self._outcome.raise_error()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._exchange.wait_chunk()) is not None:
            yield chunk
        self._outcome.finish()

    async def aclose(self) -> None:
        """Wait for the application to end, which is disconnected if its response is not complete."""
        if self._exchange.is_running:
            await self._exchange.abandon()
            self._outcome.raise_error()
