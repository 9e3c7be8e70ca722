import os
import re
from pathlib import Path

import pytest

from fireweed.responses import FileResponse
from kit.asgi import AsgiRecorder, call, http_scope

CONTENT = b"hello world"
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hello.txt"
    path.write_bytes(CONTENT)
    os.utime(path, (1700000000, 1700000000))
    return path


async def ask(path: Path, range_: str, method: str = "GET", **more: str) -> AsgiRecorder:
    headers = {"range": range_} | {name.replace("_", "-"): value for name, value in more.items()}
    return await call(FileResponse(path), http_scope(method, headers=headers))


@pytest.mark.parametrize(
    ("value", "content_range", "body"),
    [
        pytest.param("bytes=0-3", "bytes 0-3/11", b"hell", id="beginning"),
        pytest.param("bytes=-3", "bytes 8-10/11", b"rld", id="end"),
        pytest.param("bytes=5-100", "bytes 5-10/11", b" world", id="beyond the end"),
        pytest.param("bytes=0-3,2-5", "bytes 0-5/11", b"hello ", id="several that are one"),
        pytest.param("bytes=0-1,99-", "bytes 0-1/11", b"he", id="one of several that exists"),
    ],
)
async def test_sends_one_part(path: Path, value: str, content_range: str, body: bytes) -> None:
    sent = await ask(path, value)

    assert sent.status == 206
    assert sent.headers["content-range"] == content_range
    assert sent.headers["content-length"] == str(len(body))
    assert sent.headers["content-type"] == "text/plain; charset=utf-8"
    assert sent.headers["last-modified"] == DATE
    assert sent.body == body


async def test_sends_several_parts_as_multipart(path: Path) -> None:
    sent = await ask(path, "bytes=-2,0-1")

    media_type, _, boundary = sent.headers["content-type"].partition("; boundary=")
    assert sent.status == 206
    assert media_type == "multipart/byteranges"
    assert re.fullmatch("[0-9a-f]{26}", boundary)
    assert "content-range" not in sent.headers
    assert sent.headers["content-length"] == str(len(sent.body))
    assert sent.text == "\r\n".join(
        [
            f"--{boundary}",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Range: bytes 0-1/11",
            "",
            "he",
            f"--{boundary}",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Range: bytes 9-10/11",
            "",
            "ld",
            f"--{boundary}--",
        ]
    )


async def test_sends_large_parts_chunk_by_chunk(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 300_000)

    sent = await ask(path, "bytes=0-99999,150000-150001")

    assert len(sent.body_chunks) > 2
    assert sent.headers["content-length"] == str(len(sent.body))
    assert sent.body.count(b"x") == 100_002 + sent.headers["content-type"].count("x")


@pytest.mark.parametrize("value", ["bytes=0-3", "bytes=0-1,4-5"], ids=["one part", "several"])
async def test_head_has_the_headers_of_the_parts(path: Path, value: str) -> None:
    got = await ask(path, value)

    head = await ask(path, value, "HEAD")

    assert head.status == 206
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.body == b""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("bytes", "Malformed range header.", id="no ranges"),
        pytest.param("items=0-3", "Only support bytes range", id="another unit"),
        pytest.param("bytes=a-b", "Range header: range must be requested", id="no numbers"),
        pytest.param("bytes=3-2", "Range header: start must be less than end", id="backwards"),
        pytest.param("\xff=\xfe", "Only support bytes range", id="not ASCII"),
    ],
)
async def test_refuses_a_malformed_header(path: Path, value: str, text: str) -> None:
    sent = await ask(path, value)

    assert sent.status == 400
    assert sent.headers["content-type"] == "text/plain; charset=utf-8"
    assert sent.text == text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_refuses_ranges_beyond_the_content(path: Path, method: str) -> None:
    sent = await ask(path, "bytes=11-", method)

    assert sent.status == 416
    assert sent.headers["content-range"] == "bytes */11"
    assert sent.headers["content-length"] == "0"
    assert sent.body == b""


async def test_sends_all_when_too_many_ranges_are_asked_for(path: Path) -> None:
    sent = await ask(path, "bytes=" + ",".join(["0-0"] * 101))

    assert sent.status == 200
    assert sent.body == CONTENT


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_other_methods_have_no_ranges(path: Path, method: str) -> None:
    sent = await ask(path, "bytes=0-3", method)

    assert sent.status == 200
    assert sent.body == CONTENT


@pytest.mark.parametrize("status", [201, 404])
async def test_other_statuses_have_no_ranges(path: Path, status: int) -> None:
    sent = await call(FileResponse(path, status), http_scope(headers={"range": "bytes=0-3"}))

    assert sent.status == status
    assert sent.body == CONTENT


async def test_sends_a_part_of_the_file_that_the_client_has(path: Path) -> None:
    etag = (await call(FileResponse(path), http_scope())).headers["etag"]

    assert (await ask(path, "bytes=0-3", if_range=etag)).status == 206
    assert (await ask(path, "bytes=0-3", if_range=DATE)).status == 206


@pytest.mark.parametrize(
    "condition",
    ['"other"', 'W/"other"', "Tue, 14 Nov 2023 22:13:21 GMT", "", "*"],
    ids=["another tag", "weak tag", "another date", "empty", "star"],
)
async def test_sends_all_of_a_file_that_the_client_does_not_have(path: Path, condition: str) -> None:
    sent = await ask(path, "bytes=0-3", if_range=condition)

    assert sent.status == 200
    assert sent.body == CONTENT


async def test_a_weak_tag_is_not_enough_for_a_part(path: Path) -> None:
    etag = (await call(FileResponse(path), http_scope())).headers["etag"]

    assert (await ask(path, "bytes=0-3", if_range=f"W/{etag}")).status == 200


async def test_the_first_of_two_range_headers_counts(path: Path) -> None:
    sent = await call(FileResponse(path), http_scope(headers=[("range", "bytes=0-3"), ("range", "bytes=5-6")]))

    assert sent.body == b"hell"


@pytest.mark.parametrize("value", ["bytes=0-9,20-30", "bytes=0-90000,150000-150001"], ids=["small", "large"])
async def test_says_so_when_the_file_is_shorter_than_its_parts(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 200_000)
    response = FileResponse(path, stat_result=path.stat())
    path.write_bytes(b"short")

    with pytest.raises(RuntimeError, match=f"File at path {path} is shorter than expected."):
        await call(response, http_scope(headers={"range": value}))
