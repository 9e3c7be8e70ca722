"""Which charset the text of a multipart form is in, and how it is decoded."""

from typing import Final

from fireweed.forms.errors import UNSUPPORTED_CHARSET, MultiPartException

DEFAULT_CHARSET: Final = "utf-8"

# A table, because `codecs.lookup` keeps every name that it is asked for, and knows codecs that are slow or no charsets.
# In all of these ASCII stands for itself, without which the header of a part could not be read.
_CHARSETS: Final = frozenset(
    {
        *("utf-8", "utf8", "us-ascii", "ascii", "latin-1", "latin1"),
        *(f"iso-8859-{part}" for part in range(1, 17) if part != 12),
        *(f"windows-125{page}" for page in range(9)),
        *(f"cp125{page}" for page in range(9)),
        *("koi8-r", "koi8-u", "gbk", "gb2312", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis"),
    }
)


def parse_charset(name: str | None) -> str:
    """Return the codec for the `charset` parameter of a form's media type; without one it is UTF-8 (RFC 7578 §5.1).

    Raises MultiPartException for a charset that forms are not sent in.
    """
    if name is None:
        return DEFAULT_CHARSET
    charset = name.lower()
    if charset not in _CHARSETS:
        raise MultiPartException(UNSUPPORTED_CHARSET)
    return charset


def decode_text(data: bytes | bytearray, charset: str) -> str:
    """Return `data` as text; as latin-1, of which no byte is lost, if it is not in the charset it claims to be in."""
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return data.decode("latin-1")
