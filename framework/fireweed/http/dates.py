"""Dates as HTTP writes them (RFC 9110 §5.6.7): one format to send, three to understand."""

import re
from datetime import UTC, datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)}

_DAY = "|".join(name[:3] for name in _DAYS)
_LONG_DAY = "|".join(_DAYS)
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = "(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_FORMATS = tuple(
    re.compile(pattern)
    for pattern in (
        f"(?:{_DAY}), (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} GMT",  # IMF-fixdate
        f"(?:{_LONG_DAY}), (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT",  # RFC 850
        f"(?:{_DAY}) {_MONTH} (?P<day>[0-9 ][0-9]) {_TIME} (?P<year>[0-9]{{4}})",  # asctime
    )
)


def format_http_date(moment: datetime | float) -> str:
    """Return `moment` as an IMF-fixdate. A number is seconds since the epoch; a naive datetime is taken as UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(moment, UTC)
    elif moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    day, month = _DAYS[moment.weekday()][:3], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} GMT"


def parse_http_date(value: str) -> datetime:
    """Return the moment, in UTC. The day of the week is not compared. Raises ValueError."""
    match = next(filter(None, (pattern.fullmatch(value) for pattern in _FORMATS)), None)
    if match is None:
        raise ValueError(f"Not an HTTP date: {value[:100]!r}")
    try:
        return datetime(
            year=_full_year(match["year"]),
            month=_MONTH_NUMBERS[match["month"]],
            day=int(match["day"]),
            hour=int(match["hour"]),
            minute=int(match["minute"]),
            second=59 if match["second"] == "60" else int(match["second"]),  # a leap second is not known to datetime
            tzinfo=UTC,
        )
    except ValueError:
        raise ValueError(f"Not an HTTP date: {value!r}") from None


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    # RFC 9110 §5.6.7: what seems more than fifty years ahead is the latest past year with these digits.
    this_year = datetime.now(UTC).year
    year = this_year - this_year % 100 + int(digits)
    return year - 100 if year > this_year + 50 else year
