"""Dependencies that yield: when they are closed, and what exceptions do to them."""

import contextvars
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fireweed import BackgroundTasks, Depends, Fireweed, HTTPException
from fireweed.exceptions import DependencyScopeError, FireweedError, RequestValidationError, ResponseValidationError
from fireweed.responses import JSONResponse, StreamingResponse
from fireweed.testclient import TestClient
from kit.endpoints import answering_errors


class Log:
    """What happened, in order; its dependencies note when they are opened and closed, and what they see."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def note(self, event: str) -> None:
        self.events.append(event)

    def dependency(self, name: str, scope: Any = None, *, is_sync: bool = False) -> Any:
        def in_thread() -> Iterator[str]:
            self.note(f"{name} opened")
            try:
                yield name
            except BaseException as error:
                self.note(f"{name} saw {type(error).__name__}")
                raise
            finally:
                self.note(f"{name} closed")

        async def in_loop() -> AsyncIterator[str]:
            self.note(f"{name} opened")
            try:
                yield name
            except BaseException as error:
                self.note(f"{name} saw {type(error).__name__}")
                raise
            finally:
                self.note(f"{name} closed")

        return Depends(in_thread if is_sync else in_loop, scope=scope)

    @property
    def response_class(self) -> type[JSONResponse]:
        """A response class that notes when it is sent."""
        log = self

        class Noted(JSONResponse):
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                log.note("sending")
                await super().__call__(scope, receive, send)

        return Noted


@pytest.fixture
def log() -> Log:
    return Log()


def serve(endpoint: Any, **options: Any) -> TestClient:
    app = Fireweed()
    app.add_api_route("/", endpoint, **options)
    return answering_errors(app)


# When...


@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
def test_last_opened_is_closed_first(log: Log, is_sync: bool) -> None:
    first, second = log.dependency("first", is_sync=is_sync), log.dependency("second", is_sync=not is_sync)

    def endpoint(a: str = first, b: str = second) -> list[str]:
        log.note("endpoint")
        return [a, b]

    assert serve(endpoint).get("/").json() == ["first", "second"]
    assert log.events == ["first opened", "second opened", "endpoint", "second closed", "first closed"]


@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
def test_function_scope_closes_before_the_answer_is_sent_and_request_scope_after_tasks(log: Log, is_sync: bool) -> None:
    def endpoint(
        tasks: BackgroundTasks,
        a: str = log.dependency("request", is_sync=is_sync),
        b: str = log.dependency("function", "function", is_sync=is_sync),
    ) -> int:
        tasks.add_task(log.note, "task")
        log.note("endpoint")
        return 1

    serve(endpoint, response_class=log.response_class).get("/")

    assert log.events == [
        "request opened",
        "function opened",
        "endpoint",
        "function closed",
        "sending",
        "task",
        "request closed",
    ]


def test_response_of_the_endpoint_is_sent_before_request_scope_closes(log: Log) -> None:
    def endpoint(a: str = log.dependency("request")) -> JSONResponse:
        return log.response_class(1)

    serve(endpoint).get("/")

    assert log.events == ["request opened", "sending", "request closed"]


def test_stream_runs_while_request_scope_is_open(log: Log) -> None:
    async def chunks() -> AsyncIterator[str]:
        for number in range(2):
            log.note(f"chunk {number}")
            yield str(number)

    def endpoint(a: str = log.dependency("request")) -> StreamingResponse:
        return StreamingResponse(chunks())

    assert serve(endpoint).get("/").text == "01"
    assert log.events == ["request opened", "chunk 0", "chunk 1", "request closed"]


def test_inner_dependency_is_closed_after_the_outer_one(log: Log) -> None:
    inner = log.dependency("inner")

    async def outer(x: str = inner) -> AsyncIterator[str]:
        log.note("outer opened")
        yield x
        log.note("outer closed")

    def endpoint(a: str = Depends(outer), b: str = inner) -> None: ...

    serve(endpoint).get("/")

    assert log.events == ["inner opened", "outer opened", "outer closed", "inner closed"]


def test_one_callable_with_two_scopes_is_opened_twice(log: Log) -> None:
    callable_ = log.dependency("it").dependency

    def endpoint(a: str = Depends(callable_, scope="function"), b: str = Depends(callable_)) -> None: ...

    serve(endpoint).get("/")

    assert log.events == ["it opened", "it opened", "it closed", "it closed"]


# Exceptions seen...


@pytest.mark.parametrize(
    ("error", "status"),
    [(HTTPException(418), 418), (RequestValidationError([]), 422), (RuntimeError("x"), 500)],
    ids=["http", "validation", "other"],
)
@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
def test_exception_of_the_endpoint_is_seen_by_all_that_is_open(
    log: Log, error: Exception, status: int, is_sync: bool
) -> None:
    def endpoint(
        a: str = log.dependency("a", is_sync=is_sync), b: str = log.dependency("b", "function", is_sync=is_sync)
    ) -> None:
        raise error

    response = serve(endpoint).get("/")

    kind = type(error).__name__
    assert response.status_code == status
    assert log.events[2:] == [f"b saw {kind}", "b closed", f"a saw {kind}", "a closed"]


def test_exception_of_a_dependency_is_seen_by_those_opened_before(log: Log) -> None:
    async def refuse() -> None:
        raise HTTPException(403)

    def endpoint(a: str = log.dependency("a"), x: None = Depends(refuse), b: str = log.dependency("b")) -> None: ...

    assert serve(endpoint).get("/").status_code == 403
    assert log.events == ["a opened", "a saw HTTPException", "a closed"]


def test_invalid_parameters_are_seen_by_what_was_opened(log: Log) -> None:
    def endpoint(q: int, a: str = log.dependency("a")) -> None: ...

    assert serve(endpoint).get("/").status_code == 422
    assert log.events == ["a opened", "a saw RequestValidationError", "a closed"]


def test_invalid_answer_is_seen(log: Log) -> None:
    def endpoint(a: str = log.dependency("a")) -> int:
        return "x"  # type: ignore[return-value]  # the mistake that is tested

    assert serve(endpoint).get("/").status_code == 500
    assert log.events == ["a opened", f"a saw {ResponseValidationError.__name__}", "a closed"]


# Exceptions changed...


def test_exception_may_be_turned_into_an_answer() -> None:
    async def translating() -> AsyncIterator[None]:
        try:
            yield
        except KeyError as error:
            raise HTTPException(404, "translated") from error

    def endpoint(x: None = Depends(translating)) -> None:
        raise KeyError

    response = serve(endpoint).get("/")

    assert (response.status_code, response.json()) == (404, {"detail": "translated"})


def test_exception_may_be_turned_into_another_that_has_a_handler() -> None:
    def translating() -> Iterator[None]:
        try:
            yield
        except KeyError as error:
            raise LookupError("translated") from error

    app = Fireweed()

    @app.exception_handler(LookupError)
    def handle(request: Any, error: Any) -> JSONResponse:
        return JSONResponse(str(error), 444)

    @app.get("/")
    def endpoint(x: None = Depends(translating)) -> None:
        raise KeyError

    response = TestClient(app).get("/")

    assert (response.status_code, response.json()) == (444, "translated")


@pytest.mark.parametrize("scope", ["function", "request"])
@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
def test_exception_that_is_swallowed_is_a_mistake(scope: Any, is_sync: bool) -> None:
    async def swallowing() -> AsyncIterator[None]:
        try:
            yield
        except KeyError:
            return

    def swallowing_in_thread() -> Iterator[None]:
        try:
            yield
        except KeyError:
            return

    app = Fireweed()

    @app.get("/")
    def endpoint(x: None = Depends(swallowing_in_thread if is_sync else swallowing, scope=scope)) -> None:
        raise KeyError

    with pytest.raises(FireweedError, match=r"^Response not awaited\. There's a high chance that the application"):
        TestClient(app).get("/")
    assert answering_errors(app).get("/").status_code == 500


async def failing_late() -> AsyncIterator[None]:
    yield
    raise HTTPException(503, "late")


def test_exception_after_yield_is_the_answer_in_function_scope() -> None:
    def endpoint(x: None = Depends(failing_late, scope="function")) -> str:
        return "ok"

    response = serve(endpoint).get("/")

    assert (response.status_code, response.json()) == (503, {"detail": "late"})


def test_exception_after_yield_is_too_late_in_request_scope() -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint(x: None = Depends(failing_late)) -> str:
        return "ok"

    assert answering_errors(app).get("/").json() == "ok"
    with pytest.raises(RuntimeError, match="Caught handled exception, but response already started"):
        TestClient(app).get("/")


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("is_sync", [False, True], ids=["async", "sync"])
def test_generator_must_yield_once(count: int, is_sync: bool) -> None:
    async def wrong() -> AsyncIterator[int]:
        for number in range(count):
            yield number

    def wrong_in_thread() -> Iterator[int]:
        yield from range(count)

    def endpoint(x: int = Depends(wrong_in_thread if is_sync else wrong, scope="function")) -> str:
        return "ok"

    assert serve(endpoint).get("/").status_code == 500


# Scopes and context...


def test_request_scope_cannot_depend_on_function_scope(log: Log) -> None:
    def outer(x: str = log.dependency("inner", "function")) -> Iterator[str]:
        yield x

    app = Fireweed()

    with pytest.raises(
        DependencyScopeError, match=r'The dependency "outer" has a scope of "request", it cannot depend'
    ):
        app.get("/")(lambda x=Depends(outer): x)


def test_context_set_by_an_async_generator_lasts_until_it_is_closed() -> None:
    variable = contextvars.ContextVar("variable", default="none")

    async def setting() -> AsyncIterator[None]:
        token = variable.set("set")
        yield
        variable.reset(token)

    def endpoint(x: None = Depends(setting)) -> str:
        return variable.get()

    assert serve(endpoint).get("/").json() == "set"
    assert variable.get() == "none"


def test_traceback_ends_in_the_code_of_the_user() -> None:
    async def failing() -> AsyncIterator[None]:
        yield
        raise LookupError("here")

    app = Fireweed()

    @app.get("/")
    def endpoint(x: None = Depends(failing)) -> None: ...

    with pytest.raises(LookupError) as caught:
        TestClient(app).get("/")

    assert caught.traceback[-1].name == "failing"
