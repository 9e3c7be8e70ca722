"""The outer boundary directly around the inner one, as it is where no other middleware stands between them."""

from typing import Final

from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.responses.sending import MessageSend
from fireweed.types import ExceptionHandler, Receive, Scope, Send

_OWN_CALLS: Final = (ServerErrorMiddleware.__call__, ExceptionMiddleware.__call__)


def build_outer_boundary(
    exceptions: ExceptionMiddleware, handler: ExceptionHandler | None = None, *, debug: bool = False
) -> ServerErrorMiddleware:
    """The outer boundary directly around the inner one: one step, unless a program has replaced what one does."""
    is_replaced = (ServerErrorMiddleware.__call__, ExceptionMiddleware.__call__) != _OWN_CALLS
    return (ServerErrorMiddleware if is_replaced else Boundaries)(exceptions, handler, debug=debug)


class Boundaries(ServerErrorMiddleware):
    """Does what `ServerErrorMiddleware` does around `exceptions`, and what `exceptions` does, in one step."""

    # PERF: saves every request a coroutine and a look at `send` (benchmarks/compare, `json`).

    def __init__(
        self, exceptions: ExceptionMiddleware, handler: ExceptionHandler | None = None, *, debug: bool = False
    ) -> None:
        super().__init__(exceptions, handler, debug=debug)
        self._exceptions = exceptions
        self._inner_app = exceptions.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Programs replace the method during start-up too, when this is there already.
        if scope["type"] != "http" or ExceptionMiddleware.__call__ is not _OWN_CALLS[1]:
            await super().__call__(scope, receive, send)
            return
        if not hasattr(send, "response_started"):
            send = MessageSend(send)
        try:
            await self._inner_app(scope, receive, send)
        except Exception as error:
            if not await self._answer_inside(error, scope, receive, send):
                await self.answer(error, scope, receive, send)
                raise

    async def _answer_inside(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> bool:
        try:
            return await self._exceptions.answer(error, scope, receive, send)
        except Exception as error_of_handler:
            await self.answer(error_of_handler, scope, receive, send)
            raise
