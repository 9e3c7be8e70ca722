"""The loop of a client: what lives on between calls, and calls from threads and coroutines."""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar

import httpx2
import pytest

from fireweed.exceptions import FireweedError
from fireweed.testclient import TestClient
from fireweed.testclient.loop import LoopDriver
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering, wait_forever, with_lifespan


def spawning(tasks: list[asyncio.Task[None]]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        tasks.append(asyncio.create_task(wait_forever()))
        await answering()(scope, receive, send)

    return app


def test_cancels_what_a_request_leaves_running() -> None:
    tasks: list[asyncio.Task[None]] = []

    TestClient(spawning(tasks)).get("/")

    assert tasks[0].cancelled()


def test_lets_tasks_run_on_within_a_block() -> None:
    tasks: list[asyncio.Task[None]] = []

    with TestClient(with_lifespan(spawning(tasks))) as client:
        client.get("/")
        client.get("/")
        pending = [not task.done() for task in tasks]

    assert pending == [True, True]
    assert [task.cancelled() for task in tasks] == [True, True]


def test_runs_the_application_in_the_calling_thread() -> None:
    threads: list[threading.Thread] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        threads.append(threading.current_thread())
        await answering()(scope, receive, send)

    TestClient(app).get("/")

    assert threads == [threading.current_thread()]


def test_shows_the_application_the_context_of_the_caller() -> None:
    tenant: ContextVar[str] = ContextVar("tenant", default="none")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(tenant.get().encode())(scope, receive, send)

    token = tenant.set("acme")
    text = TestClient(app).get("/").text
    tenant.reset(token)

    assert text == "acme"


async def test_works_within_a_coroutine() -> None:
    events: list[str] = []

    with TestClient(with_lifespan(answering(b"hello"), events)) as client:
        text = client.get("/").text

    assert text == "hello"
    assert events == ["startup", "shutdown"]


async def test_carries_the_context_of_a_coroutine() -> None:
    tenant: ContextVar[str] = ContextVar("tenant")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(tenant.get().encode())(scope, receive, send)

    tenant.set("acme")

    assert TestClient(app).get("/").text == "acme"


def test_serves_threads_at_the_same_time() -> None:
    everybody = asyncio.Barrier(4)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await everybody.wait()
        await answering(b"together")(scope, receive, send)

    client = TestClient(app)
    with ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(lambda _: client.get("/").text, range(4)))

    assert texts == ["together"] * 4


def test_hands_the_loop_to_a_thread_that_still_waits() -> None:
    first_is_over = threading.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/second":
            await asyncio.get_running_loop().run_in_executor(None, first_is_over.wait)
        else:
            second.append(threads.submit(client.get, "/second"))
        await answering(b"answered")(scope, receive, send)

    client = TestClient(with_lifespan(app))
    second: list[Future[httpx2.Response]] = []
    with ThreadPoolExecutor(1) as threads, client:
        client.get("/first")
        first_is_over.set()

        assert second[0].result().text == "answered"


def test_answers_the_application_itself_from_another_thread() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/inner":
            await answering(b"inner")(scope, receive, send)
            return
        inner = await asyncio.get_running_loop().run_in_executor(None, client.get, "/inner")
        await answering(b"outer and " + inner.content)(scope, receive, send)

    with TestClient(with_lifespan(app)) as client:
        assert client.get("/outer").text == "outer and inner"


def test_refuses_to_wait_for_itself() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        client.get("/inner")

    client = TestClient(app)

    with pytest.raises(FireweedError, match="called by the application it is testing"):
        client.get("/outer")


def test_tests_another_application_within_one() -> None:
    inner = TestClient(answering(b"inner"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(inner.get("/").content)(scope, receive, send)

    assert TestClient(app).get("/").text == "inner"


def test_closes_the_loop_with_the_client() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await answering()(scope, receive, send)

    client = TestClient(app)
    client.get("/")
    client.close()

    assert loops[0].is_closed()


def test_closes_the_loop_of_a_client_that_is_forgotten() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await answering()(scope, receive, send)

    TestClient(app).get("/")

    assert loops[0].is_closed()


async def test_closes_within_a_coroutine_of_another_loop() -> None:
    driver = LoopDriver(asyncio.new_event_loop)
    driver.run(asyncio.sleep(0))

    driver.close()

    assert driver.run(asyncio.sleep(0, "open again")) == "open again"
    driver.close()
