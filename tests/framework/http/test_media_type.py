import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.media_type import is_json_media_type, parse_media_type


@pytest.mark.parametrize(
    ("value", "essence", "parameters"),
    [
        ("text/html", "text/html", {}),
        (b"text/html", "text/html", {}),
        (" Text/HTML ; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ("text/html;charset=utf-8;q=0.5", "text/html", {"charset": "utf-8", "q": "0.5"}),
        ('text/html; a="b; c=\\"d\\""', "text/html", {"a": 'b; c="d"'}),
        ('text/html; a=""', "text/html", {"a": ""}),
        ("text/html; a=1; A=2", "text/html", {"a": "1"}),
        ("text/html;; ;", "text/html", {}),
        ("multipart/form-data; boundary=a/b:c=?", "multipart/form-data", {"boundary": "a/b:c=?"}),
        ("application/vnd.api+json", "application/vnd.api+json", {}),
        ("a/b; c=d ", "a/b", {"c": "d"}),
    ],
    ids=repr,
)
def test_takes_a_media_type_apart(value: str | bytes, essence: str, parameters: dict[str, str]) -> None:
    media_type = parse_media_type(value)

    assert media_type.essence == essence
    assert media_type.parameters == parameters


@pytest.mark.parametrize(
    "value",
    [
        "",
        "text",
        "text/",
        "/html",
        "text/html/x",
        "text /html",
        "text/html x",
        "text/html, text/plain",
        "text/html; a",
        "text/html; a=",
        "text/html; a = b",
        'text/html; a="b',
        'text/html; a="b"c',
        'text/html; a=b"c"',
        "text/html; a=b c",
        "text/html; =b",
        "text/html; a=b\n",
        "text/html\n",
        "té/html",
    ],
    ids=repr,
)
def test_rejects_what_is_no_media_type(value: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        parse_media_type(value)


@pytest.mark.parametrize(
    "value",
    [
        b"application/json",
        "application/json",
        b"Application/JSON",
        b"application/json; charset=utf-8",
        b"application/json;",
        b"application/json; malformed",
        b" application/json ",
        b"application/problem+json",
        b"application/vnd.geo+json;q=1",
    ],
    ids=repr,
)
def test_knows_json(value: str | bytes) -> None:
    assert is_json_media_type(value)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"json",
        b"text/json",
        b"text/x+json",
        b"application/jsonx",
        b"application/xjson",
        b"application/json-seq",
        b"application/geo+json-seq",
        b"application/json, text/html",
        b"application/json x",
        b"text/plain; application/json",
        b"\xff",
    ],
    ids=repr,
)
def test_knows_what_is_not_json(value: bytes) -> None:
    assert not is_json_media_type(value)


@given(st.text(st.sampled_from('aApplicton/json+;="\\ \té\n')))
def test_parses_or_raises_value_error(value: str) -> None:
    try:
        media_type = parse_media_type(value)
    except ValueError:
        return

    assert media_type.is_json == is_json_media_type(value)
