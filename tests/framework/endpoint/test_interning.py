"""Things that are made once for declarations that are alike."""

import pytest

from fireweed.endpoint.interning import Interned, build_key


def test_what_was_kept_is_found_under_an_equal_key() -> None:
    interned = Interned[str]()

    kept = interned.keep(build_key(int, "a"), "value")

    assert kept == "value"
    assert interned.find(build_key(int, "a")) == "value"


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0.0, -0.0), (int | str, str | int)],
    ids=["integer-and-boolean", "zeros", "orders-of-a-union"],
)
def test_key_tells_apart_what_is_equal_and_yet_not_the_same(one: object, other: object) -> None:
    assert one == other

    assert build_key(one) != build_key(other)


def test_nothing_is_kept_for_what_cannot_be_hashed() -> None:
    interned = Interned[str]()

    interned.keep(build_key([]), "value")

    assert build_key([]) is None
    assert interned.find(build_key([])) is None


def test_there_is_a_bound_to_what_is_kept() -> None:
    interned = Interned[int]()

    for number in range(10_000):
        interned.keep(number, number)

    assert interned.find(9_999) == 9_999
    assert interned.find(0) is None
