"""The comparison of start-ups: what is printed of the figures, and that the program has all of its routes."""

import json
import subprocess
import sys

import pytest

from benchmarks.compare.environments import REPOSITORY
from benchmarks.startup.__main__ import FEW_MODELS, Figures, render
from benchmarks.startup.child import ROUTES


def figures(import_: float, routes: float = 300.0) -> Figures:
    return {
        "import_milliseconds": import_,
        "routes_milliseconds": routes,
        "declaration_milliseconds": 200.0,
        "document_milliseconds": 100.0,
        "routes_megabytes": 20.0,
        "few_models_milliseconds": 250.0,
        "few_models_megabytes": 15.0,
    }


@pytest.mark.parametrize(("import_", "verdict"), [(120.0, "met"), (121.0, "NOT MET")], ids=["reached", "missed"])
def test_absolute_target_is_judged_by_the_median(import_: float, verdict: str) -> None:
    table = render([figures(1.0), figures(import_), figures(900.0)], [figures(400.0)] * 3)

    line = table.splitlines()[1]
    assert line.startswith("import, ms")
    assert line.endswith(verdict)


@pytest.mark.parametrize(("routes", "verdict"), [(300.0, "met"), (301.0, "NOT MET")], ids=["reached", "missed"])
def test_relative_target_is_a_share_of_the_peer_s_figure(routes: float, verdict: str) -> None:
    table = render([figures(1.0, routes)], [figures(1.0, 900.0)])

    assert table.splitlines()[2].split()[-3:] == f"<= 300.0 {verdict}".split()[-3:]


@pytest.mark.parametrize("models", [FEW_MODELS, ROUTES // 2], ids=["few-models", "a-model-for-each-pair"])
def test_program_documents_all_of_its_routes(models: int) -> None:
    command = [sys.executable, "-m", "benchmarks.startup.child", "fireweed", str(models)]

    report = json.loads(subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout)

    assert report["operations"] == ROUTES
    assert all(figure > 0 for figure in report["figures"].values())
