"""`Request.form`, from the bytes of the body to the answer of an application."""

from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import BaseHTTPException, ClientDisconnect
from fireweed.forms.data import FormData
from fireweed.forms.errors import MultiPartException
from fireweed.forms.uploads import UploadFile
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from framework.forms.conftest import Disk
from kit.asgi import AsgiRecorder, call, http_scope
from kit.multipart import CONTENT_TYPE, field, file, form, part, split

URLENCODED = "application/x-www-form-urlencoded"
LARGE = file("large", b"x" * 1_500_000)


def build_request(body: bytes, content_type: str | None = CONTENT_TYPE, **scope: Any) -> Request:
    headers = [] if content_type is None else [("content-type", content_type)]
    client = AsgiRecorder(Application(), http_scope("POST", headers=headers, **scope))
    for chunk in split(body, 65536):
        client.feed_body(chunk, more_body=True)
    client.feed_body()
    return Request(client.scope, client.receive)


async def test_reads_a_multipart_form(disk: Disk) -> None:
    request = build_request(form(field("a", "1"), LARGE))

    data = await request.form()

    upload = data["large"]
    assert isinstance(upload, UploadFile)
    assert (data["a"], len(await upload.read())) == ("1", 1_500_000)
    await request.close()
    assert disk.is_clean


@pytest.mark.parametrize("content_type", [URLENCODED, URLENCODED.upper(), f" {URLENCODED} ; charset=utf-8; x"])
async def test_reads_an_urlencoded_form(content_type: str) -> None:
    assert await build_request(b"a=1&b=2", content_type).form() == FormData([("a", "1"), ("b", "2")])


@pytest.mark.parametrize("content_type", [None, "", "application/json", "multipart/mixed; boundary=frontier", "form"])
async def test_what_is_no_form_is_an_empty_one_and_is_not_read(content_type: str | None) -> None:
    request = build_request(form(field("a")), content_type)

    assert await request.form() == FormData()
    assert await request.body() == form(field("a"))


async def test_reads_a_form_once() -> None:
    request = build_request(b"a&b&c", URLENCODED)

    data = await request.form()

    assert await request.form(max_fields=1) is data


async def test_reads_a_form_from_a_body_that_was_read() -> None:
    request = build_request(b"a=1", URLENCODED)

    await request.body()

    assert (await request.form())["a"] == "1"


async def test_closes_the_files_behind_the_block(disk: Disk) -> None:
    async with build_request(form(file("a"), LARGE)).form() as data:
        assert len(data) == 2
        assert not disk.is_clean

    assert disk.is_clean


async def test_closes_the_files_when_the_block_fails(disk: Disk) -> None:
    with pytest.raises(LookupError):
        async with build_request(form(file("a"), LARGE)).form() as data:
            raise LookupError(data)

    assert disk.is_clean


async def test_closing_without_a_form_does_nothing() -> None:
    request = build_request(b"")

    await request.close()
    await request.close()

    assert await request.form() == FormData()


async def test_a_client_that_goes_away_leaves_no_file(disk: Disk) -> None:
    client = AsgiRecorder(Application(), http_scope("POST", headers={"content-type": CONTENT_TYPE}))
    client.feed_body(LARGE, more_body=True)
    client.disconnect()

    with pytest.raises(ClientDisconnect):
        await Request(client.scope, client.receive).form()
    assert disk.is_clean


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_files": 1}, "Too many files. Maximum number of files is 1."),
        ({"max_fields": 1}, "Too many fields. Maximum number of fields is 1."),
        ({"max_part_size": 2048}, "Part exceeded maximum size of 2KB."),
    ],
    ids=["files", "fields", "part size"],
)
async def test_holds_a_form_to_its_limits(limits: dict[str, Any], message: str) -> None:
    request = build_request(form(file("a"), field("b"), file("c"), field("d", "x" * 2049)))

    with pytest.raises(MultiPartException) as caught:
        await request.form(**limits)
    assert caught.value.message == message


async def test_default_limits_are_generous() -> None:
    data = await build_request(form(field("a", "x" * 1024 * 1024), *[field("b")] * 999, *[file("c")] * 1000)).form()

    assert len(data.multi_items()) == 2000
    await data.close()


