"""Dispatch functions that many tests need, and the application in layers of them."""

from fireweed.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response, StreamingResponse
from fireweed.types import ASGIApp


async def pass_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Return what the application answers."""
    return await call_next(request)


async def iterate_again(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Return a response of its own over the body of the application's."""
    response = await call_next(request)
    assert isinstance(response, StreamingResponse)
    return StreamingResponse(response.body_iterator)


async def discard(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Return another response than the application's."""
    await call_next(request)
    return PlainTextResponse("another")


def layered(app: ASGIApp, layers: int = 3) -> ASGIApp:
    """`app` in layers that pass on."""
    for _ in range(layers):
        app = BaseHTTPMiddleware(app, pass_on)
    return app
