import pytest

from fireweed.http.host import parse_host


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("example.org", ("example.org", None)),
        ("Example.org:8000", ("Example.org", 8000)),
        ("127.0.0.1:0", ("127.0.0.1", 0)),
        ("[::1]", ("[::1]", None)),
        ("[2001:DB8::1]:443", ("[2001:DB8::1]", 443)),
        ("under_score", ("under_score", None)),
        ("a%20b", ("a%20b", None)),
    ],
    ids=repr,
)
def test_takes_a_host_apart(value: str, expected: tuple[str, int | None]) -> None:
    assert parse_host(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "a\\b",
        "user@host",
        "a,b c",
        "a%2",
        "a:",
        "a:b",
        "a:65536",
        "a:123456",
        "a:1:2",
        "::1",
        "[::1",
        "[]",
        "[:::]",
        "[1.2.3.4]",
        "[v1.a]",
        "[fe80::1%25eth0]",
        "[::1]x",
        "a\n",
        "a\r\nb",
        "é",
        "\u0661",
        "a:\u0661",
    ],
    ids=repr,
)
def test_rejects_what_is_no_host(value: str) -> None:
    with pytest.raises(ValueError, match="Not a host"):
        parse_host(value)
