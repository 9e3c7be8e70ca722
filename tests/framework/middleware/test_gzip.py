"""Which responses are compressed, and that clients read what the application wrote."""

import gzip
import threading
import zlib
from typing import Any

import pytest

from fireweed.concurrency import get_pool
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.gzip import (
    DEFAULT_EXCLUDED_CONTENT_TYPES,
    GZipMiddleware,
    GZipResponder,
    IdentityResponder,
    unattached_send,
)
from fireweed.responses import PlainTextResponse
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, HeaderItems, call, http_scope, websocket_scope
from kit.threads import Blockade

GZIP = {"accept-encoding": "gzip"}
LONG = b"long enough " * 100


def sending(*messages: Message) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return app


def start(status: int = 200, **more: Any) -> Message:
    return {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")], **more}


def chunk(body: bytes, *, more_body: bool = True) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more_body}


async def get(app: ASGIApp, headers: HeaderItems = GZIP, **options: Any) -> AsgiRecorder:
    return await call(GZipMiddleware(app, **options), http_scope(headers=headers))


def is_compressed(answer: AsgiRecorder) -> bool:
    return answer.headers.get("content-encoding") == "gzip"


# Whole responses


async def test_long_response_is_compressed() -> None:
    answer = await get(PlainTextResponse(LONG))

    assert gzip.decompress(answer.body) == LONG
    assert answer.headers == {
        "content-type": "text/plain; charset=utf-8",
        "content-encoding": "gzip",
        "content-length": str(len(answer.body)),
        "vary": "Accept-Encoding",
    }


@pytest.mark.parametrize(("size", "expected"), [(499, False), (500, True)])
async def test_size_decides(size: int, expected: bool) -> None:
    answer = await get(answering(b"x" * size))

    assert is_compressed(answer) == expected


async def test_short_response_stays_as_it_is() -> None:
    answer = await get(PlainTextResponse("short"))

    assert (answer.text, answer.headers) == (
        "short",
        {"content-type": "text/plain; charset=utf-8", "content-length": "5"},
    )


async def test_other_clients_get_it_plain_and_caches_know() -> None:
    answer = await get(PlainTextResponse(LONG), headers={})

    assert (answer.body, answer.headers["vary"], answer.headers["content-length"]) == (
        LONG,
        "Accept-Encoding",
        str(len(LONG)),
    )
    assert not is_compressed(answer)


@pytest.mark.parametrize("value", ["identity", "*", "gzip;q=0", "gzip;q=x", ";;;,,,", "gz\xffip"])
async def test_client_that_does_not_name_gzip_gets_it_plain(value: str) -> None:
    answer = await get(PlainTextResponse(LONG), headers={"accept-encoding": value})

    assert answer.body == LONG


async def test_second_header_counts_too() -> None:
    answer = await get(PlainTextResponse(LONG), headers=[("accept-encoding", "br"), ("accept-encoding", "gzip")])

    assert is_compressed(answer)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"Cookie", "Cookie, Accept-Encoding"),
        (b"accept-encoding", "accept-encoding"),
        (b"Cookie, Accept-Encoding", "Cookie, Accept-Encoding"),
    ],
)
async def test_vary_is_completed(given: bytes, expected: str) -> None:
    answer = await get(answering(LONG, headers=[(b"vary", given)]))

    assert answer.headers["vary"] == expected


@pytest.mark.parametrize(("given", "expected"), [(b'"abc"', 'W/"abc"'), (b'W/"abc"', 'W/"abc"')])
async def test_tag_of_a_compressed_response_is_weak(given: bytes, expected: str) -> None:
    answer = await get(answering(LONG, headers=[(b"etag", given)]))

    assert answer.headers["etag"] == expected


async def test_tag_of_a_plain_response_stays_strong() -> None:
    answer = await get(answering(LONG, headers=[(b"etag", b'"abc"')]), headers={})

    assert answer.headers["etag"] == '"abc"'


async def test_response_sent_twice_is_the_same_both_times() -> None:
    response = PlainTextResponse(LONG, headers={"x-a": "1"})

    first, second = await get(response), await get(response)

    assert (first.sent, "content-encoding" in response.headers) == (second.sent, False)


