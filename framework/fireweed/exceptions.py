"""Every error and warning of the framework, drawn as one tree.

Exception
├── BaseHTTPException             an answer with an error status; the framework raises it itself for 404 and 405
│   └── HTTPException             the one that applications raise
│       └── ProblemException      with what problem details say besides status and detail
├── WebSocketException            closes a WebSocket with a code and a reason
├── ValidationException           something did not validate; knows the endpoint it was for
│   ├── RequestValidationError            answered 422
│   ├── WebSocketRequestValidationError   closed with 1008
│   └── ResponseValidationError           a mistake of the application, answered 500
├── AuthenticationError           the credentials of a client are wrong; answered by AuthenticationMiddleware
├── ClientDisconnect              the client went away before its request had arrived
├── WebSocketDisconnect           the other side of a WebSocket has closed it, or went away
└── RuntimeError
    ├── WebSocketDisconnected     a WebSocket was used after it was closed
    └── FireweedError             the framework was used wrongly, or cannot go on
        ├── DeclarationError      an endpoint, parameter or dependency cannot work as declared
        │   ├── DependencyScopeError
        │   └── DependencyCycleError
        ├── NoMatchFound          no route has that name and those parameters
        ├── PydanticV1NotSupportedError
        └── MissingExtraError     an optional dependency is not installed; also an ImportError
UserWarning
└── FireweedDeprecationWarning
"""

import http
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class BaseHTTPException(Exception):
    """An error status as an answer.

    `detail` is what the body says; it defaults to the reason phrase of the status (RFC 9110 §15), or "" where the
    status has none. `headers` are added to the answer.
    """

    def __init__(self, status_code: int, detail: Any = None, headers: Mapping[str, str] | None = None) -> None:
        given: Any = status_code
        if not isinstance(given, int):
            name = type(self).__name__
            raise TypeError(
                f"{name} takes the status first, as a number: {name}(404, 'Not found'), not {status_code!r}."
            )
        super().__init__(status_code, detail)
        self.status_code = status_code
        self.detail = _reason_phrase(status_code) if detail is None else detail
        self.headers = headers

    def __str__(self) -> str:
        return f"{self.status_code}: {self.detail}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status_code={self.status_code!r}, detail={self.detail!r})"


class HTTPException(BaseHTTPException):
    """Raise it in an endpoint or a dependency to answer with an error status.

    `detail` is any value that JSON can hold; the body is `{"detail": detail}`.
    """


