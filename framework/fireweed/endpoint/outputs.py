"""What an endpoint's results become: decided at start-up from its response model and its response class."""

import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, partial
from typing import Any

from fireweed.defaults import DefaultPlaceholder
from fireweed.encoders import encode_json, jsonable_encoder
from fireweed.endpoint.annotations import is_subclass, split_annotated
from fireweed.endpoint.serialization import (
    SerializerOptions,
    build_encode,
    build_render,
    build_with_adapter,
    check_model,
)
from fireweed.endpoint.signature import EMPTY, describe
from fireweed.exceptions import EndpointContext, ValidationException
from fireweed.responses import JSONResponse, Response

# Statuses whose answers have no content (RFC 9110 §15.2, §15.3.5, §15.3.6, §15.4.5).
BODILESS = frozenset((*range(100, 200), 204, 205, 304))


@dataclass(frozen=True, slots=True)
class Content:
    """What a response class is to render, or to stream."""

    value: Any


# What an endpoint's result becomes: a JSON body, content for a chosen response class, or the Response it returned.
Answer = bytes | Content | Response
ToAnswer = Callable[[Any], Answer]


class StreamFormat(Enum):
    """How the items of an endpoint that yields are framed: as JSON Lines, as Server-Sent Events, or not at all."""

    JSON_LINES = "jsonl"
    EVENTS = "events"
    RAW = "raw"


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """How results become answers.

    `model` is the type that results, or the items of a stream, are validated against; EMPTY where any will do.
    `status_code` is the one declared; `status` and `headers` are those of a JSON answer. `stream` is None unless the
    endpoint yields; `stream_headers` are then added where nobody has said otherwise.
    """

    model: Any
    response_class: type[Response]
    status_code: int | None
    build_answer: Callable[[], ToAnswer]
    stream: StreamFormat | None = None
    stream_headers: Mapping[str, str] = field(default_factory=dict)

    # PERF: built with the handler, that is for routes that are asked for (benchmarks/startup).
    @property
    def to_answer(self) -> ToAnswer:
        """The function from a result to its answer, a new one each time."""
        return self.build_answer()

    @property
    def status(self) -> int:
        return 200 if self.status_code is None else self.status_code

    @property
    def documented_status(self) -> int:
        """The status of the main answer: that of the response class unless one was declared."""
        if self.status_code is not None:
            return self.status_code
        response_class: Any = self.response_class  # mypy takes the hash of its instances for that of the class
        return _find_default_status(response_class)

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        return JSON_HEADERS


@lru_cache(maxsize=256)
def _find_default_status(response_class: Any) -> int:
    parameter = inspect.signature(response_class.__init__).parameters.get("status_code")
    return parameter.default if parameter is not None and isinstance(parameter.default, int) else 200


JSON_HEADERS = ((b"content-type", b"application/json"),)


def choose_model(response_model: Any, return_annotation: Any) -> Any:
    """The response model: the one given, else the return annotation unless it is a Response; EMPTY for none."""
    if not isinstance(response_model, DefaultPlaceholder):
        return EMPTY if response_model is None else response_model
    if return_annotation in (EMPTY, None, types.NoneType) or is_subclass(
        split_annotated(return_annotation)[0], Response
    ):
        return EMPTY
    return return_annotation


def build_output(
    endpoint: Callable[..., Any],
    model: Any,
    response_class: type[Response] | DefaultPlaceholder,
    status_code: int | None,
    options: SerializerOptions,
    context: EndpointContext,
) -> Output:
    """Decide how what an endpoint returns becomes an answer.

    Raises:
        FireweedError: pydantic cannot serialise the model.
        DeclarationError: the model's annotation cannot be evaluated.
        PydanticV1NotSupportedError: the model is one of pydantic 1.
    """
    is_json = isinstance(response_class, DefaultPlaceholder) and response_class.value is JSONResponse
    chosen = response_class.value if isinstance(response_class, DefaultPlaceholder) else response_class
    if is_json and status_code in BODILESS:
        return Output(model, chosen, status_code, _build_empty_answer)
    if model is not EMPTY:
        check_model(endpoint, model)
    build_answer = _build_json_answer if is_json else _build_content_answer
    return Output(model, chosen, status_code, partial(build_answer, endpoint, model, options, context))


def _build_empty_answer() -> ToAnswer:
    return lambda result: result if isinstance(result, Response) else b""


def _build_json_answer(
    endpoint: Callable[..., Any], model: Any, options: SerializerOptions, context: EndpointContext
) -> ToAnswer:
    build = partial(build_render, options=options, context=context)
    render = encode_json if model is EMPTY else build_with_adapter(endpoint, model, build)

    def to_answer(result: Any) -> Answer:
        try:
            return result if isinstance(result, Response) else render(result)
        except Exception as error:
            _note_result(error, endpoint, result)
            raise

    return to_answer


def _build_content_answer(
    endpoint: Callable[..., Any], model: Any, options: SerializerOptions, context: EndpointContext
) -> ToAnswer:
    build = partial(build_encode, options=options, context=context)
    encode = jsonable_encoder if model is EMPTY else build_with_adapter(endpoint, model, build)

    def to_answer(result: Any) -> Answer:
        try:
            return result if isinstance(result, Response) else Content(encode(result))
        except Exception as error:
            _note_result(error, endpoint, result)
            raise

    return to_answer


def _note_result(error: Exception, endpoint: Callable[..., Any], result: Any) -> None:
    """Say whose result could not be written, where the error does not, and what to write instead."""
    if isinstance(error, ValidationException):
        return
    where = describe(endpoint)
    if inspect.iscoroutine(result):
        result.close()  # nobody else will, and Python would complain of it
        error.add_note(f"{where} returned the coroutine of {result.__qualname__}: write `await` before its call.")
    else:
        what = f"{where} returned {type(result).__name__}, which cannot be written as JSON, or something in it cannot"
        error.add_note(f"{what}. Return models, dicts, lists, texts and numbers, or a Response.")
