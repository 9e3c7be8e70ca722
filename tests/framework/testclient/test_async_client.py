"""The test client for coroutines: lifespan, requests, errors and streams on the loop of the test."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from fireweed.exceptions import FireweedDeprecationWarning, FireweedError
from fireweed.testclient import AsyncTestClient
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering, keeping_scopes, wait_forever, with_lifespan

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 10.0


async def test_returns_the_response() -> None:
    client = AsyncTestClient(answering(b"made", status=201, headers=[(b"x-id", b"7")]))

    response = await client.post("/")

    assert (response.status_code, response.text, response.headers["x-id"]) == (201, "made", "7")


async def test_runs_the_application_on_the_loop_of_the_test() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await with_lifespan(answering())(scope, receive, send)

    async with AsyncTestClient(app) as client:
        await client.get("/")

    assert loops == [asyncio.get_running_loop()] * 2


async def test_describes_requests_as_its_options_say() -> None:
    scopes: list[Scope] = []
    client = AsyncTestClient(
        keeping_scopes(scopes),
        base_url="https://example.org",
        root_path="/api",
        headers={"x-test": "yes"},
        cookies={"theme": "dark"},
        client=("10.0.0.1", 7),
    )

    await client.get("/path?q=1")

    [scope] = scopes
    headers = dict(scope["headers"])
    assert (scope["scheme"], scope["path"], scope["query_string"]) == ("https", "/path", b"q=1")
    assert (scope["root_path"], scope["client"], scope["server"]) == ("/api", ("10.0.0.1", 7), ["example.org", 443])
    assert (headers[b"x-test"], headers[b"cookie"], headers[b"user-agent"]) == (b"yes", b"theme=dark", b"testclient")


@pytest.mark.parametrize(("follows", "status"), [(True, 200), (False, 307)])
async def test_follows_redirects_unless_told_otherwise(follows: bool, status: int) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_new = scope["path"] == "/new"
        await (answering() if is_new else answering(status=307, headers=[(b"location", b"/new")]))(scope, receive, send)

    response = await AsyncTestClient(app, follow_redirects=follows).get("/old")

    assert response.status_code == status


async def test_keeps_cookies_between_requests() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await answering(headers=[(b"set-cookie", b"session=1")])(scope, receive, send)

    client = AsyncTestClient(app)
    await client.get("/")
    await client.get("/")

    assert dict(scopes[1]["headers"])[b"cookie"] == b"session=1"


async def test_warns_of_timeouts() -> None:
    client = AsyncTestClient(answering())

    with pytest.warns(FireweedDeprecationWarning, match="no timeouts") as warned:
        await client.get("/", timeout=3)

    assert warned[0].filename == __file__


async def test_answers_requests_side_by_side() -> None:
    arrived = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/waits":
            await arrived.wait()
        arrived.set()
        await answering(scope["path"].encode())(scope, receive, send)

    client = AsyncTestClient(app)

    responses = await asyncio.gather(client.get("/waits"), client.get("/comes"))

    assert [response.text for response in responses] == ["/waits", "/comes"]


# Lifespan


async def test_runs_the_lifespan_around_the_block() -> None:
    events: list[str] = []

    async with AsyncTestClient(with_lifespan(answering(), events)):
        events.append("block")

    assert events == ["startup", "block", "shutdown"]


async def test_runs_no_lifespan_without_a_block() -> None:
    events: list[str] = []

    await AsyncTestClient(with_lifespan(answering(), events)).get("/")

    assert events == []


async def test_gives_each_request_a_copy_of_the_state() -> None:
    scopes: list[Scope] = []

    async with AsyncTestClient(with_lifespan(keeping_scopes(scopes), pool="pool")) as client:
        await client.get("/")
        scopes[0]["state"]["pool"] = "other"
        await client.get("/")

        assert client.app_state == {"pool": "pool"}

    assert scopes[1]["state"] == {"pool": "pool"}


async def test_raises_the_error_of_a_failed_start_up() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await AsyncTestClient(app).__aenter__()


async def test_raises_when_the_shutdown_reports_failure() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "no database"})

    with pytest.raises(FireweedError, match="no database"):
        async with AsyncTestClient(app):
            pass


# Errors


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("broken")


async def test_raises_what_the_application_raises() -> None:
    with pytest.raises(ValueError, match="broken"):
        await AsyncTestClient(fail).get("/")


async def test_answers_500_when_errors_are_not_to_be_raised() -> None:
    response = await AsyncTestClient(fail, raise_server_exceptions=False).get("/")

    assert (response.status_code, response.content) == (500, b"")


async def test_raises_when_there_is_no_response() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        pass

    with pytest.raises(AssertionError, match="did not receive any response"):
        await AsyncTestClient(app).get("/")


async def test_raises_an_error_after_the_response() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering()(scope, receive, send)
        await fail(scope, receive, send)

    with pytest.raises(ValueError, match="broken"):
        await AsyncTestClient(app).get("/")


async def test_waits_for_work_after_the_response() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering()(scope, receive, send)
        await asyncio.sleep(0)
        events.append("background")

    await AsyncTestClient(app).get("/")

    assert events == ["background"]


async def test_a_request_that_is_cancelled_ends_the_application() -> None:
    started = asyncio.Event()
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        started.set()
        try:
            await wait_forever()
        finally:
            events.append("ended")
            raise ValueError("of the clean-up")

    request = asyncio.create_task(AsyncTestClient(app).get("/"))
    await started.wait()
    request.cancel()
    await asyncio.wait([request])

    assert request.cancelled()
    assert events == ["ended"]


# Bodies of requests


def collecting(messages: list[Message]) -> ASGIApp:
    """Collects the messages of the body."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        more_body = True
        while more_body:
            messages.append(await receive())
            more_body = messages[-1]["more_body"]
        await answering()(scope, receive, send)

    return app


