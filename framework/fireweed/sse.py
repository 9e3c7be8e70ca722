"""Server-Sent Events: one event as a model, as bytes, and the response that streams them.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from fireweed.responses import EventSourceResponse

__all__ = ["KEEPALIVE_COMMENT", "EventSourceResponse", "ServerSentEvent", "format_sse_event"]

KEEPALIVE_COMMENT = b": ping\n\n"

# What ends a line of an event stream; str.splitlines() knows many more characters.
_LINE_END = re.compile(r"\r\n|\r|\n")


def _check_event(value: str | None) -> str | None:
    return _check_single_line(value, "event")


def _check_id(value: str | None) -> str | None:
    if value is not None and "\0" in value:
        raise ValueError("SSE 'id' must not contain null characters")
    return _check_single_line(value, "id")


def _check_single_line(value: str | None, field: str) -> str | None:
    if value is not None and ("\n" in value or "\r" in value):
        raise ValueError(f"SSE '{field}' must be a single line")
    return value


# PERF: built when the first event is made (benchmarks/startup).
class ServerSentEvent(BaseModel, defer_build=True):
    """One event, for endpoints that say more than its data. Without data only the other fields are sent.

    Raises:
        pydantic.ValidationError: `data` and `raw_data` are both given, or a field cannot be sent.
    """

    data: Annotated[Any, Field(description="Any value; sent as JSON.")] = None
    raw_data: Annotated[str | None, Field(description="Text that is sent as it is, line by line.")] = None
    event: Annotated[str | None, AfterValidator(_check_event), Field(description="The kind of event.")] = None
    id: Annotated[str | None, AfterValidator(_check_id), Field(description="Sent back as Last-Event-ID.")] = None
    retry: Annotated[int | None, Field(ge=0, description="Milliseconds until a client reconnects.")] = None
    comment: Annotated[str | None, Field(description="Text that clients pass over.")] = None

    @model_validator(mode="after")
    def _check_data(self) -> Self:
        if self.data is not None and self.raw_data is not None:
            raise ValueError(
                "Cannot set both 'data' and 'raw_data' on the same ServerSentEvent. Use 'data' for values that are "
                "sent as JSON, 'raw_data' for text that is sent as it is."
            )
        return self


def format_sse_event(
    *,
    data_str: str | None = None,
    event: str | None = None,
    id: str | None = None,
    retry: int | None = None,
    comment: str | None = None,
) -> bytes:
    """Return one event as it is sent; data and comment may have several lines. None leaves a field out.

    Raises:
        ValueError: `event` or `id` has several lines, or `id` a NUL.
    """
    _check_event(event)
    _check_id(id)
    lines: list[str] = []
    if comment is not None:
        lines.extend(f": {line}" for line in _LINE_END.split(comment))
    if event is not None:
        lines.append(f"event: {event}")
    if data_str is not None:
        lines.extend(f"data: {line}" for line in _LINE_END.split(data_str))
    if id is not None:
        lines.append(f"id: {id}")
    if retry is not None:
        lines.append(f"retry: {retry}")
    return "\n".join((*lines, "", "")).encode()
