import pytest

from fireweed.forms import charsets
from fireweed.forms.charsets import decode_text, parse_charset
from fireweed.forms.errors import MultiPartException

PRINTABLE = bytes(range(0x20, 0x7F))


def test_is_utf_8_where_nothing_is_said() -> None:
    assert parse_charset(None) == "utf-8"


@pytest.mark.parametrize(("name", "text"), [("ISO-8859-1", "é"), ("windows-1251", "й"), ("KOI8-R", "И")])
def test_knows_the_charsets_of_forms(name: str, text: str) -> None:
    assert decode_text(b"\xe9", parse_charset(name)) == text


@pytest.mark.parametrize("charset", sorted(charsets._CHARSETS))
def test_every_charset_is_a_codec_in_which_ascii_stands_for_itself(charset: str) -> None:
    assert PRINTABLE.decode(charset) == PRINTABLE.decode("ascii")


@pytest.mark.parametrize("name", ["nope", "", "utf-16", "base64", "idna", "punycode", "unicode_escape", "../utf-8"])
def test_rejects_what_no_form_is_sent_in(name: str) -> None:
    with pytest.raises(MultiPartException, match=r"^Unsupported charset in multipart\.$"):
        parse_charset(name)


@pytest.mark.parametrize("data", [b"caf\xe9", bytearray(b"caf\xe9")], ids=["bytes", "bytearray"])
def test_reads_as_latin_1_what_is_not_in_its_charset(data: bytes | bytearray) -> None:
    assert decode_text(data, "utf-8") == "café"
