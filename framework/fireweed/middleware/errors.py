"""The outer boundary: whatever nobody handled becomes a 500, and goes on to the server, which logs it."""

from typing import Any

from fireweed.middleware.completing import wrap_error_send
from fireweed.middleware.handlers import as_coroutine
from fireweed.requests import Request, recall_request
from fireweed.responses import PlainTextResponse, Response
from fireweed.responses.sending import MessageSend
from fireweed.types import ASGIApp, ExceptionHandler, Receive, Scope, Send


class ServerErrorMiddleware:
    """Answers what escapes from `app` with 500 by `handler`, or in plain text, then raises it again.

    With `debug` the answer is the traceback, as a page or as text, whatever the handler.
    """

    def __init__(self, app: ASGIApp, handler: ExceptionHandler | None = None, *, debug: bool = False) -> None:
        self.app = app
        self.handler = handler
        self.debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not hasattr(send, "response_started"):
            send = MessageSend(send)
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            await self.answer(error, scope, receive, send)
            raise

    async def answer(self, error: Exception, scope: Scope, receive: Receive, send: Any) -> None:
        """Send the answer for `error`, unless the response has started."""
        if send.response_started:
            return
        handler = answer_in_debug_mode if self.debug else self.handler or answer_500
        response = await as_coroutine(handler)(recall_request(scope, receive, send), error)
        await response(scope, receive, wrap_error_send(scope, send))


def answer_in_debug_mode(request: Request, error: Exception) -> Response:
    """The traceback, as a page or as text; what makes it is loaded only now."""
    from fireweed.middleware.debug_page import answer_with_traceback

    return answer_with_traceback(request, error)


async def answer_500(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Internal Server Error", status_code=500)
