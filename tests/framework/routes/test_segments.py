import re

import pytest

from fireweed.routes.segments import Tail, is_slash_free, split_segments
from fireweed.routes.template import Parameter, parse_template


def describe(source: str) -> tuple[list[str], Tail]:
    """The segments as text, parameters as their names in angle brackets."""
    segments = split_segments(parse_template(source))
    texts = [
        "".join(f"<{piece.name}>" if isinstance(piece, Parameter) else piece for piece in segment)
        for segment in segments.head
    ]
    return texts, segments.tail


@pytest.mark.parametrize(
    ("source", "texts", "tail"),
    [
        ("/", ["", ""], Tail.NONE),
        ("/a/{id}/", ["", "a", "<id>", ""], Tail.NONE),
        ("/{name}.{ext}", ["", "<name>.<ext>"], Tail.NONE),
        ("items", ["items"], Tail.NONE),
        ("/static/{path:path}", ["", "static"], Tail.REST),
        ("/{path:path}", [""], Tail.REST),
        ("/a/b{path:path}", ["", "a"], Tail.PATTERN),
        ("/a/{path:path}/end", ["", "a"], Tail.PATTERN),
        ("/a/{path:path}{id}", ["", "a"], Tail.PATTERN),
    ],
)
def test_cuts_a_template_at_its_slashes(source: str, texts: list[str], tail: Tail) -> None:
    assert describe(source) == (texts, tail)


@pytest.mark.parametrize(
    "regex",
    [
        "[^/]+",
        "[0-9]+",
        r"[0-9]+(\.[0-9]+)?",
        "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}",
        r"\d{4}-\d{2}",
        "red|green",
        "(?:a|b)*",
        r"[\w.-]+",
        "[^/?]*",
    ],
)
def test_knows_expressions_that_cannot_match_a_slash(regex: str) -> None:
    assert is_slash_free(regex)
    assert not any(re.fullmatch(regex, text) for text in ("/", "a/b", "1/2", "2020/01"))


@pytest.mark.parametrize(
    "regex",
    [
        ".*",
        "a.b",
        "[^a]+",
        "[!-~]+",
        "[+--9]",
        "[a-z--9]",
        r"[\.-z]",
        r"\D",
        r"\W+",
        r"\S",
        "a/b",
        r"a\/b",
        "(?=/).",
        "(?!a).",
        r"\x2f",
        r"(?P<a>.)",
    ],
)
def test_doubts_expressions_that_might_match_a_slash(regex: str) -> None:
    assert not is_slash_free(regex)
