"""Ids of requests: taken from a trusted proxy or made here, told to the application, the client and the logs.

In the scope an id is `scope["extensions"]["fireweed.request_id"]["id"]`: extensions are where ASGI lets a server tell
more, and `scope["state"]` is the application's.
"""

import random
import re
from collections.abc import Mapping
from typing import Any, Final

EXTENSION: Final = "fireweed.request_id"

# Nothing that would have to be escaped anywhere, and no longer than any of the usual ids.
_VALID: Final = re.compile(rb"[A-Za-z0-9._:/+=@~-]{1,128}")

# Of its own: an application may seed the one that all share.
_random: Final = random.Random()


def find_request_id(request: Mapping[str, Any]) -> str | None:
    """The id in a scope; None if requests have none."""
    # The application has the scope, too, and may have done anything to it.
    extension = (request.get("extensions") or {}).get(EXTENSION)
    return None if extension is None else extension.get("id")


def make_request_id() -> str:
    """A new id, 32 hexadecimal digits. It is unique, not secret."""
    # PERF: a fifth of what uuid4 takes (benchmarks/micro/request_ids.py).
    return f"{_random.getrandbits(128):032x}"


def parse_request_id(value: bytes) -> str | None:
    """The id that a proxy gave; None if it is none that can be passed on everywhere."""
    return value.decode("ascii") if _VALID.fullmatch(value) else None


def encode_prefix(name: str) -> bytes:
    """What the header line that tells an id begins with."""
    return f"{name.lower()}: ".encode("ascii")


def encode_request_id(name: str | None, request: Mapping[str, Any]) -> bytes:
    """The header line called `name` that tells the id; empty if there is none to tell."""
    request_id = find_request_id(request)
    if name is None or request_id is None:
        return b""
    return b"%b%b\r\n" % (encode_prefix(name), request_id.encode("ascii"))
