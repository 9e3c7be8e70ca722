"""Where two JSON values differ: numbers are compared by value, members of objects in any order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """The two values at `pointer` (a JSON pointer, RFC 6901), ABSENT where there is none."""

    pointer: str
    ours: Any
    theirs: Any


def find_differences(ours: Any, theirs: Any, pointer: str = "") -> Iterator[Difference]:
    """The differences, each as deep in the values as can be."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in dict.fromkeys((*ours, *theirs)):
            member = f"{pointer}/{_escape(key)}"
            yield from find_differences(ours.get(key, ABSENT), theirs.get(key, ABSENT), member)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (our_item, their_item) in enumerate(zip(ours, theirs, strict=True)):
            yield from find_differences(our_item, their_item, f"{pointer}/{index}")
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        yield Difference(pointer, ours, theirs)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
