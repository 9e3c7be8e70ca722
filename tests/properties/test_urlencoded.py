"""An urlencoded form means what the standard library says it means, however its bytes are cut."""

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.forms.errors import MultiPartException
from fireweed.forms.limits import FormLimits
from fireweed.forms.urlencoded import Pairs, UrlencodedDecoder

BODIES = st.binary() | st.text("&=+%aF").map(str.encode)
CUTS = st.lists(st.integers(0, 10_000), max_size=20)


def decode(body: bytes, places: Sequence[int], limits: FormLimits) -> Pairs:
    decoder = UrlencodedDecoder(limits)
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    pairs = [pair for start, end in pairwise(edges) for pair in decoder.feed(body[start:end])]
    return pairs + decoder.finish()


@given(st.lists(st.tuples(st.text(), st.text())), CUTS)
def test_what_was_encoded_is_decoded(pairs: Pairs, places: Sequence[int]) -> None:
    assert decode(urlencode(pairs).encode(), places, FormLimits()) == pairs


@given(BODIES, CUTS)
def test_means_what_the_standard_library_says(body: bytes, places: Sequence[int]) -> None:
    expected = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)

    assert decode(body, places, FormLimits()) == expected


@given(BODIES, CUTS, st.integers(0, 3), st.integers(0, 5))
def test_holds_to_its_limits_however_bytes_are_cut(
    body: bytes, places: Sequence[int], max_fields: int, max_part_size: int
) -> None:
    fields = [field for field in body.split(b"&") if field]
    is_allowed = len(fields) <= max_fields and all(len(b"".join(f.split(b"=", 1))) <= max_part_size for f in fields)
    limits = FormLimits(max_fields=max_fields, max_part_size=max_part_size)

    if is_allowed:
        assert len(decode(body, places, limits)) == len(fields)
    else:
        with pytest.raises(MultiPartException):
            decode(body, places, limits)
