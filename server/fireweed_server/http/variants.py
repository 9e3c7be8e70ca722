"""The kinds of HTTP connections, chosen when the server starts: what is not asked for costs a request nothing."""

from fireweed_server.http.connection import HttpConnection
from fireweed_server.http.identified import IdentifiedExchange
from fireweed_server.settings import Settings


class IdentifyingConnection(HttpConnection):
    """Every response tells the id of its request."""

    __slots__ = ()

    exchange_type = IdentifiedExchange


class MeteredConnection(HttpConnection):
    """Counts the bytes that arrive."""

    __slots__ = ()

    def data_received(self, data: bytes) -> None:
        self.serving.bytes_received += len(data)
        # PERF: a third of what `super()` takes (benchmarks/micro/metrics.py); the mixture below adds no other.
        HttpConnection.data_received(self, data)


class MeteredIdentifyingConnection(MeteredConnection, IdentifyingConnection):
    """Does both."""

    __slots__ = ()


_TYPES: dict[tuple[bool, bool], type[HttpConnection]] = {
    (False, False): HttpConnection,
    (False, True): IdentifyingConnection,
    (True, False): MeteredConnection,
    (True, True): MeteredIdentifyingConnection,
}


def choose_connection_type(settings: Settings) -> type[HttpConnection]:
    """The kind of connections that `settings` need."""
    return _TYPES[settings.metrics is not None, settings.request_id_header is not None]
