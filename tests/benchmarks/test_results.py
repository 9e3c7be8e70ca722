import json
from pathlib import Path

from benchmarks.compare.measurements import Comparison, Failure, Measurement, Sample
from benchmarks.compare.results import build_results, write_results
from benchmarks.compare.scenarios import SCENARIOS
from benchmarks.compare.targets import judge


def test_results_keep_every_run() -> None:
    samples = (Sample(10.0, 1.0, 1.0, 1.0, 40.0, 50.0, 1.0), Sample(12.0, 1.0, 1.0, 1.0, 40.0, 50.0, 1.0))
    comparison = Comparison([Measurement("json", "fireweed", samples)])

    results = build_results(comparison, judge(comparison, SCENARIOS), {})

    (measured,) = results["measurements"]
    assert [sample["cpu_microseconds"] for sample in measured["samples"]] == [10.0, 12.0]
    assert measured["median"]["cpu_microseconds"] == 11.0


def test_results_are_written_where_no_directory_was(tmp_path: Path) -> None:
    comparison = Comparison(failures=[Failure("json", "fireweed", "answered 500")])
    results = build_results(comparison, judge(comparison, SCENARIOS), {"rounds": 3})
    path = tmp_path / "new" / "results.json"

    write_results(results, path)

    assert json.loads(path.read_text()) == results
