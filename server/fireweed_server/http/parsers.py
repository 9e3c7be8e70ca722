"""The parsers of HTTP/1.1, by name."""

from collections.abc import Callable

from fireweed_server.http.sink import RequestParser, RequestSink
from fireweed_server.settings import Settings


def build_parser(sink: RequestSink, settings: Settings) -> RequestParser:
    """The parser that the settings name, reporting to `sink`."""
    return load_parser(settings.http)(sink, settings)


def load_parser(name: str) -> Callable[[RequestSink, Settings], RequestParser]:
    """What builds the parser of that name; only this one is imported.

    To be called before anything is served: where descriptors have run out, nothing can be imported any more.
    """
    if name == "h11":
        from fireweed_server.http.h11_parser import H11Parser

        return H11Parser
    from fireweed_server.http.httptools_parser import HttptoolsParser

    return HttptoolsParser
