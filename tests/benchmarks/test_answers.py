import pytest

from benchmarks.compare.answers import check_load, check_response
from benchmarks.compare.errors import AnswerError
from benchmarks.compare.scenarios import Answer
from benchmarks.compare.wrk import LoadReport


def build_report(*, requests: int = 100, status_errors: int = 0, socket_errors: int = 0) -> LoadReport:
    return LoadReport(requests, 1.0, 0.5, 2.0, status_errors, socket_errors)


def test_body_is_compared_as_a_value_not_as_text() -> None:
    check_response(200, b'{ "b": 2, "a": 1 }', Answer({"a": 1, "b": 2}))


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b'{"a": 1}'), (200, b'{"a": 2}'), (200, b"<html>"), (200, b"")],
    ids=["status", "value", "not JSON", "empty"],
)
def test_wrong_response_is_an_answer_error(status: int, body: bytes) -> None:
    with pytest.raises(AnswerError, match="not 200"):
        check_response(status, body, Answer({"a": 1}))


def test_load_without_errors_passes() -> None:
    check_load(build_report(), Answer(None))


def test_load_that_expects_an_error_status_wants_it_from_every_answer() -> None:
    check_load(build_report(status_errors=100), Answer(None, status=404))

    with pytest.raises(AnswerError, match="99 of 100"):
        check_load(build_report(status_errors=99), Answer(None, status=404))


@pytest.mark.parametrize(
    "report",
    [build_report(requests=0), build_report(socket_errors=1), build_report(status_errors=1)],
    ids=["nothing answered", "socket error", "error status"],
)
def test_faulty_load_is_an_answer_error(report: LoadReport) -> None:
    with pytest.raises(AnswerError):
        check_load(report, Answer(None))
