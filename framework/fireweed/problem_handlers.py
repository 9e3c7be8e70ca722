"""The handlers of an application with `error_format="problem"`: errors as problem details (RFC 9457).

They are imported by such applications only. The same body without a request is `build_problem`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fireweed.connection import HTTPConnection
from fireweed.encoders import encode_json
from fireweed.exception_handlers import (
    answer_invalid,
    is_bodiless,
    websocket_request_validation_exception_handler,
)
from fireweed.exceptions import (
    BaseHTTPException,
    ProblemException,
    RequestValidationError,
    WebSocketRequestValidationError,
)
from fireweed.responses import JSONResponse, Response
from fireweed.status import HTTP_422_UNPROCESSABLE_CONTENT, HTTP_500_INTERNAL_SERVER_ERROR
from fireweed.types import Scope

PROBLEM_MEDIA_TYPE = "application/problem+json"
"""RFC 9457 §3"""

_INVALID_REQUEST = ProblemException(HTTP_422_UNPROCESSABLE_CONTENT, "The request does not fit what is expected of it.")


class ProblemResponse(JSONResponse):
    """A problem details object, of any values that `jsonable_encoder` knows."""

    media_type = PROBLEM_MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        return encode_json(content)


def build_problem(error: BaseHTTPException, instance: str | None = None) -> dict[str, Any]:
    """The problem details object (RFC 9457 §3.1) of an HTTP exception.

    A detail that is no text is the extension member `details`. `instance` is what the exception does not say itself.
    """
    problem = error if isinstance(error, ProblemException) else ProblemException(error.status_code, error.detail)
    members: dict[str, Any] = {"type": problem.type, "title": problem.title, "status": problem.status_code}
    members["detail" if isinstance(problem.detail, str) else "details"] = problem.detail
    members["instance"] = problem.instance or instance
    return {name: value for name, value in members.items() if value is not None} | dict(problem.extensions)


async def problem_exception_handler(request: HTTPConnection, exc: BaseHTTPException) -> Response:
    """An HTTP exception as a problem, with its status and headers; no body where the status allows none."""
    if is_bodiless(exc.status_code):
        return Response(status_code=exc.status_code, headers=exc.headers)
    return ProblemResponse(build_problem(exc, find_instance(request)), exc.status_code, exc.headers)


async def problem_validation_exception_handler(request: HTTPConnection, exc: RequestValidationError) -> Response:
    """422 with the list of errors as the extension member `errors`."""
    problem = build_problem(_INVALID_REQUEST, find_instance(request))
    return answer_invalid(exc.errors(), lambda errors: {**problem, "errors": errors}, PROBLEM_MEDIA_TYPE)


async def problem_server_error_handler(request: HTTPConnection, _: Exception) -> Response:
    """500 without a word about what happened."""
    return ProblemResponse(
        build_problem(ProblemException(HTTP_500_INTERNAL_SERVER_ERROR), find_instance(request)),
        HTTP_500_INTERNAL_SERVER_ERROR,
    )


def find_instance(request: HTTPConnection) -> str:
    """The path of a request as a URI reference (RFC 3986 §4.2); its query may hold secrets and is left out."""
    return _find_path(request.scope)


def build_refusal(error: BaseHTTPException, scope: Scope) -> Response:
    """The answer to a request that is refused outside of all exception handlers."""
    return ProblemResponse(build_problem(error, _find_path(scope)), error.status_code, error.headers)


def _find_path(scope: Scope) -> str:
    path = quote(scope["path"].encode(errors="replace"), safe="/:@!$&'()*+,;=~")
    # Two slashes at the beginning would make a host of what follows them (RFC 3986 §4.2).
    return f"/.{path}" if path.startswith("//") else path


PROBLEM_HANDLERS: Mapping[type[Exception], Callable[..., Any]] = {
    BaseHTTPException: problem_exception_handler,
    RequestValidationError: problem_validation_exception_handler,
    WebSocketRequestValidationError: websocket_request_validation_exception_handler,
}
"""By exception class, for `exception_handlers`; what nobody handles is `problem_server_error_handler`'s."""
