"""Builds the bodies of multipart forms, well formed or, part by part, not so."""

BOUNDARY = "frontier"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def field(name: str, value: bytes | str = b"") -> bytes:
    """A part that is a field."""
    return part(f'Content-Disposition: form-data; name="{name}"', value)


def file(name: str, content: bytes | str = b"", *, filename: str = "a.txt", content_type: str = "text/plain") -> bytes:
    """A part that is a file."""
    return part(
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {content_type}', content
    )


def part(head: bytes | str, content: bytes | str = b"") -> bytes:
    """A part with these lines as its head; text is encoded as UTF-8."""
    return b"--%b\r\n%b\r\n\r\n%b\r\n" % (BOUNDARY.encode(), _encode(head), _encode(content))


def form(*parts: bytes) -> bytes:
    """A whole body."""
    return b"".join(parts) + b"--%b--\r\n" % BOUNDARY.encode()


def split(body: bytes, size: int) -> list[bytes]:
    """The body in chunks of `size` bytes, the last one excepted."""
    return [body[start : start + size] for start in range(0, len(body), size)]


def _encode(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
