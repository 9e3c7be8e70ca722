import pytest

from benchmarks.compare.accounting import Usage
from benchmarks.compare.measurements import Comparison, Measurement, Sample, build_sample
from benchmarks.compare.wrk import LoadReport


def build_measurement(*costs: float, scenario: str = "json", peer: str = "fireweed") -> Measurement:
    samples = (Sample(cost, 1000 / cost, 1.0, 2.0, 40.0, 50.0, 1.0) for cost in costs)
    return Measurement(scenario, peer, tuple(samples))


def test_sample_divides_the_cpu_time_of_the_load_by_its_requests() -> None:
    idle, before, after = Usage(0.5, 40_000_000, 0), Usage(1.0, 0, 0), Usage(3.0, 0, 50_000_000)
    load = LoadReport(200_000, 4.0, 0.5, 2.0, 0, 0)

    sample = build_sample(idle, before, after, load)

    assert sample == Sample(
        cpu_microseconds=10.0,
        requests_per_second=50_000.0,
        p50_milliseconds=0.5,
        p99_milliseconds=2.0,
        idle_megabytes=40.0,
        peak_megabytes=50.0,
        busy=0.5,
    )


def test_median_is_taken_of_each_figure_by_itself() -> None:
    samples = (Sample(1, 30, 1, 1, 1, 1, 1), Sample(2, 10, 1, 1, 1, 1, 1), Sample(9, 20, 1, 1, 1, 1, 1))

    median = Measurement("json", "fireweed", samples).median

    assert (median.cpu_microseconds, median.requests_per_second) == (2, 20)


def test_spread_is_the_range_relative_to_the_median() -> None:
    assert build_measurement(9, 10, 12).cpu_spread == pytest.approx(0.3)


def test_ratio_is_that_of_the_medians() -> None:
    comparison = Comparison([build_measurement(8, 10, 99), build_measurement(40, 60, 50, peer="fastapi")])

    assert comparison.find_ratio("json", "fireweed", "fastapi") == pytest.approx(5.0)


def test_ratio_of_a_peer_that_was_not_measured_is_none() -> None:
    comparison = Comparison([build_measurement(10)])

    assert comparison.find_ratio("json", "fireweed", "fastapi") is None
