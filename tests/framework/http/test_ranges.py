import pytest

from fireweed.http.ranges import (
    MAX_RANGES,
    MalformedRangeHeader,
    RangeNotSatisfiable,
    format_content_range,
    format_unsatisfied_range,
    frame_parts,
    parse_ranges,
)

SIZE = 11
HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("bytes=0-3", [range(4)], id="first bytes"),
        pytest.param("bytes=0-0", [range(1)], id="one byte"),
        pytest.param("bytes=5-", [range(5, 11)], id="open end"),
        pytest.param("bytes=-3", [range(8, 11)], id="suffix"),
        pytest.param("bytes=0-100", [range(11)], id="end beyond the content"),
        pytest.param("bytes=-100", [range(11)], id="suffix longer than the content"),
        pytest.param(f"bytes=0-{HUGE}", [range(11)], id="end with thousands of digits"),
        pytest.param(f"bytes=-{HUGE}", [range(11)], id="suffix with thousands of digits"),
        pytest.param(f"bytes={'0' * 5000}2-3", [range(2, 4)], id="thousands of leading zeros"),
        pytest.param("BYTES =0-3", [range(4)], id="unit in capitals, blank behind it"),
        pytest.param("bytes= 0-1 ,\t4-5", [range(2), range(4, 6)], id="blanks around ranges"),
        pytest.param("bytes=4-5,0-1", [range(2), range(4, 6)], id="sorted"),
        pytest.param("bytes=0-3,2-5", [range(6)], id="overlapping"),
        pytest.param("bytes=0-3,4-5", [range(6)], id="adjacent"),
        pytest.param("bytes=0-9,2-3", [range(10)], id="one inside another"),
        pytest.param("bytes=0-10,0-10,-11", [range(11)], id="repeated"),
        pytest.param("bytes=0-1,x,,a-b,2,-,+5-6,1_0-", [range(2)], id="what is no range is skipped"),
        pytest.param("bytes=0-1,20-30", [range(2)], id="what lies beyond the content is skipped"),
    ],
)
def test_finds_the_parts_asked_for(value: str, expected: list[range]) -> None:
    assert parse_ranges(value, SIZE) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("", "Malformed range header.", id="empty"),
        pytest.param("bytes", "Malformed range header.", id="no equals sign"),
        pytest.param("items=0-3", "Only support bytes range", id="another unit"),
        pytest.param("=0-3", "Only support bytes range", id="no unit"),
        pytest.param("bytes=", "Range header: range must be requested", id="nothing listed"),
        pytest.param("bytes=-", "Range header: range must be requested", id="a hyphen"),
        pytest.param("bytes=5", "Range header: range must be requested", id="a number"),
        pytest.param("bytes=a-b", "Range header: range must be requested", id="letters"),
        pytest.param("bytes=0x1-0x5", "Range header: range must be requested", id="hexadecimal"),
        pytest.param("bytes=1e3-2e3", "Range header: range must be requested", id="exponents"),
        pytest.param("bytes=--1", "Range header: range must be requested", id="negative suffix"),
        pytest.param("bytes=0--1", "Range header: range must be requested", id="negative end"),
        pytest.param("bytes=0-3-5", "Range header: range must be requested", id="three numbers"),
        pytest.param("bytes=\u0663-5", "Range header: range must be requested", id="digits of another script"),
        pytest.param("bytes=\xb2-5", "Range header: range must be requested", id="superscript digit"),
        pytest.param("bytes=0-3=4", "Range header: range must be requested", id="second equals sign"),
        pytest.param("bytes=3-2", "Range header: start must be less than end", id="backwards"),
        pytest.param("bytes=0-1,5-3", "Range header: start must be less than end", id="one of them backwards"),
        pytest.param(f"bytes={HUGE}-0", "Range header: start must be less than end", id="backwards from far away"),
    ],
)
def test_says_what_is_wrong_with_a_header(value: str, text: str) -> None:
    with pytest.raises(MalformedRangeHeader) as raised:
        parse_ranges(value, SIZE)

    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("value", "size"),
    [
        pytest.param("bytes=11-", 11, id="begins at the end"),
        pytest.param("bytes=20-30", 11, id="beyond the end"),
        pytest.param(f"bytes={HUGE}-", 11, id="begins with thousands of digits"),
        pytest.param("bytes=-0", 11, id="no byte of the end"),
        pytest.param("bytes=20-,30-40,-0", 11, id="none of several"),
        pytest.param("bytes=0-", 0, id="empty content"),
        pytest.param("bytes=-5", 0, id="end of an empty content"),
    ],
)
def test_refuses_when_no_range_has_a_byte(value: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as raised:
        parse_ranges(value, size)

    assert raised.value.size == size


def test_takes_as_many_ranges_as_the_limit() -> None:
    value = "bytes=" + ",".join(f"{2 * index}-{2 * index}" for index in range(MAX_RANGES))

    assert len(parse_ranges(value, 1000)) == MAX_RANGES


@pytest.mark.parametrize("item", ["0-0", "x", ""], ids=["ranges", "nonsense", "commas"])
def test_ignores_a_header_that_lists_more_than_the_limit(item: str) -> None:
    value = "bytes=0-0," + ",".join([item] * MAX_RANGES)

    assert parse_ranges(value, 1000) == []


def test_frames_parts_between_delimiters() -> None:
    pieces = frame_parts([range(2), range(4, 6)], SIZE, b"text/plain", b"gap")

    assert pieces == [
        b"--gap\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/11\r\n\r\n",
        range(2),
        b"\r\n--gap\r\nContent-Type: text/plain\r\nContent-Range: bytes 4-5/11\r\n\r\n",
        range(4, 6),
        b"\r\n--gap--",
    ]


def test_formats_content_range() -> None:
    assert format_content_range(range(4, 6), SIZE) == b"bytes 4-5/11"
    assert format_unsatisfied_range(SIZE) == b"bytes */11"
