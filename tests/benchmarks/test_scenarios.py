import json

import pytest

from benchmarks.compare.applications import APPLICATIONS
from benchmarks.compare.peers import SERVED
from benchmarks.compare.scenarios import SCENARIOS, Scenario


def test_every_scenario_of_a_framework_has_an_application() -> None:
    served = {scenario.name for scenario in SCENARIOS if any(SERVED in peer.command for peer in scenario.peers)}

    assert served == set(APPLICATIONS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_expected_answer_can_be_a_json_value(scenario: Scenario) -> None:
    value = scenario.answer.value

    assert json.loads(json.dumps(value)) == value
