"""What it costs to read a query string, beside `urllib.parse.parse_qsl`, with every answer checked against it.

    python benchmarks/micro/query.py

Prints nanoseconds per call, the best of several rounds.
"""

import timeit
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl, unquote

from fireweed.http.percent import percent_decode
from fireweed.http.query import parse_query, parse_query_items

ROUNDS = 20
CALLS = 5000
QUERIES = {
    "empty": b"",
    "two numbers": b"limit=10&offset=20",
    "six fields": b"a=1&b=2&c=3&d=4&e=5&f=6",
    "plus": b"q=hello+world&limit=10",
    "escapes": b"q=caf%C3%A9%20x&limit=10",
    "escaped JSON": b"filter=%7B%22a%22%3A1%2C%22b%22%3A%5B1%2C2%5D%7D",
}


def measure(action: Callable[[], object]) -> float:
    """Return nanoseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def parse_with_stdlib(query: bytes) -> dict[str, str]:
    return dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True))


def parse_by_items(query: bytes) -> dict[str, str]:
    return dict(parse_query_items(query))


def main() -> None:
    print(f"{'query':15}{'parse_query':>15}{'dict(items)':>15}{'parse_qsl':>15}")
    for label, query in QUERIES.items():
        expected = parse_with_stdlib(query)
        times = []
        for parse in (parse_query, parse_by_items, parse_with_stdlib):
            assert parse(query) == expected, label
            times.append(measure(partial(parse, query)))
        print(f"{label:15}" + "".join(f"{time:15.0f}" for time in times))

    print(f"\n{'text':15}{'percent_decode':>15}{'unquote':>15}")
    for text in ("caf%C3%A9%20x", "%7B%22a%22%3A1%2C%22b%22%3A%5B1%2C2%5D%7D"):
        assert percent_decode(text) == unquote(text)
        times = [measure(partial(decode, text)) for decode in (percent_decode, unquote)]
        print(f"{text[:13]:15}" + "".join(f"{time:15.0f}" for time in times))


if __name__ == "__main__":
    main()
