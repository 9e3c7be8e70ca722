import re
from datetime import UTC, datetime, timedelta, timezone
from http.cookies import SimpleCookie
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.cookies import MAX_COOKIES, format_set_cookie, parse_cookies
from fireweed.http.dates import parse_http_date

MOMENT = datetime(2026, 11, 21, 0, 20, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("a=b", {"a": "b"}),
        ("a=b; c=d", {"a": "b", "c": "d"}),
        ("a=b;c=d;", {"a": "b", "c": "d"}),
        (" a = b\t; c=d", {"a": "b", "c": "d"}),
        ("a=1; a=2", {"a": "2"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=", {"a": ""}),
        ("=v", {"": "v"}),
        ("v", {"": "v"}),
        ("a; b", {"": "b"}),
        ("; ;=;", {}),
        ('a="b c"', {"a": "b c"}),
        ('a="b\\054c\\"d\\\\"', {"a": 'b,c"d\\'}),
        ('a="b;c"', {"a": '"b', "": 'c"'}),
        ('a="', {"a": '"'}),
        ('a=""', {"a": ""}),
        ('a="\\"', {"a": "\\"}),
        ('a="\\400\\101"', {"a": "400A"}),
        ('"a"=b', {'"a"': "b"}),
        ("a=\xa0b", {"a": "\xa0b"}),
        ("a=%3B", {"a": "%3B"}),
        ("a=\r\n\0", {"a": "\r\n\0"}),
        ("$Version=1; [x]=y", {"$Version": "1", "[x]": "y"}),
    ],
    ids=repr,
)
def test_reads_cookies_as_browsers_write_them(header: str, expected: dict[str, str]) -> None:
    assert parse_cookies(header) == expected


@given(st.text() | st.text(st.sampled_from('a=;" \\01')))
def test_never_raises(header: str) -> None:
    cookies = parse_cookies(header)

    assert len(cookies) <= header.count(";") + 1


def test_reads_a_bounded_number() -> None:
    header = "; ".join(f"c{number}=v" for number in range(MAX_COOKIES + 5))

    assert len(parse_cookies(header)) == MAX_COOKIES


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_reads_back_what_it_writes(value: str) -> None:
    header = format_set_cookie("name", value, path=None, samesite=None)

    assert parse_cookies(header) == {"name": value}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")))
def test_writes_values_as_the_standard_library_does(value: str) -> None:
    oracle: SimpleCookie = SimpleCookie()
    oracle["name"] = value

    assert format_set_cookie("name", value, path=None, samesite=None) == oracle["name"].OutputString()


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, "a=b; Path=/; SameSite=lax"),
        ({"path": None, "samesite": None}, "a=b"),
        ({"path": "/x", "domain": "example.org"}, "a=b; Domain=example.org; Path=/x; SameSite=lax"),
        ({"max_age": 0}, "a=b; Max-Age=0; Path=/; SameSite=lax"),
        ({"expires": MOMENT}, "a=b; expires=Sat, 21 Nov 2026 00:20:11 GMT; Path=/; SameSite=lax"),
        ({"expires": "as given"}, "a=b; expires=as given; Path=/; SameSite=lax"),
        ({"secure": True, "samesite": "none"}, "a=b; Path=/; SameSite=none; Secure"),
        ({"httponly": True, "samesite": "strict"}, "a=b; HttpOnly; Path=/; SameSite=strict"),
        ({"partitioned": True, "secure": True}, "a=b; Partitioned; Path=/; SameSite=lax; Secure"),
    ],
    ids=repr,
)
def test_writes_attributes(attributes: Any, expected: str) -> None:
    assert format_set_cookie("a", "b", **attributes) == expected


def test_writes_all_attributes_in_a_fixed_order() -> None:
    header = format_set_cookie(
        "a", "b c", max_age=5, expires=MOMENT, path="/", domain="d", secure=True, httponly=True, samesite="none"
    )

    assert header == (
        'a="b c"; Domain=d; expires=Sat, 21 Nov 2026 00:20:11 GMT; HttpOnly; Max-Age=5; Path=/; SameSite=none; Secure'
    )


def test_expires_in_seconds_counts_from_now() -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    header = format_set_cookie("a", expires=60)

    match = re.search(r"expires=([^;]+)", header)
    assert match is not None
    moment = parse_http_date(match[1])
    assert before + timedelta(seconds=60) <= moment <= datetime.now(UTC) + timedelta(seconds=60)


def test_expires_is_converted_to_utc() -> None:
    moment = MOMENT.astimezone(timezone(timedelta(hours=2)))

    assert "expires=Sat, 21 Nov 2026 00:20:11 GMT" in format_set_cookie("a", expires=moment)


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a;b", "a,b", "é", "a\n", '"a"'], ids=repr)
def test_rejects_a_name_that_is_no_token(name: str) -> None:
    with pytest.raises(ValueError, match="Cookie name"):
        format_set_cookie(name, "value")


@pytest.mark.parametrize("value", ["/; Secure", "a\r\nb", "\0", "/\x7f"], ids=repr)
@pytest.mark.parametrize("attribute", ["path", "domain", "expires"])
def test_rejects_an_attribute_that_would_start_another(attribute: str, value: str) -> None:
    attributes: Any = {attribute: value}

    with pytest.raises(ValueError, match="of cookie 'a' has a ';' or a control character"):
        format_set_cookie("a", "b", **attributes)


def test_rejects_a_value_outside_latin_1() -> None:
    with pytest.raises(ValueError, match="Cookie 'a' cannot hold '☃'"):
        format_set_cookie("a", "☃")


def test_rejects_an_unknown_samesite() -> None:
    samesite: Any = "sometimes"

    with pytest.raises(AssertionError, match="samesite must be either 'strict', 'lax' or 'none'"):
        format_set_cookie("a", "b", samesite=samesite)
