from fireweed_server.http.deadlines import Deadlines
from fireweed_server.settings import Settings


def build_deadlines() -> Deadlines:
    return Deadlines(Settings(header_timeout=10, keep_alive_timeout=75, body_timeout=30, write_timeout=60), 100)


def test_a_new_connection_has_to_send_a_head() -> None:
    deadlines = build_deadlines()

    assert [deadlines.is_idle_expired(now) for now in (110, 111)] == [False, True]


def test_a_kept_connection_may_be_idle_for_longer() -> None:
    deadlines = build_deadlines()
    deadlines.is_new = False

    assert [deadlines.is_idle_expired(now) for now in (175, 176)] == [False, True]


def test_a_head_has_to_be_complete_in_time() -> None:
    deadlines = build_deadlines()
    assert not deadlines.is_head_expired(1000)

    deadlines.head_since = 200

    assert [deadlines.is_head_expired(now) for now in (210, 211)] == [False, True]


def test_a_body_has_to_go_on() -> None:
    deadlines = build_deadlines()
    deadlines.start_body(200)
    deadlines.note_body(200, 100_000)

    assert [deadlines.is_body_expired(now) for now in (230, 231)] == [False, True]


def test_a_body_has_to_bring_the_rate_on_average() -> None:
    deadlines = build_deadlines()
    deadlines.start_body(200)

    expired = []
    for now in range(201, 240):
        deadlines.note_body(now, 1)
        expired.append(deadlines.is_body_expired(now))

    assert expired.index(True) == 30


def test_a_body_that_brings_the_rate_is_in_time() -> None:
    deadlines = build_deadlines()
    deadlines.start_body(200)

    expired = []
    for now in range(220, 1000, 20):
        deadlines.note_body(now, 2000)
        expired.append(deadlines.is_body_expired(now))

    assert not any(expired)


def test_a_body_that_began_fast_may_not_be_slow_for_ever() -> None:
    deadlines = build_deadlines()
    deadlines.start_body(200)
    deadlines.note_body(201, 10_000_000)
    assert not deadlines.is_body_expired(201)

    deadlines.note_body(232, 1)

    assert deadlines.is_body_expired(232)


def test_rate_of_a_body_may_be_unlimited() -> None:
    deadlines = Deadlines(Settings(min_body_rate=0), 100)
    deadlines.start_body(200)

    expired = []
    for now in range(220, 1000, 20):
        deadlines.note_body(now, 1)
        expired.append(deadlines.is_body_expired(now))

    assert not any(expired)


def test_a_client_that_takes_something_is_in_time() -> None:
    deadlines = build_deadlines()

    steps = [(100, 5000), (160, 4000), (220, 4000), (221, 4000), (222, 3000), (300, 0), (400, 10)]

    expired = [deadlines.is_write_expired(now, unsent) for now, unsent in steps]
    assert expired == [False, False, False, True, False, False, False]
