"""The answer to a client that has the content already (RFC 9110 §13)."""

from collections.abc import Mapping

from fireweed.http.etag import is_unmodified_since, matches_if_none_match
from fireweed.http.headers import Headers, encode_field
from fireweed.responses.base import Response

# RFC 9110 §15.4.5.
_KEPT = frozenset({"cache-control", "content-location", "date", "etag", "expires", "vary"})


class NotModifiedResponse(Response):
    """A 304 with those of `headers` that it may carry."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(status_code=304)
        self.raw_headers = [encode_field(*field) for field in headers.items() if field[0].lower() in _KEPT]


def is_not_modified(response_headers: Headers, request_headers: Headers) -> bool:
    """Tell whether the conditions of a GET or HEAD say that the client has what these headers describe.

    If-None-Match decides alone where it is given; otherwise If-Modified-Since does (RFC 9110 §13.2.2).
    """
    known_tags = request_headers.getlist("if-none-match")
    if known_tags:
        return matches_if_none_match(known_tags, response_headers.get("etag"))
    date = request_headers.get("if-modified-since")
    return date is not None and is_unmodified_since(date, response_headers.get("last-modified"))
