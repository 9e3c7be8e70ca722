"""Applications for ASGI 2, which take the scope first and then, in what that returns, receive and send."""

from collections.abc import Awaitable, Callable

from fireweed_server.asgi import Receive, Scope, Send

ASGI2App = Callable[[Scope], Callable[[Receive, Send], Awaitable[None]]]


class ASGI2Adapter:
    """Serves an application for ASGI 2 as one for ASGI 3."""

    def __init__(self, app: ASGI2App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        instance = self._app(scope)
        await instance(receive, send)
