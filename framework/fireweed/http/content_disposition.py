"""The name under which a client is to save a content (RFC 6266)."""

from urllib.parse import quote


def format_content_disposition(kind: str, filename: str) -> str:
    """Return the header's value; `kind` is "attachment" or "inline".

    A name that needs it is percent-encoded as UTF-8 (RFC 8187), which also keeps it in its place in the header.
    """
    quoted = quote(filename)
    return f'{kind}; filename="{filename}"' if quoted == filename else f"{kind}; filename*=utf-8''{quoted}"
