"""Percent-decoding of text (RFC 3986 §2.1), for queries. Never raises: what is no valid escape stays as it is."""

_BYTES_BY_HEX = {
    (high + low).encode(): bytes([int(high + low, 16)])
    for high in "0123456789abcdefABCDEF"
    for low in "0123456789abcdefABCDEF"
}


def percent_decode(text: str) -> str:
    """Return `text` with its escapes decoded as UTF-8; bytes that are not UTF-8 become U+FFFD."""
    if "%" not in text:
        return text
    # PERF: with a table it takes a quarter to a half less time than urllib.parse.unquote (benchmarks/micro/query.py).
    literal, *escaped = text.encode("utf-8", "surrogatepass").split(b"%")
    parts = [literal]
    for part in escaped:
        byte = _BYTES_BY_HEX.get(part[:2])
        parts.append(b"%" + part if byte is None else byte + part[2:])
    return b"".join(parts).decode("utf-8", "replace")
