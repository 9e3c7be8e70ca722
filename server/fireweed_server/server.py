"""One process that serves: bind, start the application, accept; in the end drain, and shut the application down."""

import asyncio
import contextlib
import functools
import logging
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from fireweed_server.admission import Admission, PlainListener, listen
from fireweed_server.asgi import ASGIApp, HTTPScope
from fireweed_server.clock import INTERVAL
from fireweed_server.errors import ProtocolError
from fireweed_server.http.connection import HttpConnection
from fireweed_server.http.parsers import load_parser
from fireweed_server.http.variants import choose_connection_type
from fireweed_server.lifespan import Lifespan
from fireweed_server.logs.access_lines import build_access_line
from fireweed_server.logs.access_log import AccessLog
from fireweed_server.logs.output import has_colours
from fireweed_server.metrics.snapshot import Snapshot
from fireweed_server.places import complete_metrics_place
from fireweed_server.proxy.preface import Preface
from fireweed_server.serving import Recorder, Serving, Successor
from fireweed_server.settings import Settings
from fireweed_server.sockets import Listener, bound_listeners
from fireweed_server.standing import describe_process
from fireweed_server.tls.certificates import Certificates
from fireweed_server.tls.contexts import CertificateFiles, TLSOptions

if TYPE_CHECKING:
    from fireweed_server.metrics.collector import Collector

logger = logging.getLogger("fireweed.server")

# The application's shutdown has at least this many seconds, even when draining took all the time there was.
_LEAST_LIFESPAN_TIME = 5.0

# Those who scrape metrics are few, and need not be waited for.
_EXPORTER_TIME = 0.5
_EXPORTER_CONNECTIONS = 64

# Requests that were cut off have so many seconds to clean up after themselves.
_ABORT_TIME = 1.0

# Who is on the way in when the server stops, in the middle of a TLS handshake for example, has so many seconds to get
# in. So many turns of the loop later the first bytes of those who are in have been read.
_ARRIVAL_TIME = 1.0
_ARRIVAL_TURNS = 5


