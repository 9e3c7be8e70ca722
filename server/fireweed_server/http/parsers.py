"""The parsers of HTTP/1.1, by the names of the `http` option."""

from fireweed_server.http.httptools_parser import HttptoolsParser
from fireweed_server.http.sink import RequestParser, RequestSink
from fireweed_server.settings import Settings


def build_parser(sink: RequestSink, settings: Settings) -> RequestParser:
    """A parser for one connection."""
    if settings.http == "h11":
        from fireweed_server.http.h11_parser import H11Parser

        return H11Parser(sink, settings)
    return HttptoolsParser(sink, settings)
