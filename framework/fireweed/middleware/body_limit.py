"""The limit on request bodies as a middleware; `fireweed.body_limit` has what it shares with routes."""

from fireweed.body_limit import MAX_BODY_SIZE_SCOPE_KEY, BodyLimit, find_body_limit
from fireweed.types import Scope

__all__ = ["MAX_BODY_SIZE_SCOPE_KEY", "RequestBodyLimitMiddleware"]


class RequestBodyLimitMiddleware(BodyLimit):
    """Answers 413 to HTTP requests whose body has more than `max_body_size` bytes; 0 allows only an empty body.

    Bytes are counted as they are received, whatever Content-Length says. A limit that a route, mount or router inside
    declares holds instead, be it higher or lower; middleware in between reads under this one.
    """

    def _choose_limit(self, scope: Scope) -> int:
        # Middleware hides what is behind it, but the application knows its router.
        router = getattr(scope.get("app"), "router", None)
        routed = None if router is None else find_body_limit(router, scope)
        return self.find_body_limit(scope) if routed is None else routed

    def _answers(self, scope: Scope) -> bool:
        # What gets here was raised outside of the exception handlers.
        return True
