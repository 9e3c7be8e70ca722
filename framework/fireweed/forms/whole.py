"""Decodes multipart forms that are there as a whole and look as browsers and HTTP clients write them: in one go.

What looks in any way different, or exceeds a limit, is left to `MultipartDecoder`, which knows all of RFC 7578. What
both of them decode, they decode alike.
"""

import re
from typing import Final

from fireweed.forms.events import FILE_END, Event, Field, FileData, FileStart
from fireweed.forms.limits import FormLimits

MAX_HEAD_SIZE: Final = 1024
"""The most bytes in the head of a part."""

# Nothing that is quoted, escaped or encoded in one of the ways that clients disagree on.
_TEXT: Final = rb"[\w.,:()\[\]\-+=@ ]"
_HEAD: Final = re.compile(
    rb'\r\nContent-Disposition: (form-data; name="(%b+)"(?:; filename="(%b*)")?)'
    rb"(?:\r\nContent-Type: ([\w.+\-]+/[\w.+\-]+(?:; charset=[\w\-]+)?))?\r\n\r\n" % (_TEXT, _TEXT),
    re.ASCII | re.IGNORECASE,
)


def decode_whole(body: bytes, boundary: str, limits: FormLimits) -> list[Event] | None:
    """Return what a form in UTF-8 holds, None if this is not for here."""
    delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
    before, *parts = (b"\r\n" + body).split(delimiter)
    after = parts.pop() if parts else b""
    if before or after not in (b"--\r\n", b"--") or len(parts) > min(limits.max_fields, limits.max_files):
        return None
    events: list[Event] = []
    for part in parts:
        head = _HEAD.match(part, 0, MAX_HEAD_SIZE)
        if head is None:
            return None
        content = part[head.end() :]
        if head[3] is None:
            if len(content) > limits.max_part_size:
                return None
            try:
                events.append(Field(head[2].decode(), content.decode()))
            except UnicodeDecodeError:
                return None
        else:
            events += _decode_file(head, content)
    return events


def _decode_file(head: re.Match[bytes], content: bytes) -> list[Event]:
    headers = [(b"content-disposition", head[1])]
    if head[4] is not None:
        headers.append((b"content-type", head[4]))
    start = FileStart(head[2].decode(), head[3].decode(), headers)
    return [start, FileData(content), FILE_END] if content else [start, FILE_END]
