from hashlib import md5

import pytest

from fireweed.http.etag import build_etag, is_unmodified_since, matches_if_none_match, matches_if_range

DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


def test_builds_the_tag_of_time_and_size() -> None:
    expected = md5(b"1700000000.5-11", usedforsecurity=False).hexdigest()

    assert build_etag(1700000000.5, 11) == f'"{expected}"'


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(['"a"'], id="the tag"),
        pytest.param(['W/"a"'], id="weak"),
        pytest.param(['"x", W/"y" ,"a"'], id="in a list"),
        pytest.param(['"x"', '"a"'], id="in a second header"),
        pytest.param(['"x,y", "a"'], id="behind a tag with a comma"),
        pytest.param(["*"], id="anything"),
        pytest.param([" * "], id="anything, with blanks"),
    ],
)
def test_the_client_has_this_content(values: list[str]) -> None:
    assert matches_if_none_match(values, '"a"')


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(['"b"'], id="another tag"),
        pytest.param([""], id="empty"),
        pytest.param(["a"], id="without quotes"),
        pytest.param(['"A"'], id="another case"),
        pytest.param(['*, "x"'], id="star in a list"),
        pytest.param(['"x, "a'], id="quotes out of order"),
        pytest.param(['"' * 10_001], id="nothing but quotes"),
    ],
)
def test_the_client_has_other_content(values: list[str]) -> None:
    assert not matches_if_none_match(values, '"a"')


def test_a_weak_tag_of_ours_matches_too() -> None:
    assert matches_if_none_match(['"a"'], 'W/"a"')


def test_without_a_tag_only_the_star_matches() -> None:
    assert matches_if_none_match(["*"], None)
    assert not matches_if_none_match(['"a"'], None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(DATE, True, id="the same moment"),
        pytest.param("Tuesday, 14-Nov-23 22:13:20 GMT", True, id="the same moment in an older format"),
        pytest.param("Wed, 15 Nov 2023 00:00:00 GMT", True, id="later"),
        pytest.param("Tue, 14 Nov 2023 22:13:19 GMT", False, id="earlier"),
        pytest.param("", False, id="empty"),
        pytest.param("yesterday", False, id="no date"),
        pytest.param("Tue, 14 Nov 999999 22:13:20 GMT", False, id="year with six digits"),
        pytest.param("Tue, 14 Nov 2023 22:13:20 +0500", False, id="another time zone"),
    ],
)
def test_compares_dates(value: str, expected: bool) -> None:
    assert is_unmodified_since(value, DATE) is expected


@pytest.mark.parametrize("last_modified", [None, "never"], ids=["unknown", "no date"])
def test_what_has_no_date_of_its_own_counts_as_modified(last_modified: str | None) -> None:
    assert not is_unmodified_since(DATE, last_modified)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(b'"a"', True, id="the tag"),
        pytest.param(DATE.encode(), True, id="the date"),
        pytest.param(b'W/"a"', False, id="weak"),
        pytest.param(b'"b"', False, id="another tag"),
        pytest.param(b"a", False, id="without quotes"),
        pytest.param(b"Tue, 14 Nov 2023 22:13:21 GMT", False, id="another date"),
        pytest.param(b"*", False, id="star"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_ranges_are_of_the_content_as_it_is(value: bytes, expected: bool) -> None:
    assert matches_if_range(value, b'"a"', DATE.encode()) is expected


def test_a_weak_tag_of_ours_makes_no_ranges() -> None:
    assert not matches_if_range(b'W/"a"', b'W/"a"', None)
