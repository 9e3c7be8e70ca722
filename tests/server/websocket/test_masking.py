"""A masked payload unmasked, in Python and by what is installed for it."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.websocket.masking import choose_unmask, unmask

BYTES = bytes(range(256)) * 17


@given(
    payload=st.one_of(st.binary(max_size=300), st.integers(4090, 4103).map(lambda size: BYTES[:size])),
    key=st.binary(min_size=4, max_size=4),
)
def test_applies_the_key_byte_by_byte(payload: bytes, key: bytes) -> None:
    expected = bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))

    assert unmask(payload, key) == expected
    assert choose_unmask()(payload, key) == expected


def test_does_without_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "websockets.speedups", None)

    assert choose_unmask() is unmask
