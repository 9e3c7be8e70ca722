import pytest

from fireweed.http.accept_encoding import accepts_coding


@pytest.mark.parametrize(
    "value",
    [b"gzip", b"GZip", b"deflate, gzip, br", b"gzip;q=0.5", b"gzip ; Q=1.000", b"br;q=1.0,\tgzip;q=0.001", b", gzip ,"],
)
def test_coding_is_accepted(value: bytes) -> None:
    assert accepts_coding(value, "gzip")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"*", id="any"),
        pytest.param(b"identity", id="identity"),
        pytest.param(b"x-gzip2, notgzip, gzippy", id="similar names"),
        pytest.param(b"gzip;q=0", id="refused"),
        pytest.param(b"gzip;q=0.000", id="refused with digits"),
        pytest.param(b"gzip;q=", id="no weight"),
        pytest.param(b"gzip;q=nan", id="no number"),
        pytest.param(b"gzip;q=2", id="weight too large"),
        pytest.param(b"gzip;q=0.12345", id="too many digits"),
        pytest.param(b"gzip;q=-1", id="negative"),
        pytest.param(b"gzip;level=9", id="other parameter"),
        pytest.param(b"gzip;", id="bare semicolon"),
        pytest.param(b"gzip q=1", id="no semicolon"),
        pytest.param(b'"gzip"', id="quoted"),
        pytest.param(b"\xff\x00gzip", id="binary"),
        pytest.param(b"," * 10_000, id="commas only"),
    ],
)
def test_coding_is_not_accepted(value: bytes) -> None:
    assert not accepts_coding(value, "gzip")
