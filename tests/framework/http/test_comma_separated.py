import pytest

from fireweed.http.comma_separated import CommaSeparatedStrings


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b ,c", ["a", "b", "c"]),
        ('a, "b, c"', ["a", "b, c"]),
        ("a,", ["a"]),
        (["a", "b,c"], ["a", "b,c"]),
        (("a",), ["a"]),
    ],
    ids=repr,
)
def test_splits_at_commas_outside_quotes(value: str | list[str], expected: list[str]) -> None:
    assert list(CommaSeparatedStrings(value)) == expected


def test_is_a_sequence() -> None:
    strings = CommaSeparatedStrings("a, b, c")

    assert len(strings) == 3
    assert strings[1] == "b"
    assert strings[1:] == ["b", "c"]
    assert "c" in strings


def test_shows_its_items() -> None:
    strings = CommaSeparatedStrings("a, b")

    assert repr(strings) == "CommaSeparatedStrings(['a', 'b'])"
    assert str(strings) == "'a', 'b'"


def test_rejects_an_open_quote() -> None:
    with pytest.raises(ValueError, match="No closing quotation"):
        CommaSeparatedStrings('a, "b')
