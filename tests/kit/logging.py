"""What tests of the server's logs need: requests to tell of, and a stream that is a terminal."""

import io
from typing import Any


def request_scope(**more: Any) -> dict[str, Any]:
    return {
        "client": ("127.0.0.1", 54321),
        "method": "GET",
        "raw_path": b"/items",
        "query_string": b"limit=2",
        "http_version": "1.1",
        "headers": [(b"user-agent", b"curl/7.88")],
        "extensions": {},
        **more,
    }


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
