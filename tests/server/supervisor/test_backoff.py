"""How long a pool waits before it replaces workers that end by themselves."""

import pytest

from fireweed_server.supervisor.backoff import Backoff


@pytest.mark.parametrize(
    ("lives", "waits"),
    [
        pytest.param([500.0], [0.0], id="the-first-one-is-replaced-at-once"),
        pytest.param([0.1] * 7, [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0], id="short-lives-wait-ever-longer"),
        pytest.param([0.1] * 5000, [0.0, 1.0, 2.0, 4.0, 8.0, 16.0] + [30.0] * 4994, id="never-longer-than-30-seconds"),
        pytest.param([0.1, 0.1, 0.1, 60.0, 0.1], [0.0, 1.0, 2.0, 0.0, 1.0], id="a-long-life-forgets-those-before"),
    ],
)
def test_waits(lives: list[float], waits: list[float]) -> None:
    backoff = Backoff()

    assert [backoff.note_end(lived) for lived in lives] == waits
