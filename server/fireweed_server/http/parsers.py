"""The parsers of HTTP/1.1, by name."""

from fireweed_server.http.sink import RequestParser, RequestSink
from fireweed_server.settings import Settings


def build_parser(sink: RequestSink, settings: Settings) -> RequestParser:
    """The parser that the settings name, reporting to `sink`; only the one that is used is imported."""
    if settings.http == "h11":
        from fireweed_server.http.h11_parser import H11Parser

        return H11Parser(sink, settings)
    from fireweed_server.http.httptools_parser import HttptoolsParser

    return HttptoolsParser(sink, settings)
