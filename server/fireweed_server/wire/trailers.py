"""Trailer fields (RFC 9110 §6.5): which clients take them, which fields may be among them, and their lines."""

from typing import Final

from fireweed_server.asgi import RawHeaders
from fireweed_server.errors import ResponseHeadError
from fireweed_server.wire.response_head import HeaderPairs, encode_headers

# RFC 9110 §6.5.1: what is needed to frame, route, modify, authenticate or process a message cannot come after it.
_FORBIDDEN_NAMES: Final = frozenset(
    b"age authorization cache-control connection content-encoding content-length content-range content-type date "
    b"expires host keep-alive location max-forwards proxy-authenticate proxy-authorization proxy-connection "
    b"retry-after server set-cookie te trailer transfer-encoding upgrade vary warning www-authenticate".split()
)


def takes_trailers(headers: RawHeaders) -> bool:
    """Whether a request with these headers says `TE: trailers` (RFC 9110 §10.1.4)."""
    return any(
        member.strip(b" \t").lower() == b"trailers"
        for name, value in headers
        if name == b"te"
        for member in value.split(b",")
    )


def encode_trailers(trailers: HeaderPairs) -> bytes:
    """The lines of trailers. Raises ResponseHeadError for a field that must not go out, or not there."""
    pairs = tuple(trailers)
    lines, _, _ = encode_headers(pairs)
    for name, _ in pairs:
        if name.lower() in _FORBIDDEN_NAMES:
            raise ResponseHeadError(
                f"{name!r} cannot be a trailer (RFC 9110 §6.5.1): send it with 'http.response.start'. Nothing was sent."
            )
    return lines
