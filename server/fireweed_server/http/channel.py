"""What an exchange needs of its connection, and nothing else of it."""

import asyncio
from typing import Protocol

from fireweed_server.http.response_flow import ResponseFlow
from fireweed_server.serving import Serving


class Channel(Protocol):
    """What an exchange needs of its connection."""

    serving: Serving
    transport: asyncio.Transport
    flow: ResponseFlow

    def on_response_complete(self) -> None:
        """The response was written."""

    def on_body_taken(self) -> None:
        """The application took from the body, so there is room for more."""

    def break_off(self) -> None:
        """Drop the connection, so that the client sees that the response is not complete."""