@pytest.mark.parametrize("body", [bytearray(LONG), memoryview(LONG)], ids=["bytearray", "memoryview"])
async def test_buffers_are_compressed(body: Any) -> None:
    answer = await get(answering(body))

    assert gzip.decompress(answer.body) == LONG


async def test_start_without_headers_gets_them() -> None:
    answer = await get(sending({"type": "http.response.start", "status": 200}, chunk(LONG, more_body=False)))

    assert (gzip.decompress(answer.body), answer.headers["vary"]) == (LONG, "Accept-Encoding")


# What is left alone


@pytest.mark.parametrize("status", [204, 206, 304])
async def test_status_without_a_whole_body_is_left_alone(status: int) -> None:
    answer = await get(answering(LONG, status=status), minimum_size=0)

    assert (answer.body, answer.headers) == (LONG, {})


async def test_encoded_response_is_left_alone() -> None:
    answer = await get(answering(LONG, headers=[(b"content-encoding", b"br")]))

    assert (answer.body, answer.headers) == (LONG, {"content-encoding": "br"})


@pytest.mark.parametrize(
    "content_type",
    [
        "application/grpc",
        "application/grpc+proto",
        "application/zip",
        "audio/ogg",
        "font/woff2",
        "Image/PNG",
        "text/event-stream; charset=utf-8",
        "video/mp4",
    ],
)
async def test_type_that_does_not_shrink_is_left_alone(content_type: str) -> None:
    answer = await get(answering(LONG, headers=[(b"content-type", content_type.encode())]))

    assert (answer.body, answer.headers) == (LONG, {"content-type": content_type})


@pytest.mark.parametrize("content_type", ["image/svg+xml", "application/grpcish", "", ";", "text/event"])
async def test_other_types_are_compressed(content_type: str) -> None:
    answer = await get(answering(LONG, headers=[(b"content-type", content_type.encode())]))

    assert is_compressed(answer)


@pytest.mark.parametrize("excluded", [("Text/Plain; charset=utf-8",), ["text/*"], frozenset({"TEXT/PLAIN"})])
async def test_excluded_types_may_be_set(excluded: Any) -> None:
    answer = await get(PlainTextResponse(LONG), exclude_content_types=excluded)

    assert answer.body == LONG


async def test_start_of_an_excluded_type_does_not_wait_for_a_chunk() -> None:
    started = []
    recorder: AsgiRecorder

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(headers=[(b"content-type", b"text/event-stream")]))
        started.append(recorder.response_started)
        await send(chunk(b"", more_body=False))

    recorder = AsgiRecorder(GZipMiddleware(app), http_scope(headers=GZIP))
    await recorder.run()

    assert started == [True]


@pytest.mark.parametrize("message_type", ["http.response.pathsend", "http.response.zerocopysend"])
async def test_file_sent_by_the_server_is_left_alone(message_type: str) -> None:
    messages = [start(), {"type": message_type, "path": "/file"}]

    answer = await get(sending(*messages))

    assert answer.sent == messages


async def test_file_of_an_excluded_type_is_left_alone() -> None:
    messages = [start(206), {"type": "http.response.pathsend", "path": "/file"}]

    answer = await get(sending(*messages))

    assert answer.sent == messages


async def test_websocket_passes() -> None:
    types = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        types.append(scope["type"])

    await AsgiRecorder(GZipMiddleware(app), websocket_scope(headers=GZIP)).run()

    assert types == ["websocket"]


# Streams


async def test_every_chunk_can_be_read_as_it_arrives() -> None:
    chunks = [b"first ", b"second ", b"third"]
    app = sending(start(), *[chunk(body) for body in chunks], chunk(b"", more_body=False))

    answer = await get(app)

    decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert [decompressor.decompress(piece) for piece in answer.body_chunks] == [*chunks, b""]
    assert decompressor.eof


async def test_stream_loses_its_length() -> None:
    app = sending(start(headers=[(b"content-length", b"5")]), chunk(b"he"), chunk(b"llo", more_body=False))

    answer = await get(app)

    assert (gzip.decompress(answer.body), "content-length" in answer.headers) == (b"hello", False)


async def test_stream_for_other_clients_is_marked_only() -> None:
    messages = [start(headers=[(b"content-length", b"5")]), chunk(b"he"), chunk(b"llo", more_body=False)]

    answer = await get(sending(*messages), headers={})

    assert answer.headers == {"content-length": "5", "vary": "Accept-Encoding"}
    assert answer.sent[1:] == messages[1:]


