"""One call of the application inside a middleware, whose response is taken part by part as it is produced.

The application waits in `send` until a part was taken care of: it is never more than one part ahead.
"""

from asyncio import AbstractEventLoop, CancelledError, Future, current_task, get_running_loop
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from types import CoroutineType
from typing import Any, NoReturn

from fireweed.concurrency.hosting import Host
from fireweed.concurrency.stepping import Stepper
from fireweed.exceptions import ClientDisconnect
from fireweed.middleware.inner_response import InnerResponse, WholeInnerResponse, ends_response
from fireweed.middleware.replay import ReplayedRequest
from fireweed.requests import Request
from fireweed.responses.sending import Headers
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

RESPONSE_PARTS = frozenset(
    {"http.response.body", "http.response.pathsend", "http.response.trailers", "http.response.zerocopysend"}
)
NO_START: Message = {}
STARTED_TWICE = 'The application sent "http.response.start" twice.'

_ENDED = object()


class InnerCall:
    """The application gets this object as `send`, and `request.replay` as `receive`; all else is for the middleware.

    The application runs in the task of the middleware. If `call_next` is called in another task, as `asyncio.wait_for`
    does on Python 3.11, the application gets a task of its own for its whole life: what it enters, such as a timeout or
    a task group, has to be left in the same task.
    """

    # PERF: defaults on the class; most attributes keep them until the request is over (benchmarks/micro/middleware.py).
    is_called = False
    response_started = False
    # Whether the application may have something to do after its response.
    is_unfinished = False
    # Whether the part taken last is the last one of the response.
    has_taken_last = False

    # None for an application that has ended in its first step, as most do whose response comes in one call.
    _runner: Stepper | Host | None = None
    # How the response came: in messages, or in one call.
    _start: Message = NO_START
    _whole: tuple[int, Headers, bytes] | None = None
    # Whether the last part was sent, and whether nobody takes parts any more.
    _is_complete = False
    _is_closed = False
    # The parts sent and not taken yet, each with the future that its sender waits for; None before the first one.
    _parts: list[tuple[Message, Future[None]]] | None = None
    # Done when the part taken last was taken care of.
    _taken: Future[None] | None = None

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self.request = ReplayedRequest(scope, receive, send)
        self._app = app
        self._send = send
        # PERF: asking for the loop is a system call on Python 3.11 (benchmarks/micro/middleware.py).
        self._loop: AbstractEventLoop = send._loop if type(send) is InnerCall else get_running_loop()
        self._task = current_task(self._loop)

    async def __call__(self, message: Message) -> None:
        """Keep the start of the response, and its parts until they are taken care of; let all else pass at once.

        Raises BrokenPipeError when nobody will take a part, unless it is the last one.
        """
        kind = message["type"]
        if kind in RESPONSE_PARTS:
            if not self.response_started:
                raise RuntimeError(f'The application sent "{kind}" before "http.response.start".')
            self._is_complete = ends_response(self._start, message)
            if not self._is_closed:
                await self._keep_part(message)
            elif not self._is_complete:
                raise _build_disconnect()
        elif kind == "http.response.start":
            if self.response_started:
                raise RuntimeError(STARTED_TWICE)
            self.response_started = True
            self._start = message
            if self._runner is not None:
                self._runner.pause()
        elif not self._is_closed:
            await self._send(message)

    def _keep_part(self, message: Message) -> Future[None]:
        """Keep a part of the response until it is taken."""
        taken: Future[None] = self._loop.create_future()
        if self._parts is None:
            self._parts = []
        self._parts.append((message, taken))
        if self._runner is not None:
            self._runner.pause()
        return taken

    def send_response(self, status: int, headers: Headers, body: bytes) -> None:
        """Keep a complete response until the application waits for something, or ends.

        Who has something left to do after the response awaits `wait_sent` first.
        """
        # PERF: no messages, no future and no pause for the response that most applications give
        # (benchmarks/micro/middleware.py).
        if self.response_started:
            raise RuntimeError(STARTED_TWICE)
        self.response_started = self._is_complete = True
        self._whole = status, headers, body
        if self._runner is not None:  # else the application takes its first step
            self._runner.pause()

    async def wait_sent(self) -> None:
        """Wait until the response that came in one call was sent, or discarded."""
        if self._whole is not None and not self._is_closed:
            self.is_unfinished = True
            self._taken = taken = self._loop.create_future()
            await taken

    async def call_next(self, request: Request) -> InnerResponse:
        """Run the application until it starts its response. Raises what it raises before that."""
        if self.is_called:
            raise RuntimeError("call_next was called twice: the application answers a request once.")
        coroutine = self._app(request.scope, self.request.replay, self)
        if type(coroutine) is not CoroutineType:
            coroutine = _wait(coroutine)
        self.is_called = True
        self._runner = runner = self._begin(coroutine)
        if runner is not None:
            self.is_unfinished = True
            while not (self.response_started or runner.is_over):
                await runner
            self.is_unfinished = not runner.is_over or self._taken is not None
        if not self.response_started:
            raise RuntimeError("No response returned.")
        if self._whole is not None:
            status, headers, body = self._whole
            return WholeInnerResponse(status, headers, body, self)
        return InnerResponse(self._start, self)

    def take_part(self) -> Message | None:
        taken = self._taken
        if taken is not None and not taken.done():
            taken.set_result(None)
        if not self._parts:
            return None
        part, self._taken = self._parts.pop(0)
        self.has_taken_last = self._is_complete and not self._parts
        return part

    async def wait_part(self) -> Message | None:
        runner, part = self._runner, None
        while part is None and not (runner is None or runner.is_over):
            await runner
            part = self.take_part()
        return part

    def fail_part(self, error: BaseException) -> None:
        taken = self._taken
        if taken is None or taken.done():
            raise error
        if isinstance(error, CancelledError):
            if self._runner is not None:
                self._runner.cancel()
            error = _build_disconnect()  # for a task of the application that is not the one cancelled
        if not taken.done():
            _fail(taken, error)

    def raise_incomplete(self) -> NoReturn:
        if self.request.has_disconnected:
            raise ClientDisconnect("The client is gone; the application has not completed its response.")
        raise RuntimeError("The application ended before its response was complete.")

    def finish(self) -> Awaitable[None]:
        """Let the application run to its end, for as long as this is awaited. Raises what it raises.

        An application whose response is not complete is told in `send` and `receive` that its client has gone, and may
        raise because of that.
        """
        self._is_closed = True
        if self.has_taken_last and self.take_part() is None:
            return self._run_to_end() if self._runner is None else self._runner.run_to_end()
        return self._finish_discarded()

    async def abort(self, error: BaseException) -> None:
        """Cancel the application and wait for its end, because the middleware has failed with `error`."""
        runner = self._runner
        if isinstance(error, GeneratorExit):
            if runner is not None:
                runner.close()
            return
        if runner is None or runner.is_over:
            self._disconnect()
            return
        runner.cancel()
        self._disconnect()
        with suppress(CancelledError):
            await runner.run_to_end()

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> Stepper | Host | None:
        """Let the application take its first step; return what runs the rest, if there is one."""
        if current_task(self._loop) is not self._task:
            return Host(coroutine)
        try:
            # PERF: unlike `send`, `next` makes no exception for the end (benchmarks/micro/middleware.py).
            yielded = next(coroutine.__await__(), _ENDED)
        except Exception as error:
            if not self.response_started:
                raise
            return Stepper.keep_error(coroutine, error)
        return None if yielded is _ENDED else Stepper.resume(coroutine, yielded)

    async def _finish_discarded(self) -> None:
        self._disconnect()
        if self._is_complete:
            await self._run_to_end()
            return
        try:
            await self._run_to_end()
        except* (BrokenPipeError, ClientDisconnect):
            pass

    async def _run_to_end(self) -> None:
        if self._runner is not None:
            await self._runner.run_to_end()

    def _disconnect(self) -> None:
        """Let nobody wait any more, neither for a part to be taken nor for a message."""
        self._is_closed = True
        self.request.hang_up()
        while self.take_part() is not None:
            taken = self._taken
            if not (self.has_taken_last or taken is None or taken.done()):
                _fail(taken, _build_disconnect())


def _fail(taken: Future[None], error: BaseException) -> None:
    taken.set_exception(error)
    taken.exception()  # a sender that was cancelled meanwhile does not ask for it, which is no reason to log it


def _build_disconnect() -> BrokenPipeError:
    return BrokenPipeError("The middleware does not take the rest of this response.")


async def _wait(awaitable: Awaitable[None]) -> None:
    await awaitable
