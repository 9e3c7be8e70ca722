"""The head of a response as bytes: status lines, header lines, and the lines the server adds.

Nothing gets through that could end a line or a head early: names must be tokens, values hold no control characters.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from fireweed_server.errors import ResponseHeadError
from fireweed_server.wire.fields import FIELD_VALUE, is_field_value, is_token
from fireweed_server.wire.memo import Memo

HeaderPairs = Iterable[tuple[bytes, bytes]]
HeaderTuple = tuple[tuple[bytes, bytes], ...]

_MAX_LENGTH_DIGITS: Final = 18
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


HeaderLines = tuple[bytes, int | None, frozenset[bytes] | None]
"""The header lines of an application, checked and encoded: `lines, content_length, controls`.

Framing is the server's: content-length, connection and transfer-encoding are not among the lines. The controls, mostly
None, are what else concerns the server: b"date" and b"server" if there is such a line already, and b"close" if the
connection shall close.
"""


class StatusLines(dict[int, bytes]):
    """Status lines by status. Raises ResponseHeadError for one that no final response may have (RFC 9110 §15)."""

    def __missing__(self, status: int) -> bytes:
        raise ResponseHeadError(f"The status of a response must be a number from 200 to 599, not {status!r}.")


STATUS_LINES: Final = StatusLines(
    (status, f"HTTP/1.1 {status} {_PHRASES.get(status, '')}\r\n".encode("ascii")) for status in range(200, 600)
)


class ServerLines:
    """The `date` and `server` lines of one process. `lines` is both of them, as most responses want them."""

    __slots__ = ("_date", "_server", "lines")

    def __init__(self, server: bytes | None) -> None:
        self._server = b"" if server is None else b"server: %b\r\n" % server
        self._date = b""
        self.lines = self._server

    def set_date(self, date: bytes) -> None:
        """Let responses say `date`, an IMF-fixdate (RFC 9110 §6.6.1)."""
        self._date = b"date: %b\r\n" % date
        self.lines = self._date + self._server

    def select(self, controls: frozenset[bytes]) -> bytes:
        """Only the lines that the application did not give itself."""
        return (b"" if b"date" in controls else self._date) + (b"" if b"server" in controls else self._server)


def encode_headers(headers: HeaderPairs) -> HeaderLines:
    """Check and encode header lines; names go out in lower case. Raises ResponseHeadError for what must not."""
    parts: list[bytes] = []
    own: list[tuple[bytes, bytes]] | None = None
    content_length: int | None = None
    controls: frozenset[bytes] | None = None
    try:
        for name, value in headers:
            prefix = _prefixes[name]
            if prefix is not None:
                parts += (prefix, value, b"\r\n")
            elif name == b"content-length" and content_length is None:
                content_length = _lengths[value]
            else:
                own = [] if own is None else own
                own.append((name.lower(), value))
        if own is not None:
            content_length, controls = _read_controls(own, content_length, parts)
        lines = b"".join(parts)
        if _line_counts[lines] * 3 != len(parts):
            raise _build_value_error(parts)
        return lines, content_length, controls
    except (AttributeError, TypeError, ValueError) as error:
        raise ResponseHeadError(f"Response headers must be pairs of bytes, name and value: {error}.") from error


def encode_cached_headers(headers: HeaderTuple) -> HeaderLines:
    """`encode_headers`, done once for each distinct tuple while there are not too many of them."""
    return _encoded_tuples[headers]


def _read_controls(
    own: list[tuple[bytes, bytes]], content_length: int | None, parts: list[bytes]
) -> tuple[int | None, frozenset[bytes]]:
    """The length and the controls out of the fields that the server has a say in; what goes out joins `parts`."""
    found: set[bytes] = set()
    for name, value in own:
        if name in (b"date", b"server"):
            parts += (name + b": ", value, b"\r\n")
            found.add(name)
        elif name == b"connection":
            found.update({b"close"}.intersection(option.strip() for option in value.lower().split(b",")))
        elif name == b"transfer-encoding":
            _check_coding(value)
        elif content_length is not None:
            # RFC 9112 §6.3: two lengths would be two readings of the response.
            raise ResponseHeadError("The response has more than one content-length.")
        else:
            content_length = _lengths[value]
    return content_length, frozenset(found)


def _build_value_error(parts: list[bytes]) -> ResponseHeadError:
    pairs = zip(parts[::3], parts[1::3], strict=True)
    prefix = next((prefix for prefix, value in pairs if not is_field_value(value)), b"")
    return ResponseHeadError(
        f"The response header {prefix[:-2]!r} holds a control character, such as a line end. Nothing was sent."
    )


def _count_lines(lines: bytes) -> int:
    """How many lines these are; -1 if they hold another control character than their ends."""
    ends = lines.translate(None, FIELD_VALUE)
    count = len(ends) // 2
    return count if ends == b"\r\n" * count else -1


def _parse_length(value: bytes) -> int:
    if not value.isdigit() or len(value) > _MAX_LENGTH_DIGITS:
        raise ResponseHeadError(f"The response's content-length must be a number, not {value!r}.")
    return int(value)


def _check_coding(value: bytes) -> None:
    if value.strip().lower() != b"chunked":
        raise ResponseHeadError(f"The server sends no transfer coding but chunked, not {value!r}.")


def _build_prefix(name: bytes) -> bytes | None:
    """What a line with this name starts with; None if the server has a say in this field."""
    if not is_token(name):
        raise ResponseHeadError(f"A response header has the name {name!r}, which is not a token (RFC 9110 §5.1).")
    lower_name = name.lower()
    return None if lower_name in _CONTROL_NAMES else lower_name + b": "


_CONTROL_NAMES: Final = frozenset((b"connection", b"content-length", b"date", b"server", b"transfer-encoding"))

# PERF: benchmarks/micro/http_connection.py. Names, heads and whole tuples repeat from response to response.
_prefixes: Final = Memo(_build_prefix, 1024)
_line_counts: Final = Memo(_count_lines, 1024)
_lengths: Final = Memo(_parse_length, 1024)
_encoded_tuples: Final[Memo[HeaderTuple, HeaderLines]] = Memo(encode_headers, 1024)
