import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from fireweed.concurrency.job import Job
from fireweed.concurrency.pool import get_pool
from fireweed.exceptions import ClientDisconnect
from fireweed.forms.data import FormData
from fireweed.forms.errors import MultiPartException
from fireweed.forms.parsers import FormParser, MultiPartParser
from fireweed.forms.uploads import UploadFile, is_in_memory
from fireweed.http.headers import Headers
from framework.forms.conftest import Disk
from kit.multipart import CONTENT_TYPE, field, file, form, split
from kit.threads import Blockade

MIB = 1024 * 1024
URLENCODED = "application/x-www-form-urlencoded"

SMALL = file("small", "x" * 1000)
LARGE = file("large", b"0123456789" * (3 * MIB // 10))


async def stream(*chunks: bytes, then: Callable[[], Any] | None = None) -> AsyncGenerator[bytes, None]:
    for chunk in chunks:
        yield chunk
    if then is not None:
        await then()


def build_parser(
    source: AsyncGenerator[bytes, None], content_type: str = CONTENT_TYPE, **limits: Any
) -> MultiPartParser:
    return MultiPartParser(Headers({"content-type": content_type}), source, **limits)


async def parse(*chunks: bytes, content_type: str = CONTENT_TYPE, **limits: Any) -> FormData:
    return await build_parser(stream(*chunks), content_type, **limits).parse()


def get_upload(data: FormData, name: str) -> UploadFile:
    upload = data[name]
    assert isinstance(upload, UploadFile)
    return upload


# Urlencoded...


async def test_parses_an_urlencoded_form() -> None:
    parser = FormParser(Headers({"content-type": URLENCODED}), stream(b"a=1&b", b"=2&", b"a=3", b""))

    assert (await parser.parse()).multi_items() == [("a", "1"), ("b", "2"), ("a", "3")]


async def test_holds_an_urlencoded_form_to_its_limits() -> None:
    with pytest.raises(MultiPartException, match="Too many fields"):
        await FormParser(Headers(), stream(b"a&b"), max_fields=1).parse()
    with pytest.raises(MultiPartException, match="Field exceeded maximum size of 1KB"):
        await FormParser(Headers(), stream(b"a=" + b"x" * 1024), max_part_size=1024).parse()


# Multipart...


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
async def test_parses_a_multipart_form_in_any_chunks(size: int) -> None:
    data = await parse(*split(form(field("a", "1"), SMALL, field("a", "2")), size), b"")

    assert data.getlist("a") == ["1", "2"]
    upload = get_upload(data, "small")
    assert (upload.filename, upload.content_type, upload.size) == ("a.txt", "text/plain", 1000)
    assert await upload.read() == b"x" * 1000
    await data.close()


async def test_a_file_that_was_not_selected_is_empty_and_nameless() -> None:
    data = await parse(form(file("a", filename="", content_type="application/octet-stream")))

    upload = get_upload(data, "a")
    assert (upload.filename, upload.size) == ("", 0)
    await data.close()


@pytest.mark.parametrize(
    "content_type",
    [
        'Multipart/Form-Data; Boundary="frontier"',
        "multipart/form-data; charset=utf-8; boundary=frontier;",
        "multipart/form-data;boundary=frontier",
    ],
)
async def test_finds_the_boundary(content_type: str) -> None:
    assert (await parse(form(field("a", "1")), content_type=content_type))["a"] == "1"


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        "x; boundary=frontier",
    ],
)
async def test_misses_the_boundary(content_type: str) -> None:
    with pytest.raises(MultiPartException, match=r"^Missing boundary in multipart\.$"):
        await parse(form(), content_type=content_type)


async def test_uses_the_charset_of_the_content_type() -> None:
    data = await parse(form(field("a", b"\xe9")), content_type=f"{CONTENT_TYPE}; charset=ISO-8859-1")

    assert data["a"] == "é"


async def test_rejects_a_charset_that_is_none() -> None:
    with pytest.raises(MultiPartException, match=r"^Unsupported charset in multipart\.$"):
        await parse(form(), content_type=f"{CONTENT_TYPE}; charset=nope")


