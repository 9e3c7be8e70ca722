from benchmarks.compare.errors import AnswerError
from benchmarks.compare.measurements import Failure, Sample
from benchmarks.compare.peers import Peer
from benchmarks.compare.rounds import compare
from benchmarks.compare.scenarios import Answer, Scenario

SAMPLE = Sample(10.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
FIRST, SECOND = Peer("first", "fireweed", ()), Peer("second", "peers", ())
SCENARIO = Scenario("json", "", Answer(None), peers=(FIRST, SECOND))


class RecordingRun:
    """Measures nothing: notes whose turn it is, and fails for the peers it is told to, from a turn on."""

    def __init__(self, failing: str = "", from_turn: int = 1) -> None:
        self.turns: list[str] = []
        self._failing = failing
        self._from_turn = from_turn

    def __call__(self, peer: Peer, scenario: Scenario) -> Sample:
        self.turns.append(peer.name)
        if peer.name == self._failing and self.turns.count(peer.name) >= self._from_turn:
            raise AnswerError("answered 500")
        return SAMPLE


def test_peers_take_turns() -> None:
    run = RecordingRun()

    compare([SCENARIO], 3, run)

    assert run.turns == ["first", "second"] * 3


def test_measurement_holds_every_round() -> None:
    comparison = compare([SCENARIO], 3, RecordingRun())

    assert [(measured.peer, len(measured.samples)) for measured in comparison.measurements] == [
        ("first", 3),
        ("second", 3),
    ]


def test_failed_peer_takes_no_further_turn() -> None:
    run = RecordingRun(failing="second")

    compare([SCENARIO], 3, run)

    assert run.turns == ["first", "second", "first", "first"]


def test_peer_that_fails_late_loses_its_figures() -> None:
    comparison = compare([SCENARIO], 3, RecordingRun(failing="second", from_turn=2))

    assert [measured.peer for measured in comparison.measurements] == ["first"]
    assert comparison.failures == [Failure("json", "second", "answered 500")]
