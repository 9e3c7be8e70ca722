from collections.abc import Sequence
from typing import Any

import pytest

from fireweed.forms import multipart
from fireweed.forms.errors import MultiPartException
from fireweed.forms.events import FILE_END, Event, Field, FileData, FileStart
from fireweed.forms.limits import FormLimits
from fireweed.forms.multipart import MultipartDecoder
from kit.multipart import BOUNDARY, field, file, form, part

INVALID = r"^Invalid multipart data\.$"
TWO_KIB = FormLimits(max_part_size=2048)


def decode(
    *chunks: bytes, limits: FormLimits | None = None, charset: str = "utf-8", boundary: str = BOUNDARY
) -> list[Event]:
    decoder = MultipartDecoder(boundary, charset, limits or FormLimits())
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    decoder.finish()
    return events


def feed_repeatedly(decoder: MultipartDecoder, chunk: bytes) -> None:
    for _ in range(1000):
        list(decoder.feed(chunk))


def head(**parameters: str) -> str:
    return "; ".join(["Content-Disposition: form-data", *(f'{name}="{value}"' for name, value in parameters.items())])


def test_decodes_fields_and_files_in_order() -> None:
    events = decode(form(field("a", "1"), file("b", "content"), field("a", "")))

    assert events == [
        Field("a", "1"),
        FileStart(
            "b",
            "a.txt",
            [
                (b"content-disposition", b'form-data; name="b"; filename="a.txt"'),
                (b"content-type", b"text/plain"),
            ],
        ),
        FileData(b"content"),
        FILE_END,
        Field("a", ""),
    ]


@pytest.mark.parametrize("body", [b"", form(), form()[:-2]], ids=["nothing", "last boundary", "without line end"])
def test_a_form_may_be_empty(body: bytes) -> None:
    assert decode(body) == []


def test_gives_a_file_as_it_arrives() -> None:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", FormLimits())
    begin, end = form(file("a", "onetwo")).split(b"two")

    assert list(decoder.feed(begin))[1:] == [FileData(b"one")]
    assert list(decoder.feed(b"two")) == [FileData(b"two")]
    assert list(decoder.feed(end)) == [FILE_END]


def test_chunks_may_be_of_another_type() -> None:
    body: Any = bytearray(form(file("a", "1")))

    assert decode(body)[1:] == [FileData(b"1"), FILE_END]


@pytest.mark.parametrize("content", [b"\r\n", b"\r\n--", b"--frontier", b"\r\n--fronti\r\n", b"\0\xff\r"], ids=repr)
def test_keeps_content_that_resembles_a_boundary(content: bytes) -> None:
    assert decode(form(file("a", content)))[1] == FileData(content)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (head(name=""), ""),
        (head(name="é€"), "é€"),
        ("content-disposition:form-data;name=a", "a"),
        ('Content-Disposition: form-data;\r\n name="a"', "a"),
        (r'Content-Disposition: form-data; name="a\"b"', 'a"b'),
        (head(name="a%22b"), 'a"b'),
        (b'Content-Disposition: form-data; name="\xe9"', "é"),
    ],
    ids=repr,
)
def test_reads_names(disposition: str | bytes, name: str) -> None:
    assert decode(form(part(disposition, "1"))) == [Field(name, "1")]


@pytest.mark.parametrize(
    ("filename", "read"),
    [("", ""), ("Käse.txt", "Käse.txt"), ("../a", "../a"), (r"C:\dir\a.txt", "a.txt"), ("a b;c", "a b;c")],
)
def test_reads_filenames(filename: str, read: str) -> None:
    start = decode(form(file("a", filename=filename)))[0]

    assert isinstance(start, FileStart)
    assert start.filename == read


def test_headers_of_files_are_the_bytes_that_were_sent() -> None:
    start = decode(form(part(head(name="a", filename="b") + "\r\nX-Note:  é", "1")))[0]

    assert isinstance(start, FileStart)
    assert start.headers[1] == (b"x-note", "é".encode())


def test_decodes_names_and_fields_with_the_charset() -> None:
    body = form(part(head(name="é").encode("latin-1"), "ü".encode("latin-1")))

    assert decode(body, charset="latin-1") == [Field("é", "ü")]


def test_ignores_an_empty_line_before_and_what_comes_after() -> None:
    assert decode(b"\r\n" + form(field("a", "1")) + b"epilogue", b"more") == [Field("a", "1")]