@pytest.mark.parametrize(
    "body",
    [{"json": {"a": 1}}, {"files": {"file": b"content"}}, {"data": {"a": "1"}}, {}],
    ids=lambda body: "+".join(body),
)
async def test_sends_a_body_in_one_piece_in_one_message(body: dict[str, object]) -> None:
    messages: list[Message] = []

    await AsyncTestClient(collecting(messages)).post("/", **body)  # type: ignore[arg-type]  # one option of many

    assert messages[-1]["more_body"] is False
    assert b"".join(message["body"] for message in messages) or not body


async def test_sends_chunks_as_they_are_made() -> None:
    messages: list[Message] = []
    seen: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"a", b"b"):
            seen.append(len(messages))
            yield chunk

    await AsyncTestClient(collecting(messages)).post("/", content=chunks())

    assert [(message["body"], message["more_body"]) for message in messages] == [
        (b"a", True),
        (b"b", True),
        (b"", False),
    ]
    assert seen == [0, 1]


async def test_no_chunk_is_lost_when_the_application_only_looks_for_one() -> None:
    go_on = asyncio.Event()
    messages: list[Message] = []

    async def chunks() -> AsyncIterator[bytes]:
        await go_on.wait()
        yield b"late"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        looking = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait([looking])
        go_on.set()
        await collecting(messages)(scope, receive, send)

    await AsyncTestClient(app).post("/", content=chunks())

    assert [message["body"] for message in messages] == [b"late", b""]


async def test_an_application_may_leave_the_body_unread() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        await wait_forever()
        yield b"never"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        looking = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait([looking])
        await answering(b"refused", status=413)(scope, receive, send)

    response = await AsyncTestClient(app).post("/", content=chunks())

    assert response.status_code == 413


# Streams


def streaming(chunks: int, events: list[str]) -> ASGIApp:
    """Sends chunks, then never ends."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        try:
            for number in range(chunks):
                await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
            await wait_forever()
        except asyncio.CancelledError:
            events.append("cancelled")
            raise

    return app


async def test_gives_head_and_chunks_before_the_application_ends() -> None:
    async with AsyncTestClient(streaming(2, [])).stream("GET", "/") as response:
        chunks = response.aiter_raw()

        assert response.status_code == 200
        assert [await anext(chunks), await anext(chunks)] == [b"0", b"1"]


async def test_cancels_an_application_that_does_not_notice_the_early_end() -> None:
    events: list[str] = []

    async with AsyncTestClient(streaming(5, events)).stream("GET", "/") as response:
        await anext(response.aiter_raw())

    assert events == ["cancelled"]


async def test_tells_the_application_of_the_early_end() -> None:
    received: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        received.append(await receive())

    async with AsyncTestClient(app).stream("GET", "/") as response:
        await anext(response.aiter_raw())
        assert received == []

    assert received == [{"type": "http.disconnect"}]


async def test_an_application_that_noticed_the_early_end_may_clean_up() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        await receive()
        for _ in range(100):
            await asyncio.sleep(0)
        events.append("cleaned up")

    async with AsyncTestClient(app).stream("GET", "/"):
        pass

    assert events == ["cleaned up"]


async def test_raises_an_error_where_the_body_breaks_off() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await send({"type": "http.response.body", "body": b"second", "more_body": True})
        await fail(scope, receive, send)

    async with AsyncTestClient(app).stream("GET", "/") as response:
        chunks = response.aiter_raw()
        assert [await anext(chunks), await anext(chunks)] == [b"first", b"second"]

        with pytest.raises(ValueError, match="broken"):
            await anext(chunks)


async def test_raises_an_error_of_the_clean_up_after_an_early_end() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        try:
            await wait_forever()
        finally:
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        async with AsyncTestClient(app).stream("GET", "/"):
            pass


async def test_collects_trailers() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "trailers": True})
        await send({"type": "http.response.body", "body": b"body"})
        await send({"type": "http.response.trailers", "headers": [(b"a", b"1")]})

    response = await AsyncTestClient(app).get("/")

    assert response.extensions["http.response.trailers"] == [(b"a", b"1")]


async def test_an_application_can_send_requests_to_itself() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        inner = await client.get("/inner") if scope["path"] == "/outer" else None
        await answering(inner.content + b" outer" if inner else b"inner")(scope, receive, send)

    client = AsyncTestClient(app)

    async with asyncio.timeout(HANG_LIMIT):
        assert (await client.get("/outer")).text == "inner outer"
