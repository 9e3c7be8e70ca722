"""JSON from the network: values, or ValueError."""

from typing import Any

import pytest

from fireweed.http.json import parse_json


@pytest.mark.parametrize(
    ("document", "value"),
    [
        pytest.param('{"a": [1, null]}', {"a": [1, None]}, id="text"),
        pytest.param('"ü"'.encode(), "ü", id="bytes"),
    ],
)
def test_parses(document: str | bytes, value: Any) -> None:
    assert parse_json(document) == value


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="broken"),
        pytest.param(b"\xff", id="not utf-8"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param(b"[" * 100_000, id="bytes too deep"),
    ],
)
def test_rejects_what_is_not_json(document: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(document)
