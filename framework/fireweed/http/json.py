"""JSON as it arrives from the network (RFC 8259)."""

import json
from typing import Any


def parse_json(document: str | bytes) -> Any:
    """Return the value that `document` stands for.

    Raises ValueError when it is not JSON, or nested too deeply: json.JSONDecodeError, or UnicodeDecodeError.
    """
    try:
        return json.loads(document)
    except RecursionError:
        text = document if isinstance(document, str) else document.decode("utf-8", "replace")
        raise json.JSONDecodeError("Nested too deeply", text, 0) from None
