"""The test client for coroutines: the asynchronous client of the HTTP library, with an application as its network."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from fireweed.core.lifespan_session import LifespanSession
from fireweed.testclient.asgi import ASGI2App, ASGI3App, as_asgi3
from fireweed.testclient.async_transport import AsyncAsgiTransport
from fireweed.testclient.async_websocket_session import AsyncWebSocketTestSession
from fireweed.testclient.http_library import httpx
from fireweed.testclient.outgoing import build_default_headers, drop_timeout, make_handshake
from fireweed.testclient.scope import Peer, build_websocket_scope
from fireweed.testclient.websocket_exchange import WebSocketExchange


class AsyncTestClient(httpx.AsyncClient):
    """Sends requests to an ASGI application on the running loop; all that an asynchronous client of httpx2 can do.

    With `async with` it runs the lifespan of the application around the block; without there is no lifespan. Every
    request is a task of that loop, so tests, requests and tasks that the application left behind run side by side.

    A response is there when the application starts it. `await client.get(...)` returns when the application has ended,
    background tasks included; with `client.stream(...)` the body is read while it is sent, and leaving the block early
    disconnects. A request that is cancelled, by `asyncio.timeout` for one, disconnects too.

    The options are those of `TestClient`, but for those that choose a loop.
    """

    def __init__(  # noqa: PLR0913 - the signature that users of TestClient know
        self,
        app: ASGI2App | ASGI3App,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,  # noqa: FBT001, FBT002
        root_path: str = "",
        cookies: Any = None,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = True,  # noqa: FBT001, FBT002
        client: tuple[str, int] = ("testclient", 50000),
    ) -> None:
        self.app = app
        self.app_state: dict[str, Any] = {}
        self._peer = Peer(as_asgi3(app), root_path, client, self.app_state)
        self._lifespans: list[LifespanSession] = []
        super().__init__(
            base_url=base_url,
            headers=build_default_headers(headers),
            cookies=cookies,
            follow_redirects=follow_redirects,
            transport=AsyncAsgiTransport(self._peer, raise_server_exceptions=raise_server_exceptions),
        )

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Build a request as httpx2 does. `timeout` has no effect and gives a FireweedDeprecationWarning."""
        drop_timeout(options)
        return super().build_request(method, url, **options)

    def websocket_connect(
        self, url: str, subprotocols: Sequence[str] | None = None, **options: Any
    ) -> AsyncWebSocketTestSession:
        """Return a WebSocket session, which connects when it is entered with `async with`.

        `options` are those of `build_request`: headers, cookies, params, ...
        """
        request = self.build_request("GET", url, **options)
        make_handshake(request, subprotocols)
        return AsyncWebSocketTestSession(WebSocketExchange(self._peer.app, build_websocket_scope(request, self._peer)))

    async def __aenter__(self) -> Self:
        lifespan = LifespanSession(self._peer.app, self.app_state)
        await lifespan.start()
        self._lifespans.append(lifespan)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self._lifespans.pop().stop()
