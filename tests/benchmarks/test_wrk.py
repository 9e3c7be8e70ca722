import pytest

from benchmarks.compare.errors import AnswerError
from benchmarks.compare.wrk import LoadReport, parse_report


def test_report_is_found_among_what_wrk_prints() -> None:
    output = (
        "Running 3s test @ http://127.0.0.1:8000/\n"
        'REPORT {"requests": 300, "microseconds": 3000000, "p50": 250, "p99": 4000, '
        '"status_errors": 1, "socket_errors": 2}\n'
    )

    report = parse_report(output)

    assert report == LoadReport(
        requests=300, seconds=3.0, p50_milliseconds=0.25, p99_milliseconds=4.0, status_errors=1, socket_errors=2
    )


def test_output_without_a_report_is_an_answer_error() -> None:
    with pytest.raises(AnswerError, match="unable to connect"):
        parse_report("unable to connect to 127.0.0.1:8000 Connection refused\n")
