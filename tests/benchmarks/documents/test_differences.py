from typing import Any

import pytest

from benchmarks.documents.differences import ABSENT, Difference, find_differences
from benchmarks.documents.justified import Justification


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}),
        ({"minimum": 1}, {"minimum": 1.0}),
        ([], []),
    ],
    ids=["order of members", "kinds of numbers", "nothing"],
)
def test_equal_values_have_no_differences(ours: Any, theirs: Any) -> None:
    assert list(find_differences(ours, theirs)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "difference"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, Difference("/a/b", 1, 2)),
        ({"a": 1}, {}, Difference("/a", 1, ABSENT)),
        ({}, {"a": None}, Difference("/a", ABSENT, None)),
        ([1, 2], [1, 3], Difference("/1", 2, 3)),
        ([1], [1, 2], Difference("", [1], [1, 2])),
        ({"a": True}, {"a": 1}, Difference("/a", True, 1)),
        ({"/items/~": 1}, {"/items/~": 2}, Difference("/~1items~1~0", 1, 2)),
    ],
    ids=["deep", "missing there", "missing here", "item", "length", "bool and number", "escaped"],
)
def test_finds_the_deepest_difference(ours: Any, theirs: Any, difference: Difference) -> None:
    assert list(find_differences(ours, theirs)) == [difference]


@pytest.mark.parametrize(("pointer", "is_covered"), [("/a/b", True), ("/a/b/c", True), ("/a/bc", False), ("/a", False)])
def test_justification_covers_what_is_below_it(pointer: str, is_covered: bool) -> None:
    assert Justification("/a/b", "reason").covers(pointer) is is_covered
