"""Early hints (RFC 8297) as bytes: an informational response ahead of the final one, with `link` fields."""

from collections.abc import Iterable
from typing import Final

from fireweed_server.errors import ResponseHeadError
from fireweed_server.wire.fields import is_field_value

_STATUS_LINE: Final = b"HTTP/1.1 103 Early Hints\r\n"


def encode_early_hints(links: Iterable[bytes]) -> bytes:
    """The response that tells these values of `link`; nothing if there are none.

    Raises ResponseHeadError for a value that must not go out.
    """
    lines = [b"link: %b\r\n" % _check_link(link) for link in _iterate_links(links)]
    return b"%b%b\r\n" % (_STATUS_LINE, b"".join(lines)) if lines else b""


def _iterate_links(links: object) -> Iterable[object]:
    if isinstance(links, (bytes, str)) or not isinstance(links, Iterable):
        raise ResponseHeadError(f"The links of 'http.response.early_hint' must be a list of bytes, not {links!r}.")
    return links


def _check_link(link: object) -> bytes:
    if not isinstance(link, bytes) or not link or not is_field_value(link):
        raise ResponseHeadError(
            f"A link of 'http.response.early_hint' must be bytes without control characters, not {link!r}."
        )
    return link
