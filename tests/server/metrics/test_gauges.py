import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families

from fireweed_server.metrics.exposition import render
from fireweed_server.metrics.gauges import Gauges
from fireweed_server.metrics.snapshot import Snapshot


def read_zero() -> float:
    return 0


def test_reads_what_the_application_has_added() -> None:
    gauges = Gauges()
    queue = ["job"]
    gauges.extension["fireweed.metrics"]["add_gauge"]("jobs_waiting", lambda: len(queue))

    before = gauges.read()
    queue.append("job")

    assert (before, gauges.read()) == ({"jobs_waiting": 1.0}, {"jobs_waiting": 2.0})


def test_a_name_that_is_there_is_replaced() -> None:
    gauges = Gauges()
    gauges.add("jobs", read_zero)

    gauges.add("jobs", lambda: 5)

    assert gauges.read() == {"jobs": 5.0}


@pytest.mark.parametrize(
    "name",
    ["", "a b", "1st", "a\nb", "größe", 'a{b="c"}', "process_open_fds", "jobs_total", "jobs_sum"],
    ids=["empty", "space", "digit", "line", "letter", "label", "server", "counter", "histogram"],
)
def test_rejects_names_that_cannot_be_shown(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Gauges().add(name, read_zero)


def test_one_that_fails_is_left_out_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    gauges = Gauges()
    gauges.add("broken", lambda: 1 / 0)
    gauges.add("whole", read_zero)

    with caplog.at_level(logging.ERROR, "fireweed.server"):
        readings = [gauges.read(), gauges.read()]

    assert readings == [{"whole": 0.0}] * 2
    assert len(caplog.records) == 1
    assert "broken" in caplog.text


def test_is_shown_as_a_gauge() -> None:
    text = render(Snapshot(gauges={"process_open_fds": 5, "jobs_waiting": 2.0}))

    families = {family.name: family for family in text_string_to_metric_families(text)}

    assert families["jobs_waiting"].type == "gauge"
    assert [sample.value for sample in families["jobs_waiting"].samples] == [2.0]
