"""The handlers that a typed application begins with; import them to build your own on top."""

import math
from collections.abc import Sequence
from typing import Any

from fireweed.encoders import Encoder, encode_json, jsonable_encoder
from fireweed.exceptions import BaseHTTPException, RequestValidationError, WebSocketRequestValidationError
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.status import HTTP_422_UNPROCESSABLE_CONTENT, WS_1008_POLICY_VIOLATION
from fireweed.websockets import WebSocket, WebSocketState


async def http_exception_handler(request: Request, exc: BaseHTTPException) -> Response:
    """`{"detail": ...}` with the status and headers of the exception; no body where the status allows none."""
    if exc.status_code < 200 or exc.status_code in (204, 205, 304):
        return Response(status_code=exc.status_code, headers=exc.headers)
    return JSONResponse({"detail": exc.detail}, status_code=exc.status_code, headers=exc.headers)


async def request_validation_exception_handler(request: Request, exc: RequestValidationError) -> JSONResponse:
    """422 with the list of errors as `detail`. Of an invalid value, null remains where JSON cannot hold it."""
    try:
        return _EncodedResponse({"detail": exc.errors()}, HTTP_422_UNPROCESSABLE_CONTENT)
    except UNENCODABLE:
        return _answer_carefully(exc.errors())


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


def _answer_422(errors: Any) -> JSONResponse:
    return JSONResponse({"detail": errors}, status_code=HTTP_422_UNPROCESSABLE_CONTENT)


def _answer_carefully(errors: Sequence[Any]) -> JSONResponse:
    try:
        return _answer_422(jsonable_encoder(errors, custom_encoder=_CAREFUL_ENCODERS))
    except UNENCODABLE:
        errors = [{**error, "input": None} if isinstance(error, dict) else error for error in errors]
        return _answer_422(jsonable_encoder(errors, custom_encoder=_CAREFUL_ENCODERS))


# What is raised for values that JSON (RFC 8259) or UTF-8 cannot hold, or that are nested too deeply.
UNENCODABLE = (ValueError, TypeError, RecursionError)

_CAREFUL_ENCODERS: dict[Any, Encoder] = {
    float: lambda value: value if math.isfinite(value) else None,
    str: lambda value: value.encode(errors="replace").decode(),
    bytes: lambda value: value.decode(errors="replace"),
}
