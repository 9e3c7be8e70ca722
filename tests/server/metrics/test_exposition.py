"""The text that Prometheus reads, checked with the parser of its own client."""

from types import SimpleNamespace

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from fireweed_server.metrics.collector import Collector
from fireweed_server.metrics.exposition import render
from fireweed_server.metrics.families import FAMILIES
from fireweed_server.metrics.snapshot import Snapshot


def read_collector() -> Snapshot:
    collector = Collector()
    collector.record({"method": "GET"}, 200, 10, 0.1)
    for now in (1.0, 2.0):
        collector.tick(now)
    figures = {"connections": (), "tasks": (), "websockets_open": 0}
    counts = {"connections_accepted": 3, "connections_refused": 0, "bytes_received": 12345678901}
    return collector.read(SimpleNamespace(**figures, **counts))


def describe(sample: Sample) -> str:
    labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
    return f"{sample.name}{{{labels}}}" if labels else sample.name


def test_is_what_prometheus_reads() -> None:
    snapshot = read_collector()

    families = list(text_string_to_metric_families(render(snapshot)))

    samples = {describe(sample): sample.value for family in families for sample in family.samples}
    assert samples == {**snapshot.counters, **snapshot.gauges}


def test_every_family_has_its_type_and_help() -> None:
    kinds = {family.name: family.kind for family in FAMILIES}

    families = list(text_string_to_metric_families(render(read_collector())))

    # The parser takes `_total` from the names of counters.
    names = {family.name + ("_total" if family.type == "counter" else ""): family for family in families}
    assert {name: family.type for name, family in names.items()} == {name: kinds[name] for name in names}
    assert all(family.documentation.endswith(".") for family in families)


def test_families_without_samples_are_left_out() -> None:
    assert render(Snapshot(gauges={"process_open_fds": 5})) == (
        "# HELP process_open_fds Open file descriptors.\n# TYPE process_open_fds gauge\nprocess_open_fds 5\n"
    )


def test_every_figure_that_is_counted_has_a_family() -> None:
    snapshot = read_collector()

    lines = [line for line in render(snapshot).splitlines() if not line.startswith("#")]

    assert len(lines) == len(snapshot.counters) + len(snapshot.gauges)