@pytest.mark.parametrize("pieces", [(LONG,), (b"a", b"b")], ids=["whole", "stream"])
async def test_trailers_and_early_hints_pass(pieces: tuple[bytes, ...]) -> None:
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}
    trailers = {"type": "http.response.trailers", "headers": [(b"x-checksum", b"1")], "more_trailers": False}
    bodies = [chunk(piece, more_body=index + 1 < len(pieces)) for index, piece in enumerate(pieces)]

    answer = await get(sending(hint, start(trailers=True), *bodies, trailers))

    assert (answer.sent[0], answer.sent[-1]) == (hint, trailers)
    assert (gzip.decompress(answer.body), "content-length" in answer.headers) == (b"".join(pieces), False)


# Threads


@pytest.mark.parametrize(("size", "in_thread"), [(1000, True), (999, False)])
async def test_big_body_is_compressed_in_a_worker_thread(size: int, in_thread: bool) -> None:
    threads = []

    class Recording(GZipResponder):
        def _compress(self, body: bytes, *, more_body: bool) -> bytes:
            threads.append(threading.current_thread())
            return super()._compress(body, more_body=more_body)

    body = b"x" * size
    app = Recording(answering(body), 500, thread_minimum_size=1000)

    answer = await call(app, http_scope())

    assert gzip.decompress(answer.body) == body
    assert (threads[0] is not threading.main_thread()) == in_thread


async def test_compresses_while_all_threads_of_the_endpoints_are_busy() -> None:
    blockade = Blockade()
    get_pool().size = 1
    blocked = get_pool().submit(blockade)

    answer = await call(GZipMiddleware(answering(LONG), thread_minimum_size=1), http_scope(headers=GZIP))

    assert gzip.decompress(answer.body) == LONG
    blockade.release()
    await blocked


# Errors


async def test_error_before_the_first_chunk_is_answered() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        raise KeyError

    recorder = AsgiRecorder(ServerErrorMiddleware(GZipMiddleware(app)), http_scope(headers=GZIP))
    with pytest.raises(KeyError):
        await recorder.run()

    assert (recorder.status, recorder.text) == (500, "Internal Server Error")


async def test_answer_of_a_boundary_inside_replaces_a_start_that_was_held() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        await send(start(503))
        await send(chunk(b"sorry", more_body=False))

    answer = await get(app)

    assert (answer.status, answer.text, answer.types.count("http.response.start")) == (503, "sorry", 1)


# Seams and settings


async def test_another_encoding_can_be_built_on_the_responder() -> None:
    class Reversing(IdentityResponder):
        content_encoding = "reversed"

        async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
            return body[::-1]

    answer = await call(Reversing(answering(b"abc"), 1), http_scope())

    assert (answer.body, answer.headers["content-encoding"]) == (b"cba", "reversed")


async def test_responder_without_an_encoding_changes_nothing() -> None:
    responder = IdentityResponder(answering(), 1)

    assert await responder.apply_compression(b"abc", more_body=True) == b"abc"


async def test_responder_without_send_says_so() -> None:
    with pytest.raises(RuntimeError, match="call it as an ASGI application"):
        await unattached_send({})


def test_no_default_type_is_listed_twice() -> None:
    assert len(set(DEFAULT_EXCLUDED_CONTENT_TYPES)) == len(DEFAULT_EXCLUDED_CONTENT_TYPES) == 14


@pytest.mark.parametrize("level", [-2, 10, "best", None])
def test_unknown_level_is_refused(level: Any) -> None:
    with pytest.raises(ValueError, match="compresslevel"):
        GZipMiddleware(answering(), compresslevel=level)


@pytest.mark.parametrize("level", [-1, 0, 9])
async def test_every_level_gives_what_clients_can_read(level: int) -> None:
    answer = await get(PlainTextResponse(LONG), compresslevel=level)

    assert gzip.decompress(answer.body) == LONG


def test_text_in_place_of_types_is_refused() -> None:
    with pytest.raises(TypeError, match="exclude_content_types takes a list"):
        GZipMiddleware(answering(), exclude_content_types="text/plain")
