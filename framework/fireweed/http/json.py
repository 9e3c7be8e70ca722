"""Compact JSON in UTF-8 (RFC 8259), as `json.dumps(ensure_ascii=False, allow_nan=False, separators=(",", ":"))`."""

import json
from collections.abc import Callable
from json import encoder as stdlib
from typing import Any

Encode = Callable[[Any], bytes]


def build_json_encoder(default: Callable[[Any], Any]) -> Encode:
    """A function from a value to its JSON; `default` replaces what JSON does not know by what it does.

    The function raises TypeError for a key that JSON cannot hold, ValueError for NaN and infinities, and RecursionError
    for a container inside itself.
    """
    # None where the interpreter has no C accelerator.
    encode_string: Any = getattr(stdlib, "c_encode_basestring", None)
    make_encoder: Any = getattr(stdlib, "c_make_encoder", None)
    if make_encoder is None or encode_string is None:
        encoder = json.JSONEncoder(
            ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False, default=default
        )
        return lambda value: encoder.encode(value).encode()
    # PERF: `JSONEncoder.encode` makes this object anew for each value, which takes longer than a small value itself
    # (benchmarks/micro/encoding.py). Its parameters: markers, default, encoder, indent, separators, sort_keys,
    # skipkeys, allow_nan.
    iterate = make_encoder(None, default, encode_string, None, ":", ",", False, False, False)  # noqa: FBT003

    def encode(value: Any) -> bytes:
        return "".join(iterate(value, 0)).encode()

    return encode
