"""The address of a peer."""

from typing import NamedTuple


class Address(NamedTuple):
    """Host and port of a client, as the server saw them."""

    host: str
    port: int
