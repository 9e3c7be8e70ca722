import pytest

from fireweed.forms.events import FILE_END, Field, FileData, FileStart
from fireweed.forms.limits import FormLimits
from fireweed.forms.whole import decode_whole
from kit.multipart import BOUNDARY, field, file, form, part


def test_decodes_fields_and_files() -> None:
    body = form(field("a", "1"), file("b", b"\xff\r\n", filename="b.bin", content_type="image/png"), file("c"))

    disposition = 'form-data; name="{0}"; filename="{1}"'
    assert decode_whole(body, BOUNDARY, FormLimits()) == [
        Field("a", "1"),
        FileStart(
            "b",
            "b.bin",
            [(b"content-disposition", disposition.format("b", "b.bin").encode()), (b"content-type", b"image/png")],
        ),
        FileData(b"\xff\r\n"),
        FILE_END,
        FileStart(
            "c",
            "a.txt",
            [(b"content-disposition", disposition.format("c", "a.txt").encode()), (b"content-type", b"text/plain")],
        ),
        FILE_END,
    ]


def test_form_may_have_no_parts_and_no_last_line_end() -> None:
    assert decode_whole(form().removesuffix(b"\r\n"), BOUNDARY, FormLimits()) == []


STRANGE = {
    "nothing": b"",
    "no boundary": b"x",
    "preamble": b"x\r\n" + form(field("a")),
    "epilogue": form(field("a")) + b"x",
    "unfinished": form(field("a")).removesuffix(b"--\r\n"),
    "longer boundary": b"--%bx\r\n" % BOUNDARY.encode() + form(field("a")),
    "no head": form(b"--%b\r\n\r\nx\r\n" % BOUNDARY.encode()),
    "no name": form(part("Content-Disposition: form-data")),
    "unquoted name": form(part("Content-Disposition: form-data; name=a")),
    "escaped name": form(field(r"a\"b")),
    "encoded name": form(field("a%22b")),
    "name beyond ASCII": form(field("ä")),
    "path as filename": form(file("a", filename=r"C:\a.txt")),
    "encoded filename": form(part("Content-Disposition: form-data; name=\"a\"; filename*=utf-8''b")),
    "another header": form(part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: binary')),
    "quoted parameter": form(file("a", content_type='text/plain; charset="utf-8"')),
    "long head": form(field("a" * 1100)),
    "text that is not UTF-8": form(field("a", b"\xff")),
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=list(STRANGE))
def test_leaves_what_looks_different(body: bytes) -> None:
    assert decode_whole(body, BOUNDARY, FormLimits()) is None


@pytest.mark.parametrize(
    "limits",
    [FormLimits(max_fields=1), FormLimits(max_files=1), FormLimits(max_part_size=1)],
    ids=["fields", "files", "part size"],
)
def test_leaves_what_may_exceed_a_limit(limits: FormLimits) -> None:
    assert decode_whole(form(field("a", "12"), file("b")), BOUNDARY, limits) is None


def test_leaves_boundaries_beyond_latin_1() -> None:
    assert decode_whole(form(field("a")), "ā", FormLimits()) is None