class Server:
    """Serves one application, once.

    `await server.serve()` serves until `stop()` is called or the task is cancelled. `async with server:` serves for as
    long as the block runs. Either way running requests are finished first, within `graceful_shutdown_timeout`.

    `listeners` are sockets to serve on, instead of those that `settings` name. `on_tick` is called in the loop, once a
    second while it serves, with whether it has served `limit_max_requests`; without it, `serve()` ends by itself then.
    With `exports_metrics` false somebody else shows what `read_metrics` returns.
    """

    def __init__(
        self,
        settings: Settings,
        app: ASGIApp,
        *,
        listeners: Sequence[Listener] | None = None,
        on_tick: Callable[[bool], None] | None = None,
        exports_metrics: bool = True,
    ) -> None:
        self.settings = settings
        self.app = app
        self._listeners = listeners
        self._on_tick = on_tick
        self._exports_metrics = exports_metrics
        self._request_limit = _choose_request_limit(settings)
        self._farewell = 0.0
        self.started = asyncio.Event()
        self.addresses: tuple[str, ...] = ()
        self._stopping = asyncio.Event()
        self._start_limit = asyncio.timeout(None)
        self._is_starting = False
        self._deadline = 0.0
        self._certificates: Certificates | None = None
        self._access_log: AccessLog | None = None
        self._collector: Collector | None = None
        self._serving: Serving | None = None
        self._undo = AsyncExitStack()

    async def serve(self, on_start: "OnStart | None" = None) -> None:
        """Serve until told to stop; `on_start` gets this server once it accepts.

        Raises BindError, or LifespanError if the application does not start.
        """
        try:
            async with self:
                if on_start is not None:
                    on_start(self)
                await self._stopping.wait()
        except TimeoutError:
            if self.started.is_set() or not self._stopping.is_set():
                raise

    def stop(self, *, farewell: float = 0.0) -> None:
        """End `serve()`, and a start that is still under way. Another thread says `loop.call_soon_threadsafe(stop)`.

        Idle connections are closed at once, unless they have `farewell` seconds for one more request, the answer to
        which tells the client of the end. So no request is lost on its way while others serve on the same sockets.
        """
        self._farewell = farewell
        self._stopping.set()
        if self._is_starting:
            self._start_limit.reschedule(0)

    def reload_certificates(self) -> None:
        """Read the files of certificates anew, for connections from now on; the server does so itself if they change.

        Files that cannot be used are logged, and the old ones kept.
        """
        if self._certificates is not None:
            self._certificates.reload()

    def read_metrics(self) -> Snapshot:
        """The figures of this process, where the option `metrics` asks for them; else, and before the start, none."""
        if self._collector is None or self._serving is None:
            return Snapshot()
        return self._collector.read(self._serving)

    def describe(self) -> str:
        """What this process is doing right now, for people: connections, tasks, and where each of them waits."""
        return "The server has not started." if self._serving is None else describe_process(self._serving)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as undo:
            async with self._start_limit:
                self._is_starting = True
                try:
                    await self._start(undo)
                finally:
                    self._is_starting = False
            self._undo = undo.pop_all()
        self.started.set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        await self._undo.aclose()

    async def _start(self, undo: AsyncExitStack) -> None:
        """Do what serving takes, step by step, and note in `undo` what reverts each."""
        settings, loop = self.settings, asyncio.get_running_loop()
        listeners = self._listeners or undo.enter_context(bound_listeners(settings))
        self._certificates = _build_certificates(settings)
        load_parser(settings.http)
        serving = self._serving = self._build_serving(loop)
        if self._collector is not None and self._exports_metrics:
            await start_exporter(
                undo, settings, self.read_metrics, lambda: self.started.is_set() and not serving.draining
            )
        extensions = {} if self._collector is None else self._collector.gauges.extension
        lifespan = Lifespan(self.app, settings.lifespan, serving.state, extensions)
        await lifespan.startup()
        undo.push_async_callback(self._shut_down, lifespan)
        if self._access_log is not None:
            undo.callback(self._access_log.flush)
        serving.clock.start(loop, functools.partial(self._tick, serving))
        undo.callback(serving.clock.stop)
        entrances: list[PlainListener] = []
        undo.push_async_callback(self._drain, serving, entrances)
        admission = _build_admission(serving, self._certificates)
        for listener in listeners:
            entrances.append(listen(listener, admission))
            undo.callback(entrances[-1].close)
        self.addresses = tuple(listener.name for listener in listeners)

    def _tick(self, serving: Serving, now: float) -> None:
        serving.sweep(now)
        if self._collector is not None:
            self._collector.tick(now)
        if self._certificates is not None:
            self._certificates.check_files()
        is_used_up = self._request_limit is not None and serving.requests_served >= self._request_limit
        if self._on_tick is not None:
            self._on_tick(is_used_up)
        elif is_used_up and not self._stopping.is_set():
            logger.info("Stopping after %d requests (limit_max_requests).", serving.requests_served)
            self.stop()

    def _build_serving(self, loop: asyncio.AbstractEventLoop) -> Serving:
        self._access_log = _build_access_log(self.settings, loop)
        recorder: Recorder | None = self._access_log
        if self.settings.metrics is not None:
            # PERF: who wants no metrics does without them in memory (benchmarks/startup).
            from fireweed_server.metrics.collector import Collector

            recorder = self._collector = Collector(recorder, interval=INTERVAL)
        return Serving(self.app, self.settings, loop, recorder=recorder, upgrade=_upgrade)

    async def _drain(self, serving: Serving, entrances: Sequence[PlainListener]) -> None:
        """Let running requests finish until the deadline, and cut off those that have not."""
        seconds = self.settings.graceful_shutdown_timeout
        self._deadline = serving.loop.time() + seconds
        serving.draining = True
        try:
            for connection in tuple(serving.connections):
                connection.announce_end()
            await _let_in(entrances, min(_ARRIVAL_TIME, seconds))
            if self._farewell:
                await _bid_farewell(serving, min(self._farewell, seconds))
            for connection in tuple(serving.connections):
                connection.drain()
            async with asyncio.timeout_at(self._deadline):
                await serving.wait_closed()
        except TimeoutError:
            text = "Cut off, not finished after %g seconds: connections: %d, requests: %d."
            logger.warning(text, seconds, len(serving.connections), len(serving.tasks))
        finally:
            await _abort(serving)

    async def _shut_down(self, lifespan: Lifespan) -> None:
        deadline = max(self._deadline, asyncio.get_running_loop().time() + _LEAST_LIFESPAN_TIME)
        try:
            async with asyncio.timeout_at(deadline):
                await lifespan.shutdown()
        except TimeoutError:
            logger.error("The application was cut off: it did not shut down in time.")