@pytest.mark.parametrize(
    "body",
    [
        b"garbage",
        b"preamble\r\n" + form(field("a")),
        b"\n" + form(field("a")),
        b"-",
        b"\r",
        b"--frontier",
        b"--frontierx\r\n" + form(field("a")),
        b"--frontier \r\n" + form(field("a")),
        field("a"),
        field("a")[:-2],
        form(field("a"))[:-6],
        form(field("a")).replace(b"\r\n", b"\n"),
        form(field("a", "1\r\n--frontierx")),
        form(part("no colon")),
        form(part(": no name")),
        form(part(head(name="a") + "\r\n\r\n")).replace(b"\r\n\r\n", b"\r\n \r\n"),
        form(part(head(name="a") + "\r\nContent-Length: 5", "1")),
        form(part(head(name="a") + "\r\nContent-Length: x", "1")),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_rejects_what_is_malformed(body: bytes) -> None:
    with pytest.raises(MultiPartException, match=INVALID):
        decode(body)


@pytest.mark.parametrize("control", ["\0", "\n", "\r", "\x1b", "\x7f"], ids=repr)
@pytest.mark.parametrize("where", ["name", "filename"])
def test_rejects_control_characters_in_heads(control: str, where: str) -> None:
    parameters = {"name": "a", "filename": "b"} | {where: f"c{control}d"}

    with pytest.raises(MultiPartException, match=INVALID):
        decode(form(part(head(**parameters), "1")))


@pytest.mark.parametrize(
    "lines", ["Content-Disposition: form-data", "Content-Type: text/plain", "X-A: 1", head(filename="a")]
)
def test_rejects_parts_without_a_name(lines: str) -> None:
    with pytest.raises(MultiPartException, match=r'^The Content-Disposition header field "name" must be provided\.$'):
        decode(form(part(lines, "1")))


def test_rejects_parts_without_a_head() -> None:
    with pytest.raises(MultiPartException, match='"name" must be provided'):
        decode(b"--frontier\r\n\r\n1\r\n--frontier--\r\n")


@pytest.mark.parametrize(
    "boundary", ["a\nb", "€", "b" * (multipart.MAX_BOUNDARY_SIZE + 1)], ids=["line break", "no latin-1", "long"]
)
def test_rejects_boundaries_that_are_none(boundary: str) -> None:
    with pytest.raises(MultiPartException, match=INVALID):
        decode(b"", boundary=boundary)


def test_rejects_an_empty_boundary() -> None:
    with pytest.raises(MultiPartException, match=r"^Missing boundary in multipart\.$"):
        decode(b"", boundary="")


# Limits...


@pytest.mark.parametrize("limits", [FormLimits(2, 2), FormLimits(float("inf"), float("inf"))], ids=["two", "infinite"])
def test_allows_as_many_parts_as_the_limits_say(limits: FormLimits) -> None:
    events = decode(form(field("a"), file("b"), field("c"), file("d")), limits=limits)

    assert [type(event) for event in events if not isinstance(event, FileData)].count(Field) == 2


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([field("a")] * 3, r"^Too many fields\. Maximum number of fields is 2\.$"),
        ([file("a")] * 2, r"^Too many files\. Maximum number of files is 1\.$"),
        ([field("a"), file("b")] * 2, r"^Too many files\. Maximum number of files is 1\.$"),
    ],
    ids=["fields", "files", "both"],
)
def test_rejects_more_parts(parts: Sequence[bytes], message: str) -> None:
    with pytest.raises(MultiPartException, match=message):
        decode(form(*parts), limits=FormLimits(max_files=1, max_fields=2))


def test_rejects_an_endless_form_before_its_end() -> None:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", FormLimits())

    with pytest.raises(MultiPartException, match="Too many fields"):
        list(decoder.feed(field("a", "1") * 100_000))


def test_allows_fields_as_large_as_the_limit_says() -> None:
    assert decode(form(field("a", "x" * 2048)), limits=TWO_KIB) == [Field("a", "x" * 2048)]


def test_rejects_larger_fields() -> None:
    with pytest.raises(MultiPartException, match=r"^Part exceeded maximum size of 2KB\.$"):
        decode(form(field("a", "x" * 2049)), limits=TWO_KIB)


def test_rejects_an_endless_field_before_its_end() -> None:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", TWO_KIB)
    list(decoder.feed(part(head(name="a"), "x" * 2000)[:-2]))

    with pytest.raises(MultiPartException, match="Part exceeded"):
        list(decoder.feed(b"x" * 1000))


def test_files_may_be_larger() -> None:
    assert decode(form(file("a", "x" * 5000)), limits=TWO_KIB)[1] == FileData(b"x" * 5000)


def test_allows_the_headers_that_clients_send() -> None:
    lines = [head(name="a"), *(f"X-{number}: 1" for number in range(multipart.MAX_HEADERS - 1))]

    assert decode(form(part("\r\n".join(lines), "1"))) == [Field("a", "1")]


@pytest.mark.parametrize(
    "lines",
    [
        [head(name="a"), *(f"X-{number}: 1" for number in range(multipart.MAX_HEADERS))],
        [head(name="a" * multipart.MAX_HEADER_SIZE)],
        [head(name="a"), "X: " + "x" * multipart.MAX_HEADER_SIZE],
        [head(name="a"), *[" x" * 100] * multipart.MAX_HEADER_SIZE],
    ],
    ids=["many", "long name", "long value", "many continuations"],
)
def test_rejects_more_headers_and_longer_ones(lines: Sequence[str]) -> None:
    with pytest.raises(MultiPartException, match=INVALID):
        decode(form(part("\r\n".join(lines), "1")))


@pytest.mark.parametrize("line", [b"X: 1\r\n", b"x" * 100], ids=["many", "one line"])
def test_rejects_endless_headers_before_their_end(line: bytes) -> None:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", FormLimits())
    list(decoder.feed(b"--frontier\r\n"))

    with pytest.raises(MultiPartException, match=INVALID):
        feed_repeatedly(decoder, line)


def test_rejects_an_endless_epilogue() -> None:
    decoder = MultipartDecoder(BOUNDARY, "utf-8", FormLimits())
    list(decoder.feed(form(field("a"))))

    with pytest.raises(MultiPartException, match=INVALID):
        feed_repeatedly(decoder, b"x" * 1000)
