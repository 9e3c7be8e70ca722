"""What a person has to know of a place in a program that was moved: data, and how it is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MAX_PLACES = 5


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to know or to do in line `line` of a file; the text ends with the remedy."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding, and the file that it is in as users named it."""

    file: str
    finding: Finding

    @property
    def place(self) -> str:
        """The place as editors and terminals know it: `file:line`."""
        return f"{self.file}:{self.finding.line}"


def describe_missing(theirs: str) -> str:
    """A name that Fireweed lacks, and that stays."""
    return f"Fireweed has no {theirs}. It is left here as it is: do without it, or write it yourself."


def describe_elsewhere(theirs: str, ours: str) -> str:
    """A name whose place cannot be written where it is used, so that it stays."""
    return f"{theirs} is left here as it is. Import {ours} by itself, and use that."


def describe_findings(found: Iterable[FileFinding]) -> Iterator[str]:
    """A paragraph for each text, which names the places that it is true of."""
    places: dict[str, list[str]] = {}
    for one in found:
        places.setdefault(one.finding.text, []).append(one.place)
    for text, where in places.items():
        yield from where[:_MAX_PLACES]
        if len(where) > _MAX_PLACES:
            yield f"and {len(where) - _MAX_PLACES} more places"
        yield f"    {text}"
