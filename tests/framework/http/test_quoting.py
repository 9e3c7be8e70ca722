import pytest

from fireweed.http.quoting import quote_string


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("", '""'), ("the shop", '"the shop"'), ('say "a"', '"say \\"a\\""'), ("a\\b", '"a\\\\b"'), ("é\t", '"é\t"')],
)
def test_quotes(text: str, quoted: str) -> None:
    assert quote_string(text) == quoted


@pytest.mark.parametrize("text", ["a\r\nb", "\x00", "\x7f", "€"])
def test_refuses_what_no_header_can_hold(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be in a header"):
        quote_string(text)
