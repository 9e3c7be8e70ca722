"""The parts found for a Range header are the bytes that the header names, whatever it lists."""

import contextlib
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.ranges import MalformedRangeHeader, RangeNotSatisfiable, parse_ranges

positions = st.integers(min_value=0, max_value=30)
sizes = st.integers(min_value=0, max_value=20)
bounded = st.tuples(positions, positions).map(sorted).map(lambda pair: f"{pair[0]}-{pair[1]}")
specs = st.one_of(bounded, positions.map("{}-".format), positions.map("-{}".format), st.sampled_from(["", "x", "1"]))


def name_bytes(spec: str, size: int) -> set[int]:
    """Which bytes a range names, asked one by one."""
    first, hyphen, last = spec.partition("-")
    if not hyphen or not (first or last):
        return set()
    if not first:
        return {byte for byte in range(size) if byte >= size - int(last)}
    return {byte for byte in range(size) if byte >= int(first) and (not last or byte <= int(last))}


@given(listed=st.lists(specs, min_size=1, max_size=8), size=sizes)
def test_the_parts_are_the_bytes_named(listed: list[str], size: int) -> None:
    named = set().union(*(name_bytes(spec, size) for spec in listed))

    try:
        parts = parse_ranges(f"bytes={','.join(listed)}", size)
    except (MalformedRangeHeader, RangeNotSatisfiable):
        parts = []

    assert [byte for part in parts for byte in part] == sorted(named)
    assert all(before.stop < after.start for before, after in pairwise(parts))


@given(value=st.text(), size=sizes)
def test_any_text_gives_parts_or_a_refusal(value: str, size: int) -> None:
    for header in (value, f"bytes={value}"):
        with contextlib.suppress(MalformedRangeHeader, RangeNotSatisfiable):
            assert all(0 <= part.start < part.stop <= size for part in parse_ranges(header, size))
