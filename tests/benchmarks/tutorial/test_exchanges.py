"""What a request of the tutorial's programs becomes, and what is kept of its answer."""

import pytest

from benchmarks.tutorial.exchanges import build_scope, encode_body, exchange
from benchmarks.tutorial.programs import Request, parse_request
from fireweed.types import Receive, Scope, Send


def test_line_names_method_target_and_more() -> None:
    assert parse_request('POST /a?b=c {"json": [1], "headers": {"x-a": "b"}}') == Request(
        "POST", "/a?b=c", headers={"x-a": "b"}, json=[1]
    )


@pytest.mark.parametrize(
    ("request_", "content_type", "body"),
    [
        (Request("POST", "/", json={"a": 1}), b"application/json", b'{"a": 1}'),
        (Request("POST", "/", form={"a": ["1", "2"]}), b"application/x-www-form-urlencoded", b"a=1&a=2"),
    ],
    ids=["json", "form"],
)
def test_body_has_its_type(request_: Request, content_type: bytes, body: bytes) -> None:
    assert (b"content-type", content_type) in build_scope(request_)["headers"]
    assert encode_body(request_) == body


async def test_keeps_nothing_that_time_changes() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"set-cookie", b"a=b; expires=Sat, 21 Nov 2026 09:49:35 GMT; Path=/"), (b"ETag", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"\xff"})

    assert await exchange(app, Request("GET", "/")) == {
        "status": 200,
        "headers": [["etag", ""], ["set-cookie", "a=b; Path=/"]],
        "body": "base64:/w==",
    }


async def test_tells_what_the_application_raised() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    assert await exchange(app, Request("GET", "/")) == {"status": None, "raised": "ZeroDivisionError"}