@pytest.mark.parametrize(
    "extra", [field("b"), file("c"), field("a", "x" * (1024 * 1024 + 1))], ids=lambda part: part[:60]
)
async def test_default_limits_are_limits(extra: bytes) -> None:
    with pytest.raises(MultiPartException):
        await build_request(form(extra, *[field("b")] * 1000, *[file("c")] * 1000)).form()


async def test_a_bad_form_is_a_400_inside_an_application() -> None:
    request = build_request(b"garbage", app=Application())

    with pytest.raises(BaseHTTPException) as caught:
        await request.form()
    assert (caught.value.status_code, caught.value.detail) == (400, "Invalid multipart data.")


# What applications answer to bad forms, and leave behind...

DISPOSITION = "Content-Disposition: form-data; "

BAD_FORMS: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", form(field("a"))),
    "malformed content type": ('multipart/form-data; boundary="frontier', form(field("a"))),
    "another boundary": ("multipart/form-data; boundary=other", form(field("a"))),
    "unknown charset": (f"{CONTENT_TYPE}; charset=nope", form(field("a"))),
    "JSON": (CONTENT_TYPE, b'{"a": 1}'),
    "truncated in a file": (CONTENT_TYPE, LARGE[:-100]),
    "truncated in a head": (CONTENT_TYPE, LARGE + b"--frontier\r\nContent-Disp"),
    "truncated before the end": (CONTENT_TYPE, LARGE),
    "no name": (CONTENT_TYPE, form(LARGE, part(DISPOSITION + 'filename="a"'))),
    "NUL in a name": (CONTENT_TYPE, form(LARGE, part(DISPOSITION + 'name="a\0"'))),
    "huge name": (CONTENT_TYPE, form(LARGE, field("a" * 100_000))),
    "huge filename": (CONTENT_TYPE, form(LARGE, file("a", filename="a" * 100_000))),
    "huge field": (CONTENT_TYPE, form(LARGE, field("a", "x" * 2_000_000))),
    "endless head": (CONTENT_TYPE, LARGE + b"--frontier\r\n" + b"X: y\r\n" * 100_000),
    "endless header": (CONTENT_TYPE, LARGE + b"--frontier\r\nX: " + b"y" * 1_000_000),
    "endless preamble": (CONTENT_TYPE, b"x" * 1_000_000 + form(LARGE)),
    "endless epilogue": (CONTENT_TYPE, form(LARGE) + b"x" * 1_000_000),
    "thousands of fields": (CONTENT_TYPE, form(LARGE, *[field("a")] * 10_000)),
    "thousands of files": (CONTENT_TYPE, form(LARGE, *[file("a")] * 10_000)),
    "nested with a boundary that begins alike": (
        CONTENT_TYPE,
        form(LARGE, file("a", b"\r\n" + form(field("b")).replace(b"frontier", b"frontiers"))),
    ),
    "thousands of urlencoded fields": (URLENCODED, b"a&" * 10_000),
    "huge urlencoded field": (URLENCODED, b"a=" + b"x" * 2_000_000),
    "huge urlencoded name": (URLENCODED, b"a" * 2_000_000),
}


async def count_parts(request: Request) -> Response:
    async with request.form() as data:
        return PlainTextResponse(str(len(data.multi_items())))


@pytest.mark.parametrize("size", [1000, 65536])
@pytest.mark.parametrize(("content_type", "body"), BAD_FORMS.values(), ids=BAD_FORMS)
async def test_answers_bad_forms_and_leaves_no_file(disk: Disk, content_type: str, body: bytes, size: int) -> None:
    app = Application()
    app.add_route("/", count_parts, methods=["POST"])
    client = AsgiRecorder(app, http_scope("POST", headers={"content-type": content_type}))
    for chunk in split(body, size):
        client.feed_body(chunk, more_body=True)
    client.feed_body()

    await client.run()

    assert client.status == 400
    assert client.text.endswith(".")
    assert all(file.closed for file in disk.files)


async def test_a_multipart_body_inside_a_file_is_content() -> None:
    app = Application()
    app.add_route("/", count_parts, methods=["POST"])
    inner = form(field("a")).replace(b"frontier", b"inner")

    answer = await call(app, http_scope("POST", headers={"content-type": CONTENT_TYPE}), body=form(file("b", inner)))

    assert (answer.status, answer.text) == (200, "1")
