"""Limits on the size of request bodies: how bytes are counted as they arrive, and which of several limits holds.

Whatever declares a limit (application, router, mount, route) is wrapped in a `BodyLimit`. The outermost one counts;
each one puts its own limit in force for what it wraps, so the most specific limit holds, be it higher or lower. Before
that, a body that is known to be too large is refused, unless something inside allows it: see `find_body_limit`.
"""

from typing import Any, Final, cast

from fireweed.exceptions import BaseHTTPException
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_SIZE_SCOPE_KEY: Final = "fireweed.max_body_size"
"""Where the scope holds the limit in force, in bytes; absent without one."""

_METER_KEY: Final = "fireweed.body_meter"
_ANSWER: Final = b"Content Too Large"
_ANSWER_HEADERS: Final = ((b"content-length", b"17"), (b"content-type", b"text/plain; charset=utf-8"))


class ContentTooLarge(BaseHTTPException):
    """More of the body has arrived than its limit allows (RFC 9110 §15.5.14). `receive` raises it."""

    def __init__(self) -> None:
        super().__init__(413, "Content Too Large")


def check_max_body_size(value: int | None) -> int | None:
    """Return `value`, in bytes; None inherits. Raises ValueError for anything but a non-negative int or None."""
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError("max_body_size must be a non-negative integer or None")
    return value


def limit_body(app: ASGIApp, max_body_size: int | None) -> ASGIApp:
    """Return `app` under that limit; None leaves it as it is. Raises ValueError for a size that is none."""
    return app if check_max_body_size(max_body_size) is None else BodyLimit(app, cast(int, max_body_size))


def find_body_limit(app: ASGIApp, scope: Scope) -> int | None:
    """Return the most specific limit that `app`, or what it would hand `scope` to, declares; None if there is none.

    Applications take part by a method `find_body_limit(scope)`, which must not change the scope.
    """
    find = getattr(getattr(app, "__self__", app), "find_body_limit", None)
    return None if find is None else cast("int | None", find(scope))


class BodyMeter:
    """The body of one request. `received` are its bytes so far, `declared` those that its head announces, else 0.

    `limit` is what `receive` enforces at the moment.
    """

    __slots__ = ("_receive", "declared", "limit", "received")

    def __init__(self, scope: Scope, receive: Receive, limit: int) -> None:
        self._receive = receive
        self.declared = _parse_content_length(scope)
        self.limit = limit
        self.received = 0

    async def receive(self) -> Message:
        """Receive from the server. Raises ContentTooLarge as soon as the body is known to exceed the limit."""
        if self.declared > self.limit:
            raise ContentTooLarge
        message = await self._receive()
        if message["type"] == "http.request":
            self.received += len(message.get("body", b""))
            if self.received > self.limit:
                raise ContentTooLarge
        return message


class BodyLimit:
    """Holds the bodies of HTTP requests to `app` down to `max_body_size` bytes, unless a limit inside says otherwise.

    A body whose declared length is too large is answered with 413 before anything is read or called. One that turns out
    to be too large while it is read makes `receive` raise ContentTooLarge, which the application's exception handlers
    answer; outside an application it is answered here. Raises ValueError for a size that is none.
    """

    def __init__(self, app: ASGIApp, max_body_size: int) -> None:
        if check_max_body_size(max_body_size) is None:
            raise ValueError("max_body_size must be a non-negative integer: leave the limit out for none")
        self.app = app
        self.max_body_size = max_body_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _METER_KEY in scope:
            await self._enter(scope[_METER_KEY], scope, receive, send)
        else:
            await self._begin(scope, receive, send)

    def find_body_limit(self, scope: Scope) -> int:
        """Return the most specific limit for `scope`, as far as can be seen from here."""
        inside = find_body_limit(self.app, scope)
        return self.max_body_size if inside is None else inside

    def _choose_limit(self, scope: Scope) -> int:
        return self.find_body_limit(scope)

    def _answers(self, scope: Scope) -> bool:
        """Whether ContentTooLarge is to be answered here, not by exception handlers outside."""
        return "app" not in scope

    async def _begin(self, scope: Scope, receive: Receive, send: Send) -> None:
        meter = scope[_METER_KEY] = BodyMeter(scope, receive, self.max_body_size)
        tracked: Any = send if hasattr(send, "response_started") else _TrackedSend(send)
        try:
            await self._enter(meter, scope, meter.receive, tracked)
        except (ContentTooLarge, BaseExceptionGroup) as error:
            remaining = _without_excess(error)
            if remaining is not None:
                raise remaining from None
            if tracked.response_started or not self._answers(scope):
                raise ContentTooLarge from error
            await _answer_413(scope, receive, tracked)
        finally:
            scope.pop(_METER_KEY, None)

    async def _enter(self, meter: BodyMeter, scope: Scope, receive: Receive, send: Send) -> None:
        if max(meter.declared, meter.received) > self.max_body_size:
            limit = self._choose_limit(scope)
            if meter.declared > limit:
                await _answer_413(scope, receive, send)
                return
            if meter.received > limit:
                raise ContentTooLarge
        outer = scope.get(MAX_BODY_SIZE_SCOPE_KEY)
        meter.limit = scope[MAX_BODY_SIZE_SCOPE_KEY] = self.max_body_size
        try:
            await self.app(scope, receive, send)
        finally:
            if outer is None:
                scope.pop(MAX_BODY_SIZE_SCOPE_KEY, None)
            else:
                meter.limit = scope[MAX_BODY_SIZE_SCOPE_KEY] = outer


class _TrackedSend:
    __slots__ = ("_send", "response_started")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.response_started = False

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.response_started = True


async def _answer_413(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer in plain text, unless the application has a method `find_refusal(error, scope)` that returns an answer."""
    find_refusal = getattr(scope.get("app"), "find_refusal", None)
    refusal: ASGIApp | None = None if find_refusal is None else find_refusal(ContentTooLarge(), scope)
    if refusal is not None:
        await refusal(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 413, "headers": list(_ANSWER_HEADERS)})
    await send({"type": "http.response.body", "body": _ANSWER})


def _without_excess(error: BaseException) -> BaseException | None:
    """Return what an error is about besides bodies that are too large: task groups collect what their tasks raise."""
    if not isinstance(error, BaseExceptionGroup):
        return None
    _, remaining = error.split(ContentTooLarge)
    return remaining


def _parse_content_length(scope: Scope) -> int:
    # A value that is no length is the server's business (RFC 9112 §6.3); the bytes are counted anyway.
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
