"""What OpenTelemetry gets to know of requests: one span each, and two metrics."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, get_current_span

from fireweed import APIRouter, Fireweed, HTTPException
from fireweed.background import BackgroundTasks
from fireweed.exceptions import MissingExtraError
from fireweed.middleware.opentelemetry import OpenTelemetryMiddleware
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering, keeping_scopes
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


class Telemetry:
    """Providers that keep in memory what they get."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracer_provider = TracerProvider(shutdown_on_exit=False)
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self._reader = InMemoryMetricReader()
        self.meter_provider = MeterProvider([self._reader], shutdown_on_exit=False)

    def wrap(self, app: ASGIApp, **options: Any) -> OpenTelemetryMiddleware:
        return OpenTelemetryMiddleware(
            app, tracer_provider=self.tracer_provider, meter_provider=self.meter_provider, **options
        )

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        return self._exporter.get_finished_spans()

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]

    @property
    def span(self) -> ReadableSpan:
        (span,) = self.spans
        return span

    @property
    def attributes(self) -> dict[str, Any]:
        return dict(self.span.attributes or {})

    def read_metrics(self) -> dict[str, Any]:
        """The single data point of each metric, by name."""
        data: Any = self._reader.get_metrics_data()
        metrics = data.resource_metrics[0].scope_metrics[0].metrics
        return {metric.name: metric.data.data_points[0] for metric in metrics}


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError("boom")


async def break_off(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise KeyboardInterrupt


def build_application() -> Fireweed:
    app = Fireweed()
    router = APIRouter()

    @router.get("/items/{item_id}")
    async def read_item(item_id: int) -> int:
        return item_id

    @app.get("/missing")
    async def find_nothing() -> None:
        raise HTTPException(404)

    app.include_router(router)
    app.include_router(router, prefix="/shops/{shop_id}")
    inner = Fireweed()
    inner.include_router(router)
    app.mount("/stores/{item_id}", inner)
    app.mount("/files/{kind}", answering())
    return app


# Spans


async def test_request_is_one_server_span() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(build_application()), http_scope(path="/items/3"))

    assert (telemetry.span.name, telemetry.span.kind) == ("GET /items/{item_id}", SpanKind.SERVER)


async def test_attributes_describe_request_and_response() -> None:
    telemetry = Telemetry()
    headers = {"host": "shop.example:8080", "user-agent": "curl/8"}
    scope = http_scope("POST", "/a", query="b=c", headers=headers, scheme="https", client=("192.0.2.7", 4000))

    await call(telemetry.wrap(answering(status=201)), scope)

    assert telemetry.attributes == {
        "http.request.method": "POST",
        "url.path": "/a",
        "url.scheme": "https",
        "url.query": "b=c",
        "server.address": "shop.example",
        "server.port": 8080,
        "network.protocol.version": "1.1",
        "client.address": "192.0.2.7",
        "user_agent.original": "curl/8",
        "http.response.status_code": 201,
    }


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("/shops/7/items/3", "GET /shops/{shop_id}/items/{item_id}", id="included"),
        pytest.param("/stores/7/items/3", "GET /stores/{item_id}/items/{item_id}", id="mounted"),
        pytest.param("/files/css/main.css", "GET /files/{kind}", id="mounted application without routes"),
        pytest.param("/missing", "GET /missing", id="answered with 404"),
        pytest.param("/nowhere", "GET", id="no route"),
    ],
)
async def test_span_has_the_name_of_the_declared_path(path: str, name: str) -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(build_application()), http_scope(path=path))

    assert telemetry.span.name == name


async def test_route_begins_with_the_root_path() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(build_application()), http_scope(path="/api/items/3", root_path="/api"))

    assert telemetry.attributes["http.route"] == "/api/items/{item_id}"


