"""A multipart form is decoded to what was encoded, however its bytes are cut; no bytes do harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from fireweed.forms.errors import MultiPartException
from fireweed.forms.events import Event, Field, FileData, FileEnd, FileStart
from fireweed.forms.limits import FormLimits
from fireweed.forms.multipart import MultipartDecoder
from fireweed.forms.whole import decode_whole
from kit.multipart import BOUNDARY, field, file, form, part

Part = tuple[str, str | None, bytes]
"""Name, filename if it is a file, and content."""

# What stands for itself between quotes: clients escape the others, each in its way.
NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"%\\'), max_size=20)
# Made of what boundaries are made of, so that it often nearly is one.
TRICKY = st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--", b"\r\n--", BOUNDARY[:4].encode(), b"x"])).map(b"".join)
CONTENTS = (st.binary(max_size=50) | TRICKY).filter(lambda content: f"--{BOUNDARY}".encode() not in content)
PARTS = st.lists(
    st.tuples(NAMES, st.none(), st.text().map(str.encode).filter(lambda text: f"--{BOUNDARY}".encode() not in text))
    | st.tuples(NAMES, NAMES, CONTENTS),
    max_size=5,
)
CUTS = st.lists(st.integers(0, 10_000), max_size=20)


@dataclass(frozen=True)
class Outcome:
    """What came of a form: its parts, or the message of an error."""

    parts: Sequence[Part]
    error: str | None = None


def encode(parts: Sequence[Part]) -> bytes:
    return form(
        *(
            field(name, content) if filename is None else file(name, content, filename=filename)
            for name, filename, content in parts
        )
    )


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    """The body in pieces, of which some may be empty."""
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


def decode(chunks: Sequence[bytes], limits: FormLimits | None = None) -> Outcome:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", limits or FormLimits())
    try:
        events = [event for chunk in chunks for event in decoder.feed(chunk)]
        decoder.finish()
    except MultiPartException as error:
        return Outcome((), error.message)
    return Outcome(gather(events))


def gather(events: Sequence[Event]) -> list[Part]:
    """Put files together again; a file that does not begin, or end, is an error here."""
    parts: list[Part] = []
    started: FileStart | None = None
    pieces: list[bytes] = []
    for event in events:
        match event:
            case Field(name, value):
                assert started is None
                parts.append((name, None, value.encode()))
            case FileStart():
                assert started is None
                started, pieces = event, []
            case FileData(data):
                assert started is not None
                assert data
                pieces.append(data)
            case FileEnd():
                assert started is not None
                parts.append((started.name, started.filename, b"".join(pieces)))
                started = None
    assert started is None
    return parts


@given(PARTS, CUTS)
@example([("", "", b""), ("", None, b"")], [1, 2, 3])
@example([("a", "b", b"\r\n--front\r\n--frontie")], list(range(200)))
def test_what_was_encoded_is_decoded(parts: Sequence[Part], places: Sequence[int]) -> None:
    assert decode(cut(encode(parts), places)) == Outcome(parts)


@given(
    st.lists(
        st.sampled_from(
            [b"\r\n", b"\n", b"--", BOUNDARY.encode(), b":", b'"', b";", b"\0", field("a", "1"), file("b", "2")]
        )
        | st.sampled_from([part("X: 1"), part('Content-Disposition: form-data; name="a"; x=\xff'), form(), b" ", b"x"])
    ).map(b"".join),
    CUTS,
)
def test_bytes_mean_the_same_however_they_are_cut(body: bytes, places: Sequence[int]) -> None:
    limits = FormLimits(max_files=2, max_fields=2, max_part_size=10)

    assert decode(cut(body, places), limits) == decode([body], limits)


@given(st.binary(), CUTS)
def test_any_bytes_are_a_form_or_an_error(body: bytes, places: Sequence[int]) -> None:
    assert isinstance(decode(cut(f"--{BOUNDARY}\r\n".encode() + body, places)), Outcome)


@given(
    st.lists(
        st.sampled_from(
            [field("a", "1"), file("b", "2"), file("", "3"), field(" a b ", "\r\n--"), form(), b"\r\n", b"--"]
        )
        | st.tuples(NAMES, NAMES, CONTENTS).map(lambda given: file(given[0], given[2], filename=given[1]))
        | st.binary(max_size=5)
    ).map(b"".join),
)
@example(form(field("a", "1"), file("b", "2"), file("c", "", filename="")))
def test_what_is_decoded_in_one_go_is_decoded_alike(body: bytes) -> None:
    limits = FormLimits(max_files=5, max_fields=5, max_part_size=10)
    events = decode_whole(body, BOUNDARY, limits)

    if events is not None:
        decoder = MultipartDecoder(BOUNDARY, "utf-8", limits)
        carefully = list(decoder.feed(body))
        decoder.finish()
        assert events == carefully
