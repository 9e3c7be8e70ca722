from collections.abc import AsyncIterator
from typing import Any

import pytest

from fireweed import Depends, Request, Response
from fireweed.endpoint.request_handler import RequestHandler, build_request_handler, wrap_request_handler
from fireweed.exceptions import FireweedError, RequestValidationError
from kit.asgi import AsgiRecorder, call, http_scope
from kit.endpoints import JSON
from kit.plans import plan_for


def handler_for(endpoint: Any, **options: Any) -> RequestHandler:
    return build_request_handler(plan_for(endpoint, **options))


async def test_request_becomes_a_response() -> None:
    async def endpoint(q: int, item: dict[str, int]) -> dict[str, int]:
        return {"q": q, **item}

    app = wrap_request_handler(handler_for(endpoint, status_code=201))
    answer = await call(app, http_scope("POST", query="q=1", headers=JSON), body=b'{"a":2}')

    assert (answer.status, answer.body) == (201, b'{"q":1,"a":2}')
    assert answer.headers == {"content-type": "application/json", "content-length": "13"}


async def test_response_can_be_changed_before_it_is_sent() -> None:
    async def endpoint() -> int:
        return 1

    inner = handler_for(endpoint)

    async def handle(request: Request) -> Response:
        response = await inner(request)
        response.headers["x-method"] = request.method
        return response

    answer = await call(wrap_request_handler(handle), http_scope("PUT"))

    assert answer.headers["x-method"] == "PUT"


async def test_everything_is_read_from_the_request_that_is_passed_on() -> None:
    async def endpoint(request: Request, x_a: str = "none") -> str:
        return f"{x_a} {type(request).__name__}"

    class Decoded(Request):
        pass

    inner = handler_for(endpoint)

    async def handle(request: Request) -> Response:
        return await inner(Decoded({**request.scope, "query_string": b"x_a=1"}, request.receive))

    answer = await call(wrap_request_handler(handle), http_scope())

    assert answer.body == b'"1 Decoded"'


async def test_error_names_method_and_mount() -> None:
    async def endpoint(q: int) -> None: ...

    with pytest.raises(RequestValidationError) as caught:
        await call(wrap_request_handler(handler_for(endpoint)), http_scope("PUT", root_path="/api"))

    assert caught.value.endpoint_path == "PUT /api/items"


async def test_dependencies_are_closed_around_the_sending() -> None:
    events: list[str] = []

    def closing(name: str) -> Any:
        async def dependency() -> AsyncIterator[None]:
            yield
            events.append(f"{name} closed after {len(recorder.sent)}")

        return dependency

    async def endpoint(
        a: None = Depends(closing("request")), b: None = Depends(closing("function"), scope="function")
    ) -> None: ...

    recorder = AsgiRecorder(wrap_request_handler(handler_for(endpoint)), http_scope())
    await recorder.run()

    assert events == ["function closed after 0", "request closed after 2"]


@pytest.mark.parametrize("scope", ["function", "request"])
async def test_swallowed_exception_is_an_error(scope: Any) -> None:
    async def swallowing() -> AsyncIterator[None]:
        try:
            yield
        except ValueError:
            return

    async def endpoint(x: None = Depends(swallowing, scope=scope)) -> None:
        raise ValueError

    with pytest.raises(FireweedError, match="Response not awaited"):
        await call(wrap_request_handler(handler_for(endpoint)), http_scope())