OnStart = Callable[[Server], None]


async def start_exporter(
    undo: AsyncExitStack, settings: Settings, read: Callable[[], Snapshot], is_serving: Callable[[], bool]
) -> None:
    """Show what `read` returns where the option `metrics` says, by a server of its own, until `undo` is closed.

    Raises BindError.
    """
    from fireweed_server.metrics.app import build_metrics_app

    start = Snapshot(gauges={"process_start_time_seconds": time.time()})
    assert settings.metrics is not None
    own_settings = Settings(
        bind=(complete_metrics_place(settings.metrics),),
        uds_permissions=settings.uds_permissions,
        lifespan="off",
        proxy_headers=False,
        access_log=False,
        graceful_shutdown_timeout=_EXPORTER_TIME,
        limit_concurrency=_EXPORTER_CONNECTIONS,
    )
    exporter = await undo.enter_async_context(
        Server(own_settings, build_metrics_app(lambda: read() + start, is_serving))
    )
    for address in exporter.addresses:
        logger.info("Metrics on %s%s.", address, "" if address.startswith("unix:") else "/metrics")


def _upgrade(serving: Serving, request: HTTPScope) -> Successor | None:
    # PERF: who serves no WebSocket does without wsproto in memory (benchmarks/compare, idle memory).
    try:
        from fireweed_server.websocket.connection import find_websocket
    except OSError as error:  # no descriptor is left to read it with
        raise ProtocolError(503, "the server has no resources for WebSockets at the moment") from error

    return find_websocket(serving, request)


def _build_access_log(settings: Settings, loop: asyncio.AbstractEventLoop) -> AccessLog | None:
    if not settings.access_log or sys.stdout is None:  # a daemon may have closed it
        return None
    format = settings.access_log_format
    if format == "auto":
        format = "json" if settings.log_format == "json" else "plain"
    colours, has_ids = has_colours(sys.stdout), settings.request_id_header is not None
    return AccessLog(sys.stdout, loop, build_access_line(format, has_colours=colours, has_ids=has_ids))


def _build_certificates(settings: Settings) -> Certificates | None:
    """What serves TLS, if it is served. Raises CertificateError."""
    if not settings.ssl_certfile:
        return None
    # Where no keys are given, each is with its certificate.
    keys = settings.ssl_keyfile or settings.ssl_certfile
    pairs = zip(settings.ssl_certfile, keys, strict=True)
    options = TLSOptions(
        files=tuple(CertificateFiles(certificate=certificate, key=key) for certificate, key in pairs),
        password=settings.ssl_keyfile_password,
        client_authorities=settings.ssl_ca_certs,
        client_certificates=settings.ssl_cert_reqs,
        ciphers=settings.ssl_ciphers,
    )
    return Certificates(options)


def _build_admission(serving: Serving, certificates: Certificates | None) -> Admission:
    """How connections become HTTP connections of `serving`."""
    settings = serving.settings

    connection_type = choose_connection_type(settings)

    def connect(preface: Preface | None) -> HttpConnection:
        serving.connections_accepted += 1
        return connection_type(serving, preface)

    return Admission(
        connect=connect,
        backlog=settings.backlog,
        tls=None if certificates is None else certificates.context,
        handshake_timeout=settings.ssl_handshake_timeout,
        preface_from=serving.trusted if settings.proxy_protocol else None,
        preface_timeout=settings.header_timeout,
    )


def _choose_request_limit(settings: Settings) -> int | None:
    limit = settings.limit_max_requests
    return None if limit is None else limit + random.randint(0, settings.limit_max_requests_jitter)


async def _let_in(entrances: Sequence[PlainListener], seconds: float) -> None:
    """Wait for those who were accepted, and for what they have sent already."""
    await asyncio.gather(*[entrance.settle(seconds) for entrance in entrances])
    for _ in range(_ARRIVAL_TURNS):
        await asyncio.sleep(0)


async def _bid_farewell(serving: Serving, seconds: float) -> None:
    """Wait for the idle connections: every response closes its connection now (RFC 9112 §9.6)."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await serving.wait_closed()


async def _abort(serving: Serving) -> None:
    serving.abort()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_ABORT_TIME):
            await serving.wait_closed()
