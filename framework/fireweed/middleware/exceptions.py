"""The inner boundary: exceptions that have a handler become responses, before any other middleware sees them."""

from collections.abc import Mapping
from typing import Any

from fireweed.exceptions import BaseHTTPException
from fireweed.middleware.handlers import ExceptionHandlers, HandlerKey
from fireweed.middleware.websocket_exceptions import Connection, guard_websocket
from fireweed.requests import Request, recall_request
from fireweed.responses import PlainTextResponse, Response
from fireweed.responses.sending import MessageSend, has_content_length
from fireweed.types import ASGIApp, ExceptionHandler, Receive, Scope, Send


class ExceptionMiddleware:
    """Answers exceptions of `app` by `handlers`: exception class or status to `handler(request, exception)`.

    HTTP exceptions are answered in plain text unless a handler says otherwise. An exception without a handler passes.
    WebSockets: see `websocket_exceptions`. `debug` is only remembered: ServerErrorMiddleware shows tracebacks.
    """

    def __init__(
        self, app: ASGIApp, handlers: Mapping[Any, ExceptionHandler] | None = None, *, debug: bool = False
    ) -> None:
        self.debug = debug
        self.app = app
        self._handlers = ExceptionHandlers({BaseHTTPException: answer_in_text, **(handlers or {})})

    # Error trackers and the like look into these two, and change what is there.

    @property
    def _exception_handlers(self) -> dict[type[Exception], ExceptionHandler]:
        return self._handlers.by_class

    @property
    def _status_handlers(self) -> dict[int, ExceptionHandler]:
        return self._handlers.by_status

    def add_exception_handler(self, exc_class_or_status_code: HandlerKey, handler: ExceptionHandler) -> None:
        """Let `handler` answer a status or a class of exceptions, its subclasses included."""
        self._handlers.add(exc_class_or_status_code, handler)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await guard_websocket(self.app, self._handlers, Connection(scope, receive, send))
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not hasattr(send, "response_started"):
            send = MessageSend(send)
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            if not await self.answer(error, scope, receive, send):
                raise

    async def answer(self, error: Exception, scope: Scope, receive: Receive, send: Any) -> bool:
        """Send what the handler of `error` returns, or return false if it has none.

        Raises:
            RuntimeError: it has one, but the response has started.
        """
        handler = self._handlers.find(error)
        if handler is None:
            return False
        if send.response_started:
            raise RuntimeError("Caught handled exception, but response already started.") from error
        response = await handler(recall_request(scope, receive, send), error)
        # An exception that is raised again and again, as a constant, must not collect the frames of every request.
        error.__traceback__ = None
        await response(scope, receive, send)
        return True


async def answer_in_text(_: Request, error: BaseHTTPException) -> Response:
    """An HTTP exception as plain text, without a body where the status allows none."""
    if not has_content_length(error.status_code):
        return Response(status_code=error.status_code, headers=error.headers)
    return PlainTextResponse(str(error.detail), status_code=error.status_code, headers=error.headers)
