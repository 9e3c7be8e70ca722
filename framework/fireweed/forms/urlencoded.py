"""Decodes `application/x-www-form-urlencoded` (WHATWG URL §5.1): bytes in, pairs of name and value out. No I/O."""

from fireweed.forms.limits import FormLimits
from fireweed.http.query import parse_query_items

Pairs = list[tuple[str, str]]


class UrlencodedDecoder:
    """Made for one form. `feed` its body in chunks of any size, then `finish`; both give the pairs that are complete.

    Nothing is malformed in this encoding. Raises MultiPartException when a limit is exceeded: as soon as that is
    certain, so no more than one field is held back, and time is linear in the length of the body.
    """

    def __init__(self, limits: FormLimits) -> None:
        self._limits = limits
        self._fields = 0
        # The field that has begun, in pieces: joining them at every chunk would take quadratic time.
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Pairs:
        """Take the next bytes."""
        ended, separator, begun = chunk.rpartition(b"&")
        pairs = self._take(ended) if separator else []
        self._pieces.append(begun)
        self._size += len(begun)
        if self._size > self._limits.max_part_size + 1:  # Its "=" does not count.
            raise self._limits.field_too_large()
        return pairs

    def finish(self) -> Pairs:
        """Take the end of the body."""
        return self._take(b"")

    def _take(self, rest: bytes) -> Pairs:
        encoded = b"".join((*self._pieces, rest))
        self._pieces.clear()
        self._size = 0
        pairs = parse_query_items(encoded)
        self._fields += len(pairs)
        if self._fields > self._limits.max_fields:
            raise self._limits.too_many_fields()
        if len(encoded) > self._limits.max_part_size and any(map(self._is_too_large, encoded.split(b"&"))):
            raise self._limits.field_too_large()
        return pairs

    def _is_too_large(self, field: bytes) -> bool:
        return len(field) - (b"=" in field) > self._limits.max_part_size
