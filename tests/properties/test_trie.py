"""A trie finds what a scan of all templates, in the order of declaration, finds."""

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fireweed.routes.converters import CONVERTOR_TYPES, Convertor, register_url_convertor
from fireweed.routes.template import PathTemplate, parse_template
from fireweed.routes.trie import Trie


class WordsConvertor(Convertor[str]):
    """May be empty, and stays within a segment."""

    regex = "[a-z]*"

    def convert(self, value: str) -> str:
        return value.upper()

    def to_string(self, value: str) -> str:
        return value.lower()


class PairConvertor(Convertor[str]):
    """Crosses a slash."""

    regex = "[ab]+/[ab]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class EvenConvertor(Convertor[int]):
    """Refuses half of what its regular expression takes."""

    regex = "[0-9]+"

    def convert(self, value: str) -> int:
        number = int(value)
        if number % 2:
            raise ValueError(f"{number} is odd")
        return number

    def to_string(self, value: int) -> str:
        return str(value)


OWN_CONVERTORS: dict[str, Convertor[Any]] = {
    "words": WordsConvertor(),
    "pair": PairConvertor(),
    "even": EvenConvertor(),
}
KEYS = ["", "", ":str", ":int", ":int", ":float", ":path", ":uuid", *(f":{key}" for key in OWN_CONVERTORS)]
PIECES = ["a", "b", "1", "{}", "{}", "{}{}", "{}.{}", "a{}", ""]
TEXTS = ["", "a", "b", "ab", "1", "2", "1.5", "a.b", "a/b", "b\n", "٣", "00000000-0000-0000-0000-000000000001"]

shapes = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("/".join)


@st.composite
def declarations(draw: st.DrawFn) -> list[str]:
    """Templates that have much in common."""
    return [
        draw(st.sampled_from(["/", "/", "/", ""]))
        + _fill(shape, [f"{{p{number}{draw(st.sampled_from(KEYS))}}}" for number in range(shape.count("{}"))])
        for shape in draw(st.lists(shapes, min_size=1, max_size=10))
    ]


@st.composite
def lookups(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Templates, and paths of which many match several of them."""
    sources = draw(declarations())
    drawn = st.sampled_from(TEXTS)
    paths = [
        re.sub(r"\{[^}]*\}", lambda _: draw(drawn), source)
        for source in draw(st.lists(st.sampled_from(sources), min_size=1, max_size=8))
    ]
    return sources, paths + sources


def _fill(shape: str, texts: list[str]) -> str:
    return shape.format(*texts)


@pytest.fixture(autouse=True, scope="module")
def _own_convertors() -> Any:
    known = dict(CONVERTOR_TYPES)
    for key, convertor in OWN_CONVERTORS.items():
        register_url_convertor(key, convertor)
    yield
    CONVERTOR_TYPES.clear()
    CONVERTOR_TYPES.update(known)


def scan(templates: list[PathTemplate], path: str) -> list[tuple[int, dict[str, Any]]]:
    matches = ((index, template.match(path)) for index, template in enumerate(templates))
    return [(index, params) for index, params in matches if params is not None]


def look_up(trie: Trie[int], path: str) -> list[tuple[int, dict[str, Any]]]:
    bound = ((entry.value, entry.bind(captured)) for entry, captured in trie.find(path))
    return [(index, params) for index, params in bound if params is not None]


@settings(max_examples=500)
@given(lookups())
def test_finds_what_a_scan_finds(lookup: tuple[list[str], list[str]]) -> None:
    sources, paths = lookup
    templates = [parse_template(source) for source in sources]
    trie = Trie((template, index) for index, template in enumerate(templates))

    for path in paths:
        assert look_up(trie, path) == scan(templates, path), path


@settings(max_examples=500)
@given(lookups())
@example((["/a", "/{p0}/{p1}"], ["/a/b"]))
def test_a_prefix_with_one_kind_of_last_segment_leads_to_all_matches(lookup: tuple[list[str], list[str]]) -> None:
    sources, paths = lookup
    templates = [parse_template(source) for source in sources]
    trie = Trie((template, index) for index, template in enumerate(templates))
    static = dict(trie.static_paths())
    shortcuts = {last.prefix: last for last in trie.last_segments()}

    for path in paths:
        prefix, slash, segment = path.rpartition("/")
        if slash and prefix in shortcuts and path not in static:
            captured = shortcuts[prefix].capture(segment)
            matches = [] if captured is None else [(entry, captured) for entry in shortcuts[prefix].entries]
            assert matches == trie.find(path), path
