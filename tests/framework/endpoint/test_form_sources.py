import io
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from fireweed import File, Form, UploadFile
from fireweed.endpoint.form_sources import FORM_KEY, build_form_collector, read_form_of
from fireweed.endpoint.graph import GraphBuilder
from fireweed.exceptions import BaseHTTPException
from fireweed.forms import FormData, FormLimits
from fireweed.requests import Request
from kit.asgi import http_scope
from kit.forms import URLENCODED


async def collect(endpoint: Callable[..., Any], form: FormData) -> dict[str, Any]:
    """The raw request that an endpoint gets of a form."""
    raw: dict[str, Any] = {}
    await build_form_collector(GraphBuilder().build_call(endpoint).fields)(form, raw)
    assert raw.pop(FORM_KEY) is form
    return raw


def upload(content: bytes = b"", filename: str = "a.txt") -> UploadFile:
    return UploadFile(io.BytesIO(content), size=len(content), filename=filename)


async def test_only_what_was_filled_in_is_collected() -> None:
    async def endpoint(a: Annotated[str, Form()], b: UploadFile) -> None: ...

    chosen = upload()
    form = FormData([("a", "1"), ("a", ""), ("b", chosen), ("c", "2"), ("d", upload(filename=""))])

    assert await collect(endpoint, form) == {"body": {"b": chosen, "c": "2"}}


async def test_lists_are_collected_for_the_names_that_want_them() -> None:
    async def endpoint(a: Annotated[list[str], Form()], b: list[UploadFile]) -> None: ...

    chosen = upload()
    form = FormData([("a", "1"), ("a", ""), ("b", chosen), ("b", upload(filename="")), ("c", "2")])

    assert (await collect(endpoint, form))["body_lists"] == {"a": ["1", ""], "b": [chosen]}


async def test_files_are_read_for_the_names_that_want_their_content() -> None:
    async def endpoint(a: Annotated[bytes, File()], b: Annotated[list[bytes], File()]) -> None: ...

    form = FormData([("a", upload(b"1")), ("b", upload(b"2")), ("b", "3"), ("c", upload(b"4"))])

    raw = await collect(endpoint, form)

    assert (raw["body_content"], raw["body_content_lists"]) == ({"a": b"1"}, {"b": [b"2", "3"]})
    assert [value.file.tell() for _, value in form.multi_items() if isinstance(value, UploadFile)] == [0, 0, 0]


async def test_form_is_read_once() -> None:
    request = Request(http_scope("POST", headers=URLENCODED), receive_once(b"a=1"))

    first = await read_form_of(request, FormLimits())

    assert await read_form_of(request, FormLimits()) is first
    assert first.multi_items() == [("a", "1")]


async def test_refusal_of_a_middleware_comes_through() -> None:
    async def refuse() -> Any:
        raise BaseHTTPException(413)

    with pytest.raises(BaseHTTPException) as refusal:
        await read_form_of(Request(http_scope("POST", headers=URLENCODED), refuse), FormLimits())

    assert refusal.value.status_code == 413


def receive_once(body: bytes) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