async def test_middleware_of_a_mounted_application_knows_the_whole_route() -> None:
    telemetry = Telemetry()
    app, inner = Fireweed(), Fireweed()
    inner.add_middleware(
        OpenTelemetryMiddleware, tracer_provider=telemetry.tracer_provider, meter_provider=telemetry.meter_provider
    )
    inner.get("/items/{item_id}")(lambda: None)
    app.mount("/inner", inner)

    await call(app, http_scope(path="/inner/items/3"))

    assert telemetry.names == ["GET /inner/items/{item_id}"]


async def test_route_added_later_is_known() -> None:
    telemetry = Telemetry()
    inner = build_application()
    app = telemetry.wrap(inner)
    await call(app, http_scope(path="/items/3"))

    inner.get("/later/{day}")(lambda: None)
    await call(app, http_scope(path="/later/monday"))

    assert telemetry.names == ["GET /items/{item_id}", "GET /later/{day}"]


async def test_span_continues_the_trace_of_the_client() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering()), http_scope(headers={"traceparent": f"00-{TRACE}-{PARENT}-01"}))

    assert telemetry.span.context is not None
    assert telemetry.span.parent is not None
    assert (telemetry.span.context.trace_id, telemetry.span.parent.span_id) == (int(TRACE, 16), int(PARENT, 16))


async def test_application_runs_within_the_span() -> None:
    telemetry = Telemetry()
    seen: list[bool] = []
    app = Fireweed()

    @app.get("/")
    def look(tasks: BackgroundTasks) -> None:
        seen.append(get_current_span().is_recording())
        tasks.add_task(lambda: seen.append(get_current_span().is_recording()))

    await call(telemetry.wrap(app), http_scope())

    assert seen == [True, True]
    assert not get_current_span().is_recording()


async def test_nested_instances_make_one_span() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(telemetry.wrap(answering())), http_scope())

    assert telemetry.names == ["GET"]


@pytest.mark.parametrize("direct", [False, True])
async def test_status_of_500_is_an_error(direct: bool) -> None:
    telemetry = Telemetry()
    app = Fireweed()
    app.get("/", status_code=503)(lambda: None)

    answer = await call(telemetry.wrap(app), http_scope(), direct=direct)

    assert telemetry.span.status.status_code is StatusCode.ERROR
    assert (telemetry.attributes["error.type"], telemetry.attributes["http.response.status_code"]) == ("503", 503)
    assert answer.direct_responses == direct


async def test_status_below_500_is_no_error() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering(status=404)), http_scope())

    assert telemetry.span.status.status_code is StatusCode.UNSET
    assert "error.type" not in telemetry.attributes


async def test_exception_is_recorded_and_raised() -> None:
    telemetry = Telemetry()

    with pytest.raises(ZeroDivisionError):
        await call(telemetry.wrap(fail), http_scope())

    assert telemetry.attributes["error.type"] == "ZeroDivisionError"
    assert telemetry.span.status.description == "ZeroDivisionError: boom"
    assert [event.name for event in telemetry.span.events] == ["exception"]


async def test_exception_of_a_library_has_its_module_in_the_name() -> None:
    telemetry = Telemetry()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise HTTPException(400)

    with pytest.raises(HTTPException):
        await call(telemetry.wrap(app), http_scope())

    assert telemetry.attributes["error.type"] == "fireweed.exceptions.HTTPException"


async def test_span_that_is_broken_off_fails() -> None:
    telemetry = Telemetry()

    with pytest.raises(KeyboardInterrupt):
        await call(telemetry.wrap(break_off), http_scope())

    assert telemetry.span.status.status_code is StatusCode.ERROR
    assert telemetry.attributes["error.type"] == "KeyboardInterrupt"


# What clients may not do


async def test_unknown_method_is_not_in_the_name() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering()), http_scope("BREW"))

    assert telemetry.span.name == "HTTP"
    assert telemetry.attributes["http.request.method"] == "_OTHER"
    assert telemetry.attributes["http.request.method_original"] == "BREW"


