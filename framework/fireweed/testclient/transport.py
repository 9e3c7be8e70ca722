"""Carries requests of the HTTP library to an ASGI application, and its responses back as they are read."""

from collections.abc import Iterator

from fireweed.testclient.exchange import Exchange
from fireweed.testclient.http_library import httpx
from fireweed.testclient.loop import LoopDriver
from fireweed.testclient.scope import Peer, build_http_scope


class AsgiTransport(httpx.BaseTransport):
    """Runs the application on the loop of `driver` as far as the reader of the response asks for.

    Errors of the application are raised where its response is awaited or read, unless `raise_server_exceptions` is
    off; then an error before the response has started counts as an empty response of status 500.
    """

    def __init__(self, peer: Peer, driver: LoopDriver, *, raise_server_exceptions: bool) -> None:
        self._peer = peer
        self._driver = driver
        self._raise_server_exceptions = raise_server_exceptions

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        exchange = Exchange(self._peer.app, build_http_scope(request, self._peer), request.stream)
        stream = ResponseStream(exchange, self._driver, raise_server_exceptions=self._raise_server_exceptions)
        stream.start()
        return stream.build_response(request)

    def close(self) -> None:
        self._driver.close()


class ResponseStream(httpx.SyncByteStream):
    """The body of a response; reading it lets the application go on, closing it early cancels the application."""

    def __init__(self, exchange: Exchange, driver: LoopDriver, *, raise_server_exceptions: bool) -> None:
        self._exchange = exchange
        self._driver = driver
        self._raise_server_exceptions = raise_server_exceptions
        self._is_open = False
        self._response: httpx.Response | None = None

    def start(self) -> None:
        """Run the application until it has started its response; raise its error, or AssertionError if it did not."""
        self._is_open = True
        self._driver.hold()
        try:
            self._driver.run(self._exchange.start())
            if self._exchange.is_over:
                self._raise_error()
        except BaseException:
            self.close()
            raise

    def build_response(self, request: httpx.Request) -> httpx.Response:
        """Build the response that this stream is the body of."""
        sent = self._exchange.response
        if not sent.response_started:
            return httpx.Response(500, stream=self, request=request)
        self._response = httpx.Response(sent.status, headers=list(sent.headers), stream=self, request=request)
        self._publish_extensions(self._response)
        return self._response

    def __iter__(self) -> Iterator[bytes]:
        while (chunk := self._next_chunk()) is not None:
            yield chunk
        if self._response is not None:
            self._publish_extensions(self._response)
        self._raise_error()

    def close(self) -> None:
        """Wait for the application to end; it is cancelled if its response is not complete."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            if self._exchange.is_running:
                self._driver.run(self._exchange.abandon())
                self._raise_error()
        finally:
            self._driver.release()

    def _next_chunk(self) -> bytes | None:
        chunk = self._exchange.response.take_chunk()
        if chunk is None and self._exchange.is_running:
            return self._driver.run(self._exchange.wait_chunk())
        return chunk

    def _raise_error(self) -> None:
        # Asked for in any case: asyncio complains of exceptions that nobody has looked at.
        error = self._exchange.find_error()
        if not self._raise_server_exceptions:
            return
        if error is not None:
            raise error
        if not self._exchange.response.response_started:
            raise AssertionError("TestClient did not receive any response.")

    def _publish_extensions(self, response: httpx.Response) -> None:
        sent = self._exchange.response
        if sent.trailers is not None:
            response.extensions["http.response.trailers"] = sent.trailers
        if sent.debug is not None:
            response.extensions["http.response.debug"] = sent.debug
            vars(response).update({name: sent.debug[name] for name in ("template", "context") if name in sent.debug})
