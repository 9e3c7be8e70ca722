"""The test client: the client of the HTTP library, with an ASGI application in place of the network."""

import weakref
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from fireweed.core.lifespan_session import LifespanSession
from fireweed.testclient.asgi import ASGI2App, ASGI3App, as_asgi3
from fireweed.testclient.backend import build_loop_driver
from fireweed.testclient.http_library import httpx
from fireweed.testclient.outgoing import build_default_headers, drop_timeout, make_handshake
from fireweed.testclient.scope import Peer, build_websocket_scope
from fireweed.testclient.transport import AsgiTransport
from fireweed.testclient.websocket_exchange import WebSocketExchange
from fireweed.testclient.websocket_session import WebSocketTestSession


class TestClient(httpx.Client):
    """Sends requests to an ASGI application, synchronously; everything an HTTP client of httpx2 can do, it can do.

    As a context manager it runs the lifespan of the application, and one event loop lives from start-up to shutdown.
    Without `with` there is no lifespan, and what a request leaves running is cancelled at its end.

    The loop runs in the calling thread, and only during a call: tasks of the application make no progress between two
    calls. Threads may share a client; their requests run at the same time. In an `async def` test a call works, and
    blocks the loop of the test meanwhile: `AsyncTestClient` does not.

    `raise_server_exceptions`: raise in the test what the application raises; otherwise it is answered with 500.
    `backend_options`: `debug`, `loop_factory`, `use_uvloop`. `client`: the address that the application sees.
    `app_state`: what the lifespan published; each request gets a copy.
    """

    # pytest collects classes called Test*.
    __test__ = False

    def __init__(  # noqa: PLR0913 - the signature is the one that users know
        self,
        app: ASGI2App | ASGI3App,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,  # noqa: FBT001, FBT002
        root_path: str = "",
        backend: str = "asyncio",
        backend_options: Mapping[str, Any] | None = None,
        cookies: Any = None,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = True,  # noqa: FBT001, FBT002
        client: tuple[str, int] = ("testclient", 50000),
    ) -> None:
        self.app = app
        self.app_state: dict[str, Any] = {}
        self._peer = Peer(as_asgi3(app), root_path, client, self.app_state)
        self._driver = build_loop_driver(backend, backend_options)
        self._lifespans: list[LifespanSession] = []
        super().__init__(
            base_url=base_url,
            headers=build_default_headers(headers),
            cookies=cookies,
            follow_redirects=follow_redirects,
            transport=AsgiTransport(self._peer, self._driver, raise_server_exceptions=raise_server_exceptions),
        )
        weakref.finalize(self, self._driver.close)

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Build a request as httpx2 does. `timeout` has no effect and gives a FireweedDeprecationWarning."""
        drop_timeout(options)
        return super().build_request(method, url, **options)

    def websocket_connect(
        self, url: str, subprotocols: Sequence[str] | None = None, **options: Any
    ) -> WebSocketTestSession:
        """Return a WebSocket session, which connects when it is entered.

        `options` are those of `build_request`: headers, cookies, params, ...
        """
        request = self.build_request("GET", url, **options)
        make_handshake(request, subprotocols)
        exchange = WebSocketExchange(self._peer.app, build_websocket_scope(request, self._peer))
        return WebSocketTestSession(exchange, self._driver, self)

    def __enter__(self) -> Self:
        lifespan = LifespanSession(self._peer.app, self.app_state)
        self._driver.hold()
        try:
            self._driver.run(lifespan.start())
        except BaseException:
            self._leave()
            raise
        self._lifespans.append(lifespan)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        try:
            self._driver.run(self._lifespans.pop().stop())
        finally:
            self._leave()

    def _leave(self) -> None:
        self._driver.release()
        if not self._lifespans:
            self._driver.close()