@pytest.mark.parametrize(
    ("query", "recorded"),
    [
        pytest.param("a=1&sig=secret&b=2", "a=1&sig=REDACTED&b=2", id="sig"),
        pytest.param("X-Amz-Signature=secret", "X-Amz-Signature=REDACTED", id="aws"),
        pytest.param("X-Goog-Signature=secret", "X-Goog-Signature=REDACTED", id="google"),
        pytest.param("design=1", "design=1", id="another name"),
    ],
)
async def test_signatures_are_not_recorded(query: str, recorded: str) -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering()), http_scope(query=query))

    assert telemetry.attributes["url.query"] == recorded


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        pytest.param({}, ("127.0.0.1", 8000), id="no host"),
        pytest.param({"host": "a b"}, ("127.0.0.1", 8000), id="malformed host"),
        pytest.param({"host": "shop.example"}, ("shop.example", 8000), id="no port"),
        pytest.param({"host": "[::1]:99"}, ("::1", 99), id="IPv6"),
    ],
)
async def test_server_is_the_one_that_the_client_meant(headers: dict[str, str], address: tuple[str, int]) -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering()), http_scope(headers=headers))

    assert (telemetry.attributes["server.address"], telemetry.attributes["server.port"]) == address


async def test_nothing_is_said_that_the_scope_does_not_say() -> None:
    telemetry = Telemetry()
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "server": ("/run/app.sock", None)}

    await call(telemetry.wrap(answering()), scope)

    assert telemetry.attributes == {
        "http.request.method": "GET",
        "url.path": "/",
        "url.scheme": "http",
        "http.response.status_code": 200,
    }


# What is left out


@pytest.mark.parametrize(
    "excluded",
    [
        pytest.param("ready,metrics$", id="separated by commas"),
        pytest.param(["ready", "metrics"], id="list"),
        pytest.param(["^http://shop.example/metrics"], id="whole URL"),
    ],
)
async def test_excluded_url_makes_no_span(excluded: Any) -> None:
    telemetry = Telemetry()
    scope = http_scope(path="/metrics", headers={"host": "shop.example"})

    answer = await call(telemetry.wrap(answering(b"ok"), excluded_urls=excluded), scope)

    assert (answer.body, telemetry.names) == (b"ok", [])


async def test_other_urls_are_not_excluded() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(answering(), excluded_urls=["/metrics", ""]), http_scope(path="/items"))

    assert telemetry.names == ["GET"]


@pytest.mark.parametrize("scope", [websocket_scope(), {"type": "lifespan"}], ids=["websocket", "lifespan"])
async def test_other_scopes_are_passed_on(scope: Scope) -> None:
    telemetry = Telemetry()
    scopes: list[Scope] = []

    await AsgiRecorder(telemetry.wrap(keeping_scopes(scopes)), scope).run()

    assert (scopes, telemetry.names) == ([scope], [])


# Metrics


async def test_duration_of_requests_is_measured() -> None:
    telemetry = Telemetry()

    await call(telemetry.wrap(build_application()), http_scope(path="/items/3"))

    point = telemetry.read_metrics()["http.server.request.duration"]
    assert (point.count, point.explicit_bounds[0]) == (1, 0.005)
    assert dict(point.attributes) == {
        "http.request.method": "GET",
        "url.scheme": "http",
        "http.route": "/items/{item_id}",
        "http.response.status_code": 200,
    }


async def test_active_requests_are_counted() -> None:
    telemetry = Telemetry()
    active: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        active.append(telemetry.read_metrics()["http.server.active_requests"].value)

    await call(telemetry.wrap(app), http_scope())

    assert [*active, telemetry.read_metrics()["http.server.active_requests"].value] == [1, 0]


# Without OpenTelemetry


async def test_without_providers_requests_are_answered() -> None:
    answer = await call(OpenTelemetryMiddleware(answering(b"ok")), http_scope())

    assert answer.body == b"ok"


def test_missing_library_is_an_error_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, "fireweed.middleware.opentelemetry")

    with pytest.raises(MissingExtraError) as caught:
        importlib.import_module("fireweed.middleware.opentelemetry")

    assert str(caught.value) == (
        "The `opentelemetry-api` package is required to use `OpenTelemetryMiddleware`. "
        'pip install "fireweed[telemetry]"'
    )