class ProblemException(HTTPException):
    """An HTTP exception with what else problem details (RFC 9457) say, in an application with that `error_format`.

    `type` and `instance` are URI references, `title` defaults to the reason phrase of the status, `extensions` are
    further members of the body. A subclass may have `status_code`, `detail`, `headers`, `type` and `title` as
    attributes of the class, for all of its exceptions: `raise OutOfStock(detail="None left")`. Where errors are
    answered in the format "detail" it is like any other HTTPException.

    Raises:
        TypeError: neither the call nor the class says a status.
        ValueError: an extension has the name of a member that problem details have anyway.
    """

    detail: Any = None
    headers: Mapping[str, str] | None = None
    type: str = "about:blank"
    title: str | None = None

    def __init__(  # noqa: PLR0913  # the members of RFC 9457 §3.1
        self,
        status_code: int | None = None,
        detail: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        type: str | None = None,  # the name of the member
        title: str | None = None,
        instance: str | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        given: Any = getattr(self, "status_code", None) if status_code is None else status_code
        super().__init__(given, self.detail if detail is None else detail, self.headers if headers is None else headers)
        taken = PROBLEM_MEMBERS & (extensions or {}).keys()
        if taken:
            raise ValueError(
                f"{sorted(taken)} cannot be extensions of a problem: these members have their own arguments."
            )
        self.type = self.type if type is None else type
        self.title = title or self.title or _build_title(self.status_code)
        self.instance = instance
        self.extensions = dict(extensions or {})


PROBLEM_MEMBERS = frozenset(("type", "title", "status", "detail", "instance"))
"""What RFC 9457 §3.1 defines."""


class WebSocketException(Exception):
    """Raise it to close a WebSocket with `code` (RFC 6455 §7.4) and `reason`."""

    def __init__(self, code: int, reason: str | None = None) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason or ""

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(code={self.code!r}, reason={self.reason!r})"


class EndpointContext(TypedDict, total=False):
    """Where an endpoint stands, for error messages: `path` includes the method, as in "GET /items/"."""

    function: str
    path: str
    file: str
    line: int


class ValidationException(Exception):
    """Something did not validate. `errors()` lists what, in pydantic's form without URLs."""

    def __init__(self, errors: Sequence[Any], *, endpoint_ctx: EndpointContext | None = None) -> None:
        super().__init__(errors)
        self._errors = errors
        context = endpoint_ctx or {}
        self.endpoint_function = context.get("function")
        self.endpoint_path = context.get("path")
        self.endpoint_file = context.get("file")
        self.endpoint_line = context.get("line")

    def errors(self) -> Sequence[Any]:
        return self._errors

    def __str__(self) -> str:
        count = len(self._errors)
        lines = [f"{count} validation error{'' if count == 1 else 's'}:"]
        lines.extend(f"  {error}" for error in self._errors)
        return "\n".join(lines) + self._endpoint_text()

    def _endpoint_text(self) -> str:
        if self.endpoint_file and self.endpoint_line and self.endpoint_function:
            place = f'\n\n  File "{self.endpoint_file}", line {self.endpoint_line}, in {self.endpoint_function}'
            return f"{place}\n    {self.endpoint_path}" if self.endpoint_path else place
        return f"\n\n  Endpoint: {self.endpoint_path}" if self.endpoint_path else ""


class RequestValidationError(ValidationException):
    """A request does not fit its endpoint. `body` is the parsed body, or the document when it could not be parsed."""

    def __init__(self, errors: Sequence[Any], *, body: Any = None, endpoint_ctx: EndpointContext | None = None) -> None:
        super().__init__(errors, endpoint_ctx=endpoint_ctx)
        self.body = body


class WebSocketRequestValidationError(ValidationException):
    """The handshake of a WebSocket does not fit its endpoint."""


class ResponseValidationError(ValidationException):
    """An endpoint returned what its declared response model does not allow. `body` is what it returned."""

    def __init__(self, errors: Sequence[Any], *, body: Any = None, endpoint_ctx: EndpointContext | None = None) -> None:
        super().__init__(errors, endpoint_ctx=endpoint_ctx)
        self.body = body


class AuthenticationError(Exception):
    """Raise it in an authentication backend for credentials that are wrong; its text is the answer."""


class ClientDisconnect(Exception):
    """The client went away before its request had arrived whole."""


class WebSocketDisconnect(Exception):
    """The other side of a WebSocket has closed it with `code` (RFC 6455 §7.4) and `reason`, or went away (1006)."""

    def __init__(self, code: int = 1000, reason: str | None = None) -> None:
        super().__init__(code, reason or "")
        self.code = code
        self.reason = reason or ""

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}" if self.reason else str(self.code)


class WebSocketDisconnected(RuntimeError):
    """A WebSocket was read or written after it was closed."""


class FireweedError(RuntimeError):
    """The framework was used wrongly, or cannot go on."""


class DeclarationError(FireweedError):
    """An endpoint, parameter or dependency cannot work as it was declared."""


class DependencyScopeError(DeclarationError):
    """A dependency outlives one that it depends on."""


class DependencyCycleError(DeclarationError):
    """A dependency depends on itself, directly or through others."""


class NoMatchFound(FireweedError):
    """No route has the name asked for with the parameters given."""

    def __init__(self, name: str, path_params: Mapping[str, Any]) -> None:
        parameters = ", ".join(path_params)
        super().__init__(f'No route exists for name "{name}" and params "{parameters}".')


class PydanticV1NotSupportedError(FireweedError):
    """A pydantic.v1 model was given; only models of pydantic 2 are supported."""


class MissingExtraError(FireweedError, ImportError):
    """A feature needs an optional dependency that is not installed."""

    def __init__(self, feature: str, package: str, extra: str, *, text: str | None = None) -> None:
        text = text or f"{package} must be installed to use {feature}:"
        super().__init__(f'{text} pip install "fireweed[{extra}]"')


class FireweedDeprecationWarning(UserWarning):
    """A use of the framework that a later version will not support."""


def _build_title(status_code: int) -> str | None:
    return _PHRASES_OF_RFC_9110.get(status_code) or _reason_phrase(status_code) or None


# Older versions of Python have those of RFC 7231.
_PHRASES_OF_RFC_9110 = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


RequestErrorModel: Any
"""A model without fields that stands for the request where something has to name its errors; made when asked for."""
WebSocketErrorModel: Any
"""The same for a WebSocket."""

_ERROR_MODELS = {"RequestErrorModel": "Request", "WebSocketErrorModel": "WebSocket"}


def __getattr__(name: str) -> Any:
    """Make the models: those who need none of them need no pydantic either."""
    if name not in _ERROR_MODELS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pydantic import create_model

    model = globals()[name] = create_model(_ERROR_MODELS[name], __module__=__name__)
    return model


def __dir__() -> list[str]:
    return sorted({*globals(), *_ERROR_MODELS})


def _reason_phrase(status_code: int) -> str:
    try:
        return http.HTTPStatus(status_code).phrase
    except ValueError:
        return ""
