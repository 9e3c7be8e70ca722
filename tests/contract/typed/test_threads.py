"""Plain functions run in worker threads, coroutines on the loop; context variables follow the request."""

import contextvars
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, model_validator

from fireweed import Depends, Fireweed
from fireweed.testclient import TestClient
from kit.endpoints import answering_errors, serve

HERE = threading.get_ident


async def loop_thread() -> int:
    return HERE()


def test_coroutine_runs_on_the_loop() -> None:
    async def endpoint(loop: int = Depends(loop_thread)) -> bool:
        return HERE() == loop

    assert serve(endpoint).get("/").json() is True


def test_plain_function_runs_in_another_thread() -> None:
    def endpoint(loop: int = Depends(loop_thread)) -> bool:
        return HERE() == loop

    assert serve(endpoint).get("/").json() is False


def generating() -> Iterator[int]:
    yield HERE()


async def generating_on_loop() -> AsyncIterator[int]:
    yield HERE()


def plain() -> int:
    return HERE()


class OnLoop:
    async def __call__(self) -> int:
        return HERE()


@pytest.mark.parametrize(
    ("dependency", "on_loop"), [(plain, False), (generating, False), (generating_on_loop, True), (OnLoop(), True)]
)
def test_dependency_runs_where_its_kind_belongs(dependency: Any, on_loop: bool) -> None:
    async def endpoint(thread: int = Depends(dependency)) -> bool:
        return thread == HERE()

    assert serve(endpoint).get("/").json() is on_loop


class WhereValidated(BaseModel):
    thread: int

    @model_validator(mode="before")
    @classmethod
    def note(cls, _: Any) -> dict[str, int]:
        return {"thread": HERE()}


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_answer_is_made_where_the_endpoint_runs(is_async: bool) -> None:
    threads: list[int] = []

    async def endpoint() -> Any:
        threads.append(HERE())
        return {}

    def endpoint_in_thread() -> Any:
        threads.append(HERE())
        return {}

    client = serve(endpoint if is_async else endpoint_in_thread, response_model=WhereValidated)

    assert client.get("/").json()["thread"] == threads[0]


# Context variables...

VARIABLE = contextvars.ContextVar("VARIABLE", default="none")


async def setting() -> None:
    VARIABLE.set("set")


def setting_in_thread() -> None:
    VARIABLE.set("set in thread")


def seen_by_dependency(x: None = Depends(setting)) -> str:
    return VARIABLE.get()


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
@pytest.mark.parametrize(
    ("dependency", "seen"), [(setting, "set"), (setting_in_thread, "none")], ids=["loop", "thread"]
)
def test_variable_set_on_the_loop_is_seen_afterwards(is_async: bool, dependency: Any, seen: str) -> None:
    async def endpoint(x: None = Depends(dependency)) -> str:
        return VARIABLE.get()

    def endpoint_in_thread(x: None = Depends(dependency)) -> str:
        return VARIABLE.get()

    assert serve(endpoint if is_async else endpoint_in_thread).get("/").json() == seen


def test_variable_set_on_the_loop_is_seen_by_dependencies_in_threads() -> None:
    def endpoint(seen: str = Depends(seen_by_dependency)) -> str:
        return seen

    assert serve(endpoint).get("/").json() == "set"


def test_variable_does_not_leak_into_the_next_request() -> None:
    app = Fireweed()

    @app.get("/set")
    async def set_(x: None = Depends(setting)) -> None: ...

    @app.get("/get")
    async def get() -> str:
        return VARIABLE.get()

    client = TestClient(app)
    client.get("/set")

    assert client.get("/get").json() == "none"


# Exceptions...


@pytest.mark.parametrize("error", [LookupError("x"), StopIteration("x")], ids=repr)
def test_exception_in_a_thread_is_500(error: Exception) -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint() -> None:
        raise error

    assert answering_errors(app).get("/").status_code == 500


def test_traceback_of_a_thread_ends_in_the_code_of_the_user() -> None:
    def endpoint() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError) as caught:
        serve(endpoint).get("/")

    assert caught.traceback[-1].name == "endpoint"
