import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fireweed import Depends, Request
from fireweed.endpoint.cleanup import CleanupStacks
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.invocation import call_dependencies, call_valid_dependencies
from kit.asgi import http_scope
from kit.plans import plan_for


class Log:
    """What was called, in order."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def call(self, x: int = 1) -> int:
        self.events.append(f"call {x}")
        return x + 1

    async def acall(self, x: int = 1) -> int:
        self.events.append(f"acall {x}")
        return x + 1

    def open(self, x: int = 1) -> Iterator[int]:
        self.events.append(f"open {x}")
        yield x + 1
        self.events.append(f"close {x}")

    async def aopen(self, x: int = 1) -> AsyncIterator[int]:
        self.events.append(f"aopen {x}")
        yield x + 1
        self.events.append(f"aclose {x}")


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.mark.parametrize("name", ["call", "acall", "open", "aopen"])
async def test_every_kind_of_dependency_gives_its_value(log: Log, name: str) -> None:
    def endpoint(y: int = Depends(getattr(log, name))) -> None: ...

    stacks = CleanupStacks()
    async with stacks.request:
        arguments = await call_dependencies(plan_for(endpoint), [{"x": 5}, {}], None, stacks)

    assert arguments == {"y": 6}
    assert log.events[0] == f"{name} 5"


async def test_values_are_passed_on_by_name(log: Log) -> None:
    async def inner() -> int:
        return 1

    async def outer(a: int = Depends(inner)) -> int:
        return a + 10

    def endpoint(b: int = Depends(outer), c: int = Depends(inner)) -> None: ...

    assert await call_dependencies(plan_for(endpoint), [{}, {}, {}], None, None) == {"b": 11, "c": 1}


async def test_specials_are_given_to_dependencies_and_endpoint() -> None:
    async def dependency(request: Request) -> Request:
        return request

    def endpoint(request: Request, same: Any = Depends(dependency)) -> None: ...

    injection = Injection(Request(http_scope()))
    arguments = await call_dependencies(plan_for(endpoint), [{}, {}], injection, None)

    assert arguments["request"] is arguments["same"] is injection.connection


async def test_plain_function_is_called_in_a_worker_thread() -> None:
    def dependency() -> int:
        return threading.get_ident()

    def endpoint(thread: int = Depends(dependency)) -> None: ...

    arguments = await call_dependencies(plan_for(endpoint), [{}, {}], None, None)

    assert arguments["thread"] != threading.get_ident()


async def test_generators_are_closed_by_the_stack_of_their_lifetime(log: Log) -> None:
    def endpoint(a: int = Depends(log.open, scope="function"), b: int = Depends(log.aopen)) -> None: ...

    stacks = CleanupStacks()
    async with stacks.request:
        async with stacks.function:
            await call_dependencies(plan_for(endpoint), [{"x": 1}, {"x": 2}, {}], None, stacks)
        log.events.append("between")

    assert log.events == ["open 1", "aopen 2", "close 1", "between", "aclose 2"]


async def test_invalid_dependency_and_its_dependants_are_not_called(log: Log) -> None:
    async def dependant(a: int = Depends(log.acall)) -> int:
        log.events.append("dependant")
        return a

    async def other() -> int:
        log.events.append("other")
        return 1

    def endpoint(x: int = Depends(dependant), y: int = Depends(other)) -> None: ...

    await call_valid_dependencies(plan_for(endpoint), [None, {}, {}, {}], None, None)

    assert log.events == ["other"]


async def test_valid_dependencies_are_called_with_their_values(log: Log) -> None:
    async def dependant(request: Request, x: int = Depends(log.acall)) -> None:
        log.events.append(f"dependant {x} {request.method}")

    def endpoint(y: None = Depends(dependant)) -> None: ...

    injection = Injection(Request(http_scope("PUT")))
    await call_valid_dependencies(plan_for(endpoint), [{"x": 4}, {}, None], injection, None)

    assert log.events == ["acall 4", "dependant 5 PUT"]
