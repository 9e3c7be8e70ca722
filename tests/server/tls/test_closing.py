"""What can be found out about the client of a connection that is not read."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from fireweed_server.tls.closing import has_client_closed
from kit.tls import FakeSSLObject

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The server's side, which does not block, and the client's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        yield ours, theirs


def build_transport(ours: socket.socket | None, ssl_object: object) -> asyncio.Transport:
    return asyncio.Transport({"socket": ours, "ssl_object": ssl_object})


def test_client_that_has_closed_its_side_is_found(pair: Pair) -> None:
    ours, theirs = pair
    theirs.shutdown(socket.SHUT_WR)

    assert has_client_closed(build_transport(ours, FakeSSLObject()))


@pytest.mark.parametrize("data", [b"", b"more"], ids=["silent", "sends"])
def test_client_that_is_there_has_not_closed(pair: Pair, data: bytes) -> None:
    ours, theirs = pair
    theirs.sendall(data)

    assert not has_client_closed(build_transport(ours, FakeSSLObject()))


def test_client_without_tls_may_close_its_side(pair: Pair) -> None:
    ours, theirs = pair
    theirs.shutdown(socket.SHUT_WR)

    assert not has_client_closed(build_transport(ours, None))


def test_lost_connection_is_left_to_those_who_tell_of_it() -> None:
    assert not has_client_closed(build_transport(None, FakeSSLObject()))
