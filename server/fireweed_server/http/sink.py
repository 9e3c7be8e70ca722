"""The seam between a parser of HTTP/1.1 and the connection that it feeds; a parser knows nothing else of the server."""

from typing import Final, Protocol

from fireweed_server.asgi import RawHeaders
from fireweed_server.errors import ProtocolError

FEED_SIZE: Final = 16384
"""The most bytes given to a parser at once, unless all of them are a body's, whose length was announced.

So exactly do the limits hold, for llhttp does not tell how far it got.
"""

METHODS: Final = {
    method: method.decode("ascii")
    for method in (
        b"GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT QUERY COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH "
        b"UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE "
        b"MKCALENDAR LINK UNLINK"
    ).split()
}
"""The methods that are served, whichever parser runs. Those that llhttp knows from RTSP and ICE are not HTTP's."""


class RequestSink(Protocol):
    """What a parser reports, in the order of the bytes.

    A request is one `on_request`, any number of `on_body` and one `on_end`. After `on_error` nothing follows.
    """

    def on_request(
        self, method: str, target: bytes, http_version: str, headers: RawHeaders, fields: dict[bytes, bytes]
    ) -> None:
        """A head is complete: names are in lower case, values stripped, `fields` is `dict(headers)`.

        Raises ProtocolError if it must not be served: the parser then stops as after an error of its own.
        """

    def on_body(self, data: bytes) -> None:
        """A part of the body arrived, transfer coding undone. Raises as `on_request` does."""

    def on_end(self) -> None:
        """The request is complete."""

    def on_error(self, error: ProtocolError) -> None:
        """What arrived is not HTTP, or breaks a limit. The parser takes no more."""

    def on_upgrade(self, unread: bytes) -> bool:
        """The last head asks for another protocol. True: taken over, with the `unread` bytes after the head.

        False: the parser goes on with `unread` as the rest of an ordinary request.
        """


class RequestParser(Protocol):
    """Turns bytes into calls of a sink, however they are cut into packets. Never raises for what is in them."""

    @property
    def is_mid_head(self) -> bool:
        """Whether a head has begun to arrive and is not complete."""

    def feed(self, data: bytes) -> None:
        """Take what has arrived next."""

    def close(self) -> None:
        """Let go of the sink: nothing comes any more."""
