"""Ids of requests: whose are believed, and who is told."""

import re

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.request_ids import EXTENSION
from kit.apps import answering, keeping_scopes
from kit.http_client import FakeClient, ReceivedResponse
from kit.transport import build_request

HEADER = "X-Request-ID"
NEW_ID = "[0-9a-f]{32}"


async def ask(
    *headers: tuple[str, str], trusted: str = "192.0.2.7", header: str | None = HEADER
) -> tuple[Scope, ReceivedResponse]:
    """The scope of a request with `headers`, and the response to it."""
    scopes: list[Scope] = []
    client = FakeClient(keeping_scopes(scopes), request_id_header=header, forwarded_allow_ips=trusted)
    response = await client.exchange(build_request(headers=headers))
    return scopes[0], response


async def test_takes_the_id_of_a_trusted_proxy() -> None:
    scope, response = await ask((HEADER, "abc-1"))

    assert scope["extensions"][EXTENSION] == {"id": "abc-1"}
    assert response.headers["x-request-id"] == "abc-1"


async def test_makes_a_new_id_for_everybody_else() -> None:
    scope, response = await ask((HEADER, "abc-1"), trusted="10.0.0.1")

    assert re.fullmatch(NEW_ID, scope["extensions"][EXTENSION]["id"])
    assert response.headers["x-request-id"] == scope["extensions"][EXTENSION]["id"]


@pytest.mark.parametrize("value", ["", "a b", 'a"b', "a,b", "é", "a" * 129], ids=repr)
async def test_makes_a_new_id_in_place_of_one_that_cannot_be_passed_on(value: str) -> None:
    scope, _ = await ask((HEADER, value))

    assert re.fullmatch(NEW_ID, scope["extensions"][EXTENSION]["id"])


async def test_makes_a_new_id_where_there_are_two() -> None:
    scope, _ = await ask((HEADER, "one"), (HEADER, "two"))

    assert re.fullmatch(NEW_ID, scope["extensions"][EXTENSION]["id"])


async def test_other_headers_may_be_there_twice() -> None:
    scope, _ = await ask((HEADER, "one"), ("Accept", "a"), ("Accept", "b"))

    assert scope["extensions"][EXTENSION] == {"id": "one"}


async def test_no_request_has_an_id_unless_asked_for() -> None:
    scope, response = await ask((HEADER, "abc-1"), header=None)

    assert EXTENSION not in scope["extensions"]
    assert "x-request-id" not in response.headers


async def test_two_requests_have_two_ids() -> None:
    client = FakeClient(answering(), request_id_header=HEADER)

    client.feed(build_request() + build_request())
    await client.settle()

    first, second = client.take_responses()
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_the_application_may_say_something_else() -> None:
    client = FakeClient(answering(headers=[(b"a", b"b"), (b"x-request-id", b"own")]), request_id_header=HEADER)

    response = await client.exchange(build_request())

    assert response.headers["x-request-id"] == "own"


async def test_an_error_tells_the_id_in_its_response_and_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        raise ValueError

    client = FakeClient(fail, request_id_header=HEADER)

    response = await client.exchange(build_request())

    assert response.status == 500
    assert vars(caplog.records[0])["request_id"] == response.headers["x-request-id"]


async def test_a_refusal_tells_the_id_if_there_is_one() -> None:
    client = FakeClient(answering(), request_id_header=HEADER, body_timeout=5, forwarded_allow_ips="*")
    bad_chunk = build_request("POST", headers=[("Transfer-Encoding", "chunked"), (HEADER, "abc")]) + b"x\r\n"

    response = await client.exchange(bad_chunk)

    assert response.status == 400
    assert response.headers["x-request-id"] == "abc"


@pytest.mark.parametrize(("trusted", "expected"), [("*", "abc"), ("10.0.0.1", NEW_ID)])
async def test_a_request_that_is_refused_by_its_head_has_an_id_as_well(trusted: str, expected: str) -> None:
    client = FakeClient(answering(), request_id_header=HEADER, forwarded_allow_ips=trusted)

    response = await client.exchange(b"GET / HTTP/1.1\r\nHost: a b\r\nX-Request-ID: abc\r\n\r\n")

    assert response.status == 400
    assert re.fullmatch(expected, response.headers["x-request-id"])