async def test_keeps_small_files_in_memory(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireweed.forms.spool.get_pool", None)

    data = await parse(form(SMALL, file("full", b"x" * MIB)))

    assert is_in_memory(get_upload(data, "small").file)
    assert is_in_memory(get_upload(data, "full").file)
    await data.close()
    assert disk.is_clean


@pytest.mark.parametrize("size", [10_000, 100_000, MIB, 10 * MIB])
async def test_keeps_large_files_on_disk(disk: Disk, size: int) -> None:
    data = await parse(*split(form(SMALL, LARGE, field("a"), LARGE.replace(b"large", b"other"), SMALL), size))

    for name in ("large", "other"):
        upload = get_upload(data, name)
        assert not is_in_memory(upload.file)
        content = await upload.read()
        assert (len(content), upload.size) == (3 * MIB // 10 * 10, 3 * MIB // 10 * 10)
        assert content == b"0123456789" * (3 * MIB // 10)
    assert await get_upload(data, "small").read() == b"x" * 1000
    await data.close()
    assert disk.is_clean


async def test_how_much_stays_in_memory_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 999)

    data = await parse(form(SMALL))

    assert not is_in_memory(get_upload(data, "small").file)
    await data.close()


async def test_holds_back_little_of_a_file(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "write_size", 100_000)
    held_back: list[int] = []

    async def watched() -> AsyncGenerator[bytes, None]:
        for chunk in split(form(LARGE), 10_000):
            yield chunk
            held_back.append(parser._spools.unwritten_size)

    parser = build_parser(watched())
    data = await parser.parse()

    assert 0 < max(held_back) < 100_000
    await data.close()


# Nothing is left behind...


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (form(SMALL, LARGE, field("a"), field("b")), "Too many fields"),
        (form(SMALL, LARGE, SMALL), "Too many files"),
        (form(SMALL, LARGE, field("a", "x" * 2000)), "Part exceeded"),
        (form(SMALL, LARGE)[:-5], "Invalid multipart data"),
        (SMALL + LARGE + b"--frontier\r\nbroken\r\n\r\n", "Invalid multipart data"),
        (form(SMALL) + b"x" * 200_000, "Invalid multipart data"),
    ],
    ids=["fields", "files", "field", "truncated", "broken", "epilogue"],
)
async def test_leaves_no_file_when_a_form_is_bad(disk: Disk, body: bytes, message: str) -> None:
    with pytest.raises(MultiPartException, match=message):
        await parse(*split(body, 65536), max_files=2, max_fields=1, max_part_size=1024)

    assert disk.is_clean


@pytest.mark.parametrize("error", [ClientDisconnect, RuntimeError])
async def test_leaves_no_file_when_the_stream_fails(disk: Disk, error: type[Exception]) -> None:
    async def fail() -> None:
        raise error

    with pytest.raises(error):
        await build_parser(stream(SMALL, LARGE, then=fail)).parse()

    assert disk.is_clean


async def test_leaves_no_file_when_the_disk_fails(disk: Disk) -> None:
    def fail() -> None:
        raise OSError("disk full")

    disk.on_write = fail

    with pytest.raises(OSError, match="disk full"):
        await parse(*split(form(SMALL, LARGE), 65536))
    assert disk.is_clean


@pytest.mark.parametrize("begun", [(SMALL,), (SMALL, LARGE)], ids=["in memory", "on disk"])
async def test_leaves_no_file_when_cancelled(disk: Disk, begun: tuple[bytes, ...]) -> None:
    is_waiting = asyncio.Event()

    async def wait() -> None:
        is_waiting.set()
        await asyncio.Event().wait()

    parsing = asyncio.create_task(build_parser(stream(*begun, then=wait)).parse())
    await is_waiting.wait()
    parsing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await parsing
    assert disk.is_clean


async def test_leaves_no_file_when_cancelled_while_it_is_written(disk: Disk) -> None:
    blockade = disk.block_writes()
    parsing = asyncio.create_task(parse(*split(form(LARGE), 65536)))
    await asyncio.to_thread(blockade.wait_begun)
    parsing.cancel()
    await asyncio.sleep(0)
    blockade.release()

    with pytest.raises(asyncio.CancelledError):
        await parsing
    assert disk.is_clean


async def test_deletes_files_although_all_workers_are_busy(disk: Disk) -> None:
    pool = get_pool()
    pool.size = 1
    work = Blockade()
    jobs: list[Job[None]] = []

    async def occupy_and_fail() -> None:
        jobs.append(pool.submit(work))
        await asyncio.to_thread(work.wait_begun)
        raise ClientDisconnect

    with pytest.raises(ClientDisconnect):
        await build_parser(stream(SMALL, LARGE, then=occupy_and_fail)).parse()

    assert disk.is_clean
    work.release()
    await jobs[0]


async def test_leaves_no_file_when_it_is_closed_unfinished(disk: Disk) -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    parsing = build_parser(stream(SMALL, then=wait)).parse()
    parsing.send(None)

    parsing.close()

    assert disk.is_clean


async def test_closes_its_stream() -> None:
    source = stream(b"garbage", form())

    with pytest.raises(MultiPartException):
        await build_parser(source).parse()

    assert [chunk async for chunk in source] == []
