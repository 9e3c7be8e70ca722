"""Writes a comparison, its conditions and every single run to a JSON file, for later comparison."""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.compare.measurements import Comparison
from benchmarks.compare.targets import Verdict


def build_results(comparison: Comparison, verdicts: Iterable[Verdict], conditions: Mapping[str, Any]) -> dict[str, Any]:
    """All that was found, as JSON values; `conditions` says how it was measured."""
    return {
        "conditions": dict(conditions),
        "measurements": [
            {"scenario": measured.scenario, "peer": measured.peer}
            | {"median": asdict(measured.median), "cpu_spread": measured.cpu_spread}
            | {"samples": [asdict(sample) for sample in measured.samples]}
            for measured in comparison.measurements
        ],
        "failures": [asdict(failure) for failure in comparison.failures],
        "targets": [
            {
                "name": verdict.target.name,
                "figure": verdict.figure,
                "bound": verdict.target.bound,
                "met": verdict.is_met,
            }
            for verdict in verdicts
        ],
    }


def describe_machine() -> dict[str, Any]:
    """When and where: figures of different machines, or of a busy one, are not to be compared."""
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def write_results(results: Mapping[str, Any], path: Path) -> None:
    """Write the file, its directory too where that is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n")
