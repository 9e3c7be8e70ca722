"""Entity tags, and the conditions that clients make of them and of dates (RFC 9110 §8.8, §13)."""

import re
from collections.abc import Sequence
from hashlib import md5

from fireweed.http.dates import parse_http_date

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def build_etag(modified: float, size: int) -> str:
    """Return the entity tag of a file, made of when it was modified (seconds since the epoch) and of its size."""
    digest = md5(f"{modified}-{size}".encode(), usedforsecurity=False)
    return f'"{digest.hexdigest()}"'


def matches_if_none_match(values: Sequence[str], etag: str | None) -> bool:
    """Tell whether the client has this content already: one of its tags is `etag`, both weak or not, or it said `*`.

    `values` are those of all If-None-Match fields. `etag` is None for a content without one.
    """
    listed = ",".join(values)
    if listed.strip() == "*":
        return True
    return etag is not None and etag.removeprefix("W/") in _ENTITY_TAG.findall(listed)


def is_unmodified_since(value: str, last_modified: str | None) -> bool:
    """Tell whether a content was not modified after the date of If-Modified-Since; what is no date is ignored."""
    if last_modified is None:
        return False
    if value == last_modified:
        return True
    try:
        return parse_http_date(last_modified) <= parse_http_date(value)
    except ValueError:
        return False


def matches_if_range(value: bytes, etag: bytes | None, last_modified: bytes | None) -> bool:
    """Tell whether ranges are wanted of the content as it is now; a weak tag never says so (RFC 9110 §13.1.5)."""
    return not value.startswith(b"W/") and value in (etag, last_modified)
