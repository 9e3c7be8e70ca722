"""Chooses who reads a form: the media type says which encoding it is in."""

from collections.abc import AsyncGenerator

from fireweed.forms.limits import FormLimits
from fireweed.forms.parsers import FormParser, MultiPartParser
from fireweed.http.headers import Headers


def build_parser(
    headers: Headers, stream: AsyncGenerator[bytes, None], limits: FormLimits
) -> FormParser | MultiPartParser | None:
    """Return the parser for a body, None if `headers` do not say that it is a form."""
    match headers.get("content-type", "").partition(";")[0].strip().lower():
        case "multipart/form-data":
            return MultiPartParser(headers, stream, limits=limits)
        case "application/x-www-form-urlencoded":
            return FormParser(headers, stream, limits=limits)
        case _:
            return None


def get_whole_max_size() -> int:
    """How many bytes a body may have that `parse_whole` takes: no file of it has to go to disk."""
    return MultiPartParser.spool_max_size
