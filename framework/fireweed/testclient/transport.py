"""Carries requests of the HTTP library to an ASGI application, and its responses back as they are read."""

from collections.abc import Iterator

from fireweed.testclient.exchange import Exchange
from fireweed.testclient.http_library import httpx
from fireweed.testclient.loop import LoopDriver
from fireweed.testclient.outcome import Outcome
from fireweed.testclient.scope import Peer, build_http_scope


class AsgiTransport(httpx.BaseTransport):
    """Runs the application on the loop of `driver` as far as the reader of the response asks for.

    Errors of the application are raised where its response is awaited or read; see `Outcome`.
    """

    def __init__(self, peer: Peer, driver: LoopDriver, *, raise_server_exceptions: bool) -> None:
        self._peer = peer
        self._driver = driver
        self._raise_server_exceptions = raise_server_exceptions

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        exchange = Exchange(self._peer.app, build_http_scope(request, self._peer), request.stream)
        outcome = Outcome(exchange, raise_server_exceptions=self._raise_server_exceptions)
        stream = ResponseStream(exchange, outcome, self._driver)
        stream.start()
        return outcome.build_response(request, stream)

    def close(self) -> None:
        self._driver.close()


class ResponseStream(httpx.SyncByteStream):
    """The body of a response; reading it lets the application go on, closing it early disconnects."""

    def __init__(self, exchange: Exchange, outcome: Outcome, driver: LoopDriver) -> None:
        self._exchange = exchange
        self._outcome = outcome
        self._driver = driver
        self._is_open = False

    def start(self) -> None:
        """Run the application until it has started its response; raise its error, or AssertionError if it did not."""
        self._is_open = True
        self._driver.hold()
        try:
            self._driver.run(self._exchange.start())
            if self._exchange.is_over:
                self._outcome.raise_error()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        while (chunk := self._next_chunk()) is not None:
            yield chunk
        self._outcome.finish()

    def close(self) -> None:
        """Wait for the application to end, which is disconnected if its response is not complete."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            if self._exchange.is_running:
                self._driver.run(self._exchange.abandon())
                self._outcome.raise_error()
        finally:
            self._driver.release()

    def _next_chunk(self) -> bytes | None:
        chunk = self._exchange.response.take_chunk()
        if chunk is None and self._exchange.is_running:
            return self._driver.run(self._exchange.wait_chunk())
        return chunk
