"""Figures of several processes, added up so that no counter ever goes backwards."""

from fireweed_server.metrics.snapshot import Snapshot, Totals


def test_adds_up_what_processes_have_counted_and_have() -> None:
    totals = Totals()

    totals.note("a", Snapshot({"requests": 1}, {"open": 2}))
    totals.note("b", Snapshot({"requests": 10, "refused": 1}, {"open": 20}))

    assert totals.add_up() == Snapshot({"requests": 11, "refused": 1}, {"open": 22})


def test_only_the_latest_figures_of_a_process_count() -> None:
    totals = Totals()

    totals.note("a", Snapshot({"requests": 1}, {"open": 2}))
    totals.note("a", Snapshot({"requests": 5}, {"open": 0}))

    assert totals.add_up() == Snapshot({"requests": 5}, {"open": 0})


def test_what_a_process_has_counted_outlives_it() -> None:
    totals = Totals()
    totals.note("a", Snapshot({"requests": 5}, {"open": 2}))

    totals.end("a")
    totals.note("b", Snapshot({"requests": 1}, {"open": 1}))

    assert totals.add_up() == Snapshot({"requests": 6}, {"open": 1})


def test_a_process_that_never_told_anything_may_end() -> None:
    totals = Totals()

    totals.end("a")

    assert totals.add_up() == Snapshot()
