"""The handlers that a typed application begins with; import them to build your own on top."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from fireweed.encoders import Encoder, encode_json, jsonable_encoder
from fireweed.exceptions import BaseHTTPException, RequestValidationError, WebSocketRequestValidationError
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.status import HTTP_422_UNPROCESSABLE_CONTENT, WS_1008_POLICY_VIOLATION
from fireweed.websockets import WebSocket, WebSocketState


async def http_exception_handler(request: Request, exc: BaseHTTPException) -> Response:
    """`{"detail": ...}` with the status and headers of the exception; no body where the status allows none."""
    if is_bodiless(exc.status_code):
        return Response(status_code=exc.status_code, headers=exc.headers)
    return JSONResponse({"detail": exc.detail}, status_code=exc.status_code, headers=exc.headers)


async def request_validation_exception_handler(request: Request, exc: RequestValidationError) -> JSONResponse:
    """422 with the list of errors as `detail`. Of an invalid value, null remains where JSON cannot hold it."""
    return answer_invalid(exc.errors(), lambda errors: {"detail": errors}, JSONResponse.media_type)


def is_bodiless(status_code: int) -> bool:
    """Whether answers with that status have no body (RFC 9110 §6.4.1, §15.3.6)."""
    return status_code < 200 or status_code in (204, 205, 304)


def answer_invalid(errors: Sequence[Any], build_body: Callable[[Any], Any], media_type: str) -> JSONResponse:
    """422 with a body made of the errors. Of an invalid value, null remains where JSON cannot hold it."""

    def answer(shown: Any) -> JSONResponse:
        return _EncodedResponse(build_body(shown), HTTP_422_UNPROCESSABLE_CONTENT, media_type=media_type)

    try:
        return answer(errors)
    except UNENCODABLE:
        return _answer_carefully(errors, answer)


class _EncodedResponse(JSONResponse):
    """JSON of any value."""

    def render(self, content: Any) -> bytes:
        return encode_json(content)


async def websocket_request_validation_exception_handler(
    websocket: WebSocket, exc: WebSocketRequestValidationError
) -> None:
    """Close with 1008 and what is wrong as the reason; before `accept` that refuses the handshake."""
    if WebSocketState.DISCONNECTED not in (websocket.client_state, websocket.application_state):
        await websocket.close(WS_1008_POLICY_VIOLATION, _shorten("; ".join(map(_describe, exc.errors()))))


def _describe(error: Any) -> str:
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def _shorten(reason: str) -> str:
    """A reason that fits into a close frame (RFC 6455 §5.5.1)."""
    encoded = reason.encode(errors="replace")
    if len(encoded) <= _MAX_REASON_SIZE:
        return encoded.decode()
    return encoded[: _MAX_REASON_SIZE - 3].decode(errors="ignore") + "..."


_MAX_REASON_SIZE = 123


def _answer_carefully(errors: Sequence[Any], answer: Callable[[Any], JSONResponse]) -> JSONResponse:
    try:
        return answer(jsonable_encoder(errors, custom_encoder=_CAREFUL_ENCODERS))
    except UNENCODABLE:
        errors = [{**error, "input": None} if isinstance(error, dict) else error for error in errors]
        return answer(jsonable_encoder(errors, custom_encoder=_CAREFUL_ENCODERS))


# What is raised for values that JSON (RFC 8259) or UTF-8 cannot hold, or that are nested too deeply.
UNENCODABLE = (ValueError, TypeError, RecursionError)

_CAREFUL_ENCODERS: dict[Any, Encoder] = {
    float: lambda value: value if math.isfinite(value) else None,
    str: lambda value: value.encode(errors="replace").decode(),
    bytes: lambda value: value.decode(errors="replace"),
}
