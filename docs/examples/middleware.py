"""Middleware as plain ASGI: around every request, without knowing what is inside."""

from contextvars import ContextVar
from uuid import uuid4

from fireweed import Fireweed
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

request_id: ContextVar[str] = ContextVar("request_id")


class RequestIdMiddleware:
    """Give every request an id: the one of the header `name`, or a new one; the response carries it back."""

    def __init__(self, app: ASGIApp, name: str = "x-request-id") -> None:
        self.app = app
        self.name = name.lower().encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(self.name)
        identifier = given.decode("latin-1") if given else uuid4().hex
        request_id.set(identifier)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (self.name, identifier.encode("latin-1"))]
            await send(message)

        await self.app(scope, receive, send_with_id)


app = Fireweed()
app.add_middleware(RequestIdMiddleware, name="X-Request-ID")


@app.get("/books")
async def list_books() -> dict[str, str]:
    return {"answered": request_id.get()}
