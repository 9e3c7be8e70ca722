"""Finding out that a client has closed its side of a TLS connection that is not read at the moment.

asyncio tells nobody of it before reading goes on, yet drops what is written from then on: nothing would have a stream
wait for the client any more, or end.
"""

import asyncio
import os
import socket


def has_client_closed(transport: asyncio.Transport) -> bool:
    """Whether all has been received that the client is ever going to send; false where there is no TLS."""
    encrypted = transport.get_extra_info("socket")
    if encrypted is None or transport.get_extra_info("ssl_object") is None:
        return False  # A connection that is lost, which is about to be told, has no socket any more.
    try:
        with socket.socket(fileno=os.dup(encrypted.fileno())) as connection:
            return not connection.recv(1, socket.MSG_PEEK)
    except OSError:  # there is nothing to receive yet, or nothing to find out
        return False
