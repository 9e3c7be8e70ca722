"""The differences that are meant, each with its reason."""

from benchmarks.documents.justified import Justification

_CLOSE = "the reason of a close is text (RFC 6455 §5.5.1); the peer hands its server a list"
_METHODS = "ids of operations must be unique; the peer gives all methods of a route one id, another in each process"
_NAME = "the errors of the framework are called after it"
_TOKEN = "a challenge that was answered without a token was not answered"
_UNUSED = "a model that nothing refers to is not described"

JUSTIFIED = (
    Justification("/23_dependencies_with_yield/answers/6/raised", _NAME),
    Justification("/25_oauth2_jwt/answers/3", _TOKEN),
    Justification("/40_custom_responses/openapi/components", _UNUSED),
    Justification("/43_request_directly/openapi/paths/~1many", _METHODS),
    Justification("/46_websockets/answers/5/messages/0/reason", _CLOSE),
)
