"""Spans and metrics of HTTP requests for OpenTelemetry. Needs the extra `telemetry`, and is imported by nothing else.

Only the API is used: without a provider, given or configured for the process, nothing is recorded.
"""

import re
from collections.abc import Sequence
from time import perf_counter

from fireweed.exceptions import MissingExtraError
from fireweed.http.url import URL
from fireweed.middleware.observed_send import observe_send
from fireweed.middleware.span_attributes import (
    Attributes,
    describe_error,
    describe_kind,
    describe_outcome,
    describe_request,
    find_route,
    name_span,
)
from fireweed.types import ASGIApp, Receive, Scope, Send
from fireweed.version import __version__

try:
    from opentelemetry import metrics, propagate, trace
    from opentelemetry.context import Context
except ImportError:
    raise MissingExtraError(
        "OpenTelemetryMiddleware",
        "opentelemetry-api",
        "telemetry",
        text="The `opentelemetry-api` package is required to use `OpenTelemetryMiddleware`.",
    ) from None

_SPAN_KEY = "fireweed.server_span"
_SCOPE_NAME = "fireweed"
# In seconds; the boundaries that the semantic conventions advise.
_DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


class OpenTelemetryMiddleware:
    """Makes one server span of each HTTP request, named `METHOD /route`, and measures how long requests take.

    The span continues the trace that the request's headers tell of, and is the current one for the application, its
    background tasks included. It fails with a status of 500 and above, and with an exception. Of several instances
    around a request, the outermost one reports it. WebSockets and the lifespan are passed on.

    `excluded_urls` are regular expressions, in a list or separated by commas, of which one found in the whole URL keeps
    a request out of it. Without `tracer_provider` and `meter_provider`, those of the process count. The metrics are
    `http.server.request.duration` and `http.server.active_requests`.

    Experimental: names of attributes follow OpenTelemetry's semantic conventions, and change with them.

    Raises:
        re.error: an excluded URL is not a regular expression.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        excluded_urls: str | Sequence[str] = (),
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        self.app = app
        self._tracer = trace.get_tracer(_SCOPE_NAME, __version__, tracer_provider)
        meter = metrics.get_meter(_SCOPE_NAME, __version__, meter_provider)
        self._active = meter.create_up_down_counter(
            "http.server.active_requests", unit="{request}", description="Number of active HTTP server requests."
        )
        self._duration = meter.create_histogram(
            "http.server.request.duration",
            unit="s",
            description="Duration of HTTP server requests.",
            explicit_bucket_boundaries_advisory=_DURATIONS,
        )
        self._excluded = _compile(excluded_urls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _SPAN_KEY in scope or self._is_excluded(scope):
            await self.app(scope, receive, send)
            return
        attributes = describe_request(scope)
        name, context = name_span(attributes, route=None), _extract_context(scope)
        span = self._tracer.start_span(name, context, kind=trace.SpanKind.SERVER, attributes=attributes)
        scope[_SPAN_KEY] = span
        with trace.use_span(span, end_on_exit=True):
            await self._observe(span, scope, receive, send)

    async def _observe(self, span: trace.Span, scope: Scope, receive: Receive, send: Send) -> None:
        observed = observe_send(send)
        known = describe_kind(scope)
        error_type: str | None = None
        self._active.add(1, known)
        began = perf_counter()
        try:
            await self.app(scope, receive, observed)
        except BaseException as error:
            error_type = describe_error(error)
            raise
        finally:
            route = find_route(scope)
            outcome = describe_outcome(route, observed.status, error_type)
            self._active.add(-1, known)
            self._duration.record(perf_counter() - began, {**known, **outcome})
            _complete(span, name_span(known, route), outcome)

    def _is_excluded(self, scope: Scope) -> bool:
        if not self._excluded:
            return False
        url = str(URL(scope=scope))
        return any(pattern.search(url) for pattern in self._excluded)


def _compile(excluded_urls: str | Sequence[str]) -> list[re.Pattern[str]]:
    patterns = excluded_urls.split(",") if isinstance(excluded_urls, str) else excluded_urls
    return [re.compile(pattern.strip()) for pattern in patterns if pattern.strip()]


def _extract_context(scope: Scope) -> Context:
    """The trace that the headers tell of (W3C Trace Context); a header sent in several lines counts as one."""
    carrier: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        carrier[key] = f"{carrier[key]},{text}" if key in carrier else text
    return propagate.extract(carrier)


def _complete(span: trace.Span, name: str, outcome: Attributes) -> None:
    if not span.is_recording():
        return
    span.update_name(name)
    span.set_attributes(outcome)
    if "error.type" in outcome:
        span.set_status(trace.StatusCode.ERROR)
