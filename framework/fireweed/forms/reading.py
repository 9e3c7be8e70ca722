"""Reads a form in whichever encoding its media type says."""

from collections.abc import AsyncGenerator

from fireweed.forms.data import FormData
from fireweed.forms.limits import FormLimits
from fireweed.forms.parsers import FormParser, MultiPartParser
from fireweed.http.headers import Headers


async def read_form(headers: Headers, stream: AsyncGenerator[bytes, None], limits: FormLimits) -> FormData:
    """Return the form that `stream` holds; an empty one, unread, if `headers` do not say that it is a form.

    Raises MultiPartException, and what the stream raises; no file is left behind then.
    """
    match headers.get("content-type", "").partition(";")[0].strip().lower():
        case "multipart/form-data":
            return await MultiPartParser(
                headers,
                stream,
                max_files=limits.max_files,
                max_fields=limits.max_fields,
                max_part_size=limits.max_part_size,
            ).parse()
        case "application/x-www-form-urlencoded":
            return await FormParser(
                headers, stream, max_fields=limits.max_fields, max_part_size=limits.max_part_size
            ).parse()
        case _:
            return FormData()
