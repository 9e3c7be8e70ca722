"""Endpoints that yield: what their items are, how each becomes bytes, and the response that streams them."""

import json
import math
import typing
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from dataclasses import dataclass
from functools import partial
from typing import Any

from fireweed.concurrency import CallableKind, classify_callable, iterate_in_threadpool
from fireweed.defaults import DefaultPlaceholder
from fireweed.encoders import build_value_encoder, jsonable_encoder
from fireweed.endpoint.annotations import is_subclass, split_annotated
from fireweed.endpoint.flow import encode_each, encode_each_async, ping_while_idle
from fireweed.endpoint.outputs import Answer, Content, Output, StreamFormat
from fireweed.endpoint.serialization import (
    Render,
    SerializerOptions,
    build_render,
    build_with_adapter,
    refuse_return_annotation,
)
from fireweed.endpoint.signature import EMPTY, Unevaluated, describe
from fireweed.exceptions import DeclarationError, EndpointContext
from fireweed.responses import EventSourceResponse, JSONResponse, Response, StreamingResponse
from fireweed.responses.json import build_json_encoder
from fireweed.sse import ServerSentEvent, format_sse_event

_YIELDING = (CallableKind.GENERATOR, CallableKind.ASYNC_GENERATOR)
_ITERABLES = (AsyncGenerator, AsyncIterator, AsyncIterable, Generator, Iterator, Iterable)

# For caches on the way, and for nginx, which would collect events before it sends them on.
_EVENT_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


class JSONLinesResponse(StreamingResponse):
    """One JSON document a line (https://jsonlines.org)."""

    media_type = "application/jsonl"


def is_stream(endpoint: Callable[..., Any]) -> bool:
    """Whether an endpoint yields its answer, item by item."""
    return classify_callable(endpoint) in _YIELDING


@dataclass(frozen=True, slots=True)
class Stream:
    """An endpoint that yields, as it is declared; `item` is the type of its items, EMPTY for any.

    `get_ping_interval` is asked for every stream of events: seconds without an event until a comment is sent.
    """

    endpoint: Callable[..., Any]
    item: Any
    response_class: type[Response] | DefaultPlaceholder
    status_code: int | None
    get_ping_interval: Callable[[], float]


def build_stream_output(stream: Stream, options: SerializerOptions, context: EndpointContext) -> Output:
    """Decide how what an endpoint yields becomes an answer.

    Raises:
        FireweedError: pydantic cannot serialise the items.
        DeclarationError: the response class does not stream.
        PydanticV1NotSupportedError: the items are models of pydantic 1.
    """
    format_, response_class = _choose_format(stream)
    item = stream.item
    if format_ is StreamFormat.RAW or (format_ is StreamFormat.EVENTS and _is_event(item)):
        item = EMPTY
    build = partial(build_render, options=options, context=context)
    render = _render_plain if item is EMPTY else build_with_adapter(stream.endpoint, item, build)
    open_ = _build_open(stream, format_, _FRAME[format_](render))

    def to_answer(result: Any) -> Answer:
        # A decorator around the endpoint may have answered in its place.
        return result if isinstance(result, Response) else Content(open_(result))

    headers = _EVENT_HEADERS if format_ is StreamFormat.EVENTS else {}
    return Output(item, response_class, stream.status_code, lambda: to_answer, format_, headers)


def _is_event(item: Any) -> bool:
    return is_subclass(split_annotated(item)[0], ServerSentEvent)


def _build_open(stream: Stream, format_: StreamFormat, encode: Render | None) -> Callable[[Any], AsyncIterable[Any]]:
    """The function from the generator of a request to what its response sends."""

    def open_async(items: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
        return encode_each_async(items, encode)

    def open_sync(items: Generator[Any, None, None]) -> AsyncGenerator[Any, None]:
        return iterate_in_threadpool(items if encode is None else encode_each(items, encode))

    is_async = classify_callable(stream.endpoint) is CallableKind.ASYNC_GENERATOR
    open_: Callable[[Any], AsyncGenerator[Any, None]] = open_async if is_async else open_sync
    if format_ is not StreamFormat.EVENTS:
        return open_
    return lambda items: ping_while_idle(open_(items), stream.get_ping_interval())


def choose_item(endpoint: Callable[..., Any], response_model: Any, return_annotation: Any) -> Any:
    """The type of the items: by the response model if one is given, else that which the return annotation names.

    `Item` in `AsyncIterable[Item]`; EMPTY for none. A response model may be either.

    Raises:
        DeclarationError: the annotation cannot be evaluated.
    """
    if response_model is None:
        return EMPTY
    if not isinstance(response_model, DefaultPlaceholder):
        found = _find_item(response_model, (*_ITERABLES, list))
        return response_model if found is EMPTY else found
    if isinstance(return_annotation, Unevaluated):
        refuse_return_annotation(endpoint, return_annotation)
    return _find_item(return_annotation, _ITERABLES)


def _find_item(annotation: Any, classes: Sequence[Any]) -> Any:
    bare, _ = split_annotated(annotation)
    arguments = typing.get_args(bare)
    return arguments[0] if typing.get_origin(bare) in classes and arguments else EMPTY


def _choose_format(stream: Stream) -> tuple[StreamFormat, type[Response]]:
    chosen = stream.response_class
    if isinstance(chosen, DefaultPlaceholder):
        return StreamFormat.JSON_LINES, JSONLinesResponse
    if is_subclass(chosen, EventSourceResponse):
        return StreamFormat.EVENTS, chosen
    if _takes_only_values(chosen):
        raise DeclarationError(
            f"{describe(stream.endpoint)} yields, but its response class {chosen.__name__} does not stream. Choose a "
            "StreamingResponse for chunks as they are, an EventSourceResponse for events, or none for JSON Lines."
        )
    return StreamFormat.RAW, chosen


def _takes_only_values(response_class: type[Response]) -> bool:
    """Whether it renders in a way that is known not to take an iterator."""
    return response_class.__init__ is Response.__init__ and response_class.render in (
        Response.render,
        JSONResponse.render,
    )


# Items as bytes...


def _frame_line(render: Render) -> Render:
    return lambda item: render(item) + b"\n"


def _frame_event(render: Render) -> Render:
    def encode(item: Any) -> bytes:
        # JSON holds no line ends, so it is one line of data.
        return _format_event(item) if isinstance(item, ServerSentEvent) else b"data: " + render(item) + b"\n\n"

    return encode


def _format_event(item: ServerSentEvent) -> bytes:
    return format_sse_event(
        data_str=item.raw_data if item.data is None else _render_data(item.data),
        event=item.event,
        id=item.id,
        retry=item.retry,
        comment=item.comment,
    )


def _render_data(data: Any) -> str:
    dump = getattr(data, "model_dump_json", None)
    return dump() if dump is not None else _render_plain(data).decode()


_FRAME: dict[StreamFormat, Callable[[Render], Render | None]] = {
    StreamFormat.RAW: lambda _: None,
    StreamFormat.JSON_LINES: _frame_line,
    StreamFormat.EVENTS: _frame_event,
}

_render_exactly = build_value_encoder(build_json_encoder(default=jsonable_encoder, is_compact=False))


def _render_plain(item: Any) -> bytes:
    """Render an item without a type; what is no number in JSON becomes null, since the stream cannot fail any more."""
    try:
        return _render_exactly(item)
    except ValueError:
        return json.dumps(_without_nan(jsonable_encoder(item))).encode()


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(member) for key, member in value.items()}
    return [_without_nan(member) for member in value] if isinstance(value, list) else value
