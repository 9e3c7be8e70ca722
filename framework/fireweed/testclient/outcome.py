"""What came of a request, in terms of the HTTP library: its response, with what ASGI's extensions add, or its error."""

from fireweed.testclient.exchange import Exchange
from fireweed.testclient.http_library import httpx


class Outcome:
    """Errors of the application are raised unless `raise_server_exceptions` is off.

    Then an error before the response has started counts as an empty response of status 500.
    """

    def __init__(self, exchange: Exchange, *, raise_server_exceptions: bool) -> None:
        self._exchange = exchange
        self._raise_server_exceptions = raise_server_exceptions
        self._response: httpx.Response | None = None

    def build_response(
        self, request: httpx.Request, stream: httpx.SyncByteStream | httpx.AsyncByteStream
    ) -> httpx.Response:
        """Build the response that `stream` is the body of."""
        sent = self._exchange.response
        if not sent.response_started:
            return httpx.Response(500, stream=stream, request=request)
        self._response = httpx.Response(sent.status, headers=list(sent.headers), stream=stream, request=request)
        self._publish_extensions(self._response)
        return self._response

    def finish(self) -> None:
        """Take note that the body was read to its end; raises as `raise_error`."""
        if self._response is not None:
            self._publish_extensions(self._response)
        self.raise_error()

    def raise_error(self) -> None:
        """Raise what ended the application, AssertionError if it has not even begun to answer."""
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
