"""JSON responses for values without a declared model: what `json` can hold, in its compact form."""

import json
from collections.abc import Callable
from json import encoder
from typing import Any

from fireweed.responses.base import Response


def build_json_encoder(
    default: Callable[[Any], Any] | None = None, *, is_compact: bool = True
) -> Callable[[Any], bytes]:
    """Return a function that renders JSON in UTF-8 (RFC 8259): compact, or in ASCII with spaces, as `json.dumps` does.

    `default` turns an object that `json` does not know into one that it does, or raises TypeError. The function
    raises TypeError for unknown objects, ValueError for NaN, infinities and containers that hold themselves.
    """
    separators = (",", ":") if is_compact else (", ", ": ")
    exact = json.JSONEncoder(ensure_ascii=not is_compact, allow_nan=False, separators=separators, default=default)
    make_encoder = getattr(encoder, "c_make_encoder", None)
    if make_encoder is None:  # not CPython
        return lambda content: exact.encode(content).encode()
    # PERF: json.dumps() builds three objects before it reaches the C encoder; here it is built once, without the
    # search for circular references, which then show as a RecursionError (benchmarks/micro/responses.py).
    encode = make_encoder(
        markers=None,
        default=exact.default,
        encoder=encoder.encode_basestring if is_compact else encoder.encode_basestring_ascii,
        indent=None,
        key_separator=exact.key_separator,
        item_separator=exact.item_separator,
        sort_keys=False,
        skipkeys=False,
        allow_nan=False,
    )

    def render(content: Any) -> bytes:
        try:
            return "".join(encode(content, 0)).encode()
        except RecursionError:
            return exact.encode(content).encode()

    return render


render_json = build_json_encoder()


class JSONResponse(Response):
    """A response whose content is rendered as JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return render_json(content)
