"""What goes over the socket between supervisor and worker."""

import io

import pytest

from fireweed_server.metrics.snapshot import Snapshot
from fireweed_server.settings import Settings
from fireweed_server.supervisor.messages import (
    Assignment,
    News,
    Report,
    ReportReader,
    encode_assignment,
    encode_report,
    read_assignment,
)

ASSIGNMENT = Assignment(app="service:app", settings=Settings(port=0), sockets=(3, 4), failure="no\nway")
REPORTS = [
    Report(News.READY),
    Report(News.FAILED, "Traceback\n\tänd more", 3),
    Report(News.USED_UP),
    Report(News.BEAT, metrics=Snapshot({"requests": 3}, {"open": 1.5})),
]


def test_assignment_arrives_as_it_was_sent() -> None:
    stream = io.BytesIO(encode_assignment(ASSIGNMENT) + b"stop\n")

    assert read_assignment(stream.read) == ASSIGNMENT
    assert stream.read() == b"stop\n"


@pytest.mark.parametrize("size", [0, 2, 10])
def test_supervisor_that_ends_assigns_nothing(size: int) -> None:
    stream = io.BytesIO(encode_assignment(ASSIGNMENT)[:size])

    assert read_assignment(stream.read) is None


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_reports_arrive_however_they_are_cut(size: int) -> None:
    data = b"".join(map(encode_report, REPORTS))
    reader = ReportReader()

    parts = [data[start : start + size] for start in range(0, len(data), size)]

    assert [report for part in parts for report in reader.feed(part)] == REPORTS


def test_the_end_of_a_long_text_is_kept() -> None:
    (report,) = ReportReader().feed(encode_report(Report(News.FAILED, "x" * 100_000 + "the error")))

    assert len(report.text) == 32768
    assert report.text.endswith("the error")
