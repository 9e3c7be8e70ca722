from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.percent import percent_decode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("caf%C3%A9", "café"),
        ("%c3%a9", "é"),
        ("%", "%"),
        ("100%", "100%"),
        ("%4", "%4"),
        ("%zz", "%zz"),
        ("%%41", "%A"),
        ("%2541", "%41"),
        ("%ff", "\ufffd"),
        ("é%C3", "é\ufffd"),
        ("\ud800%20", "\ufffd\ufffd\ufffd "),
    ],
    ids=repr,
)
def test_decodes_escapes_and_keeps_the_rest(text: str, expected: str) -> None:
    assert percent_decode(text) == expected


@given(st.text(st.sampled_from("%0123456789abcdefABCDEFgz é☃")))
def test_agrees_with_the_standard_library(text: str) -> None:
    assert percent_decode(text) == unquote(text)
