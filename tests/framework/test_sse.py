from typing import Any

import pytest
from pydantic import ValidationError

from fireweed.responses import EventSourceResponse
from fireweed.sse import ServerSentEvent, format_sse_event


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({}, b"\n"),
        ({"data_str": "Hello"}, b"data: Hello\n\n"),
        ({"data_str": ""}, b"data: \n\n"),
        ({"data_str": "Hello\n"}, b"data: Hello\ndata: \n\n"),
        ({"data_str": "a\r\nb\rc\nd"}, b"data: a\ndata: b\ndata: c\ndata: d\n\n"),
        ({"data_str": "a\u2028b\x0bc\x85d"}, "data: a\u2028b\x0bc\x85d\n\n".encode()),
        ({"comment": "a\nb"}, b": a\n: b\n\n"),
        ({"comment": ""}, b": \n\n"),
        ({"id": ""}, b"id: \n\n"),
        ({"retry": 0}, b"retry: 0\n\n"),
    ],
    ids=["nothing", "data", "empty", "trailing", "line-ends", "no-line-ends", "comment", "no-comment", "id", "retry"],
)
def test_event_as_bytes(fields: dict[str, Any], sent: bytes) -> None:
    assert format_sse_event(**fields) == sent


def test_fields_have_an_order() -> None:
    sent = format_sse_event(retry=5, id="1", data_str="x", event="e", comment="c")

    assert sent == b": c\nevent: e\ndata: x\nid: 1\nretry: 5\n\n"


@pytest.mark.parametrize("fields", [{"event": "a\nb"}, {"id": "a\rb"}, {"id": "a\0"}], ids=str)
def test_text_that_would_be_another_field_is_not_sent(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^SSE '(event|id)' must"):
        format_sse_event(**fields)  # type: ignore[arg-type]  # all of them are text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"data": 0, "raw_data": "x"}, "Cannot set both 'data' and 'raw_data'"),
        ({"event": "a\nb"}, "SSE 'event' must be a single line"),
        ({"event": "a\rb"}, "SSE 'event' must be a single line"),
        ({"id": "a\nb"}, "SSE 'id' must be a single line"),
        ({"id": "a\0b"}, "SSE 'id' must not contain null characters"),
        ({"retry": -1}, "greater than or equal to 0"),
        ({"retry": 1.5}, "valid integer"),
        ({"raw_data": 5}, "valid string"),
    ],
    ids=str,
)
def test_event_that_cannot_be_sent_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ServerSentEvent(**fields)


def test_event_may_hold_any_data() -> None:
    data = object()

    assert ServerSentEvent(data=data).data is data


def test_response_has_the_media_type_of_events() -> None:
    response = EventSourceResponse(iter(()))

    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
