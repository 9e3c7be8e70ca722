"""The response that `call_next` gives: the head of what the application inside answers, the body still to come."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import NoReturn, Protocol

from fireweed.background import BackgroundTask
from fireweed.concurrency import iterate_in_threadpool
from fireweed.responses import AsyncContentStream, StreamingResponse
from fireweed.responses.sending import Headers, add_length, send_whole, wait_sent
from fireweed.types import Message, RawHeaders, Receive, Scope, Send

FILE_CHUNK_SIZE = 65536


class ResponseParts(Protocol):
    """The messages of a response that follow its start, as the application sends them."""

    has_taken_last: bool
    is_unfinished: bool

    def take_part(self) -> Message | None:
        """Let the sender of the part taken before go on; take the next one if it was sent already."""

    async def wait_part(self) -> Message | None:
        """Let the application go on until it sends a part, and take it; None when the application ends."""

    def fail_part(self, error: BaseException) -> None:
        """Raise `error` where the application sent the part taken last; here, if it does not wait there."""

    def raise_incomplete(self) -> NoReturn:
        """Raise the reason why there are no more parts although the last one was not among them."""


class InnerResponse(StreamingResponse):
    """A response on its way through a middleware. Change its status and headers, or read or replace `body_iterator`.

    A body left alone passes in the messages it was sent in, and errors of the outer `send` are raised where the
    application sends.
    """

    background: BackgroundTask | None = None
    _body_iterator: AsyncContentStream | None = None

    def __init__(self, start: Message, parts: ResponseParts) -> None:
        self.status_code = start["status"]
        self._raw_headers = list(start.get("headers", ()))
        self._start = start
        self._parts = parts

    @property
    def body_iterator(self) -> AsyncContentStream:
        """The chunks of the body, as the application produces them."""
        if self._body_iterator is None:
            self._body_iterator = self._iterate_body()
        return self._body_iterator

    @body_iterator.setter
    def body_iterator(self, body_iterator: AsyncContentStream) -> None:
        self._body_iterator = body_iterator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._body_iterator is not None:
            await super().__call__(scope, receive, send)
            return
        parts = self._parts
        part = parts.take_part()
        send_response = None if hasattr(send, "wait_sent") else getattr(send, "send_response", None)
        if send_response is not None and part is not None and parts.has_taken_last and "body" in part:
            send_response(self.status_code, self._raw_headers, part["body"])
        else:
            await send({**self._start, "status": self.status_code, "headers": self._raw_headers})
            while (part := part or await parts.wait_part()) is not None:
                try:
                    await send(part)
                except GeneratorExit:
                    raise
                except BaseException as error:
                    parts.fail_part(error)
                else:
                    if parts.has_taken_last:
                        break
                part = parts.take_part()
        if self.background is not None:
            await wait_sent(send)
            await self.background()

    async def _iterate_body(self) -> AsyncGenerator[bytes, None]:
        while (part := self._parts.take_part() or await self._parts.wait_part()) is not None:
            if "path" in part:
                async for chunk in iterate_in_threadpool(_read_file(part["path"])):
                    yield chunk
            elif part.get("body"):
                yield part["body"]
            if self._parts.has_taken_last:
                return
        self._parts.raise_incomplete()


class WholeInnerResponse(InnerResponse):
    """The response of an application that gave it in one call: nothing of it is still to come."""

    def __init__(self, status: int, headers: Headers, body: bytes, parts: ResponseParts) -> None:
        self.status_code = status
        self._content_headers = headers
        self._whole_body = body
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.pass_on(send):
            return
        if self._body_iterator is not None:
            await super().__call__(scope, receive, send)
            return
        self._parts.has_taken_last = True
        try:
            await send_whole(send, self.status_code, super()._headers_to_send(), self._whole_body)
            await wait_sent(send)
        except GeneratorExit:
            raise
        except BaseException as error:
            self._parts.fail_part(error)
        if self.background is not None:
            await self.background()

    # PERF: a plain function saves a layer a coroutine, and headers that nobody asked for leave as they came
    # (benchmarks/micro/middleware.py).
    def pass_on(self, send: Send) -> bool:
        """Hand the response over in one call; return false if it has to be sent by calling it.

        That is where `send` takes messages only, the body is another one, or there is something to do afterwards.
        """
        send_response = getattr(send, "send_response", None)
        if send_response is None or self._body_iterator is not None or self.background is not None:
            return False
        if self._parts.is_unfinished and hasattr(send, "wait_sent"):
            return False
        self._parts.has_taken_last = True
        headers = self._content_headers if self._raw_headers is None else self._raw_headers
        try:
            send_response(self.status_code, headers, self._whole_body)
        except Exception as error:
            self._parts.fail_part(error)
        return True

    async def _iterate_body(self) -> AsyncGenerator[bytes, None]:
        self._parts.has_taken_last = True
        if self._whole_body:
            yield self._whole_body

    def _headers_to_send(self) -> Headers:
        """For another body: the headers are those that the application meant for its own, its length included."""
        return self.raw_headers

    def _complete(self, raw_headers: RawHeaders) -> RawHeaders:
        return [*raw_headers, *add_length(self.status_code, self._content_headers, self._whole_body)]


def ends_response(start: Message, part: Message) -> bool:
    """Whether no other part follows this one (ASGI HTTP, with the extensions for trailers and paths)."""
    if part["type"] == "http.response.trailers":
        return not part.get("more_trailers", False)
    return not (part.get("more_body", False) or start.get("trailers", False))


def _read_file(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        while chunk := file.read(FILE_CHUNK_SIZE):
            yield chunk
