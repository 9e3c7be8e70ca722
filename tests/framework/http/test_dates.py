from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.http.dates import format_http_date, parse_http_date

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        MOMENT,
        MOMENT.replace(tzinfo=None),
        MOMENT.replace(microsecond=999_999),
        MOMENT.astimezone(timezone(timedelta(hours=-5))),
        784111777,
        784111777.9,
    ],
    ids=["utc", "naive", "microseconds", "other-zone", "seconds", "fraction"],
)
def test_formats_a_moment(moment: datetime | float) -> None:
    assert format_http_date(moment) == "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    "value",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
    ids=["imf-fixdate", "rfc850", "asctime"],
)
def test_understands_all_three_formats(value: str) -> None:
    assert parse_http_date(value) == MOMENT


@given(st.datetimes(timezones=st.just(UTC)))
def test_reads_back_what_it_writes(moment: datetime) -> None:
    assert parse_http_date(format_http_date(moment)) == moment.replace(microsecond=0)


def test_a_year_of_two_digits_is_at_most_fifty_years_ahead() -> None:
    this_year = datetime.now(UTC).year

    for year in (this_year - 49, this_year + 50):
        assert parse_http_date(f"Sunday, 06-Nov-{year % 100:02} 08:49:37 GMT").year == year


def test_a_leap_second_counts_as_the_one_before() -> None:
    assert parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "now",
        "06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT\n",
        "Sun, 06 Nov \u0661\u0669\u0669\u0664 08:49:37 GMT",
    ],
    ids=repr,
)
def test_rejects_what_is_no_date(value: str) -> None:
    with pytest.raises(ValueError, match="Not an HTTP date"):
        parse_http_date(value)
