"""What one process counts while it serves. Knows nothing of how the figures are shown."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Sized
from typing import Any, Final, Protocol

from fireweed_server.metrics.gauges import Gauges
from fireweed_server.metrics.process import read_process
from fireweed_server.metrics.snapshot import Snapshot

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_STATUS_CLASSES: Final = 6
_DURATIONS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SHORTEST: Final = _DURATIONS[0]
_LAGS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Served(Protocol):
    """What is asked of `Serving`."""

    @property
    def connections(self) -> Sized: ...

    @property
    def tasks(self) -> Sized: ...

    websockets_open: int
    connections_accepted: int
    connections_refused: int
    bytes_received: int


class Recorder(Protocol):
    """Who is told of every answer, too."""

    def record(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None: ...


class Histogram:
    """Counts values by the bounds that they do not exceed."""

    __slots__ = ("_bounds", "counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self._bounds, value)] += 1
        self.sum += value

    def read(self, name: str) -> dict[str, float]:
        """Its samples."""
        return _list_samples(name, self._bounds, self.counts, self.sum)


def _list_samples(name: str, bounds: Sequence[float], counts: Sequence[int], total: float) -> dict[str, float]:
    """The samples of a histogram: each bucket counts what is in those before it, too."""
    samples: dict[str, float] = {}
    count = 0
    for bound, more in zip((*map(repr, bounds), "+Inf"), counts, strict=True):
        count += more
        samples[f'{name}_bucket{{le="{bound}"}}'] = count
    return samples | {f"{name}_sum": total, f"{name}_count": count}


class Collector:
    """Counts answers, and passes each on to `recorder`, if there is one. The clock ticks every `interval` seconds.

    `gauges` are the application's own figures.
    """

    __slots__ = (
        "_body_bytes",
        "_durations",
        "_interval",
        "_lags",
        "_other_requests",
        "_recorder",
        "_requests",
        "_seconds",
        "_ticked_at",
        "gauges",
    )

    def __init__(self, recorder: Recorder | None = None, *, interval: float = 1.0) -> None:
        self._recorder = recorder
        self._interval = interval
        # For each method the answers by the first digit of their status.
        self._requests = {method: [0] * _STATUS_CLASSES for method in _METHODS}
        self._other_requests = [0] * _STATUS_CLASSES
        self._body_bytes = 0
        self._durations = [0] * (len(_DURATIONS) + 1)
        self._seconds = 0.0
        self._lags = Histogram(_LAGS)
        self._ticked_at = 0.0
        self.gauges = Gauges()

    def record(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None:
        """Count a request that was answered."""
        # PERF: lists, the histogram counted here, and mostly in its first bucket (benchmarks/micro/metrics.py).
        self._requests.get(request["method"], self._other_requests)[status // 100] += 1
        self._body_bytes += body_size
        # Neither a refusal, which takes no time, nor a WebSocket, which takes as long as people stay.
        if seconds and status != 101:
            self._seconds += seconds
            self._durations[0 if seconds <= _SHORTEST else bisect_left(_DURATIONS, seconds)] += 1
        if self._recorder is not None:
            self._recorder.record(request, status, body_size, seconds)

    def tick(self, now: float) -> None:
        """Note how late the clock is at `now`."""
        if self._ticked_at:
            self._lags.observe(max(0.0, now - self._ticked_at - self._interval))
        self._ticked_at = now

    def read(self, served: Served) -> Snapshot:
        """The figures right now."""
        requests = {**self._requests, "other": self._other_requests}
        counters: dict[str, float] = {
            f'fireweed_requests_total{{method="{method}",status="{digit}xx"}}': count
            for method, counts in requests.items()
            for digit, count in enumerate(counts)
            if count
        }
        counters |= _list_samples("fireweed_request_duration_seconds", _DURATIONS, self._durations, self._seconds)
        counters |= self._lags.read("fireweed_event_loop_lag_seconds")
        counters["fireweed_connections_accepted_total"] = served.connections_accepted
        counters["fireweed_connections_refused_total"] = served.connections_refused
        counters["fireweed_received_bytes_total"] = served.bytes_received
        counters["fireweed_sent_body_bytes_total"] = self._body_bytes
        gauges: dict[str, float] = {
            "fireweed_requests_in_flight": max(0, len(served.tasks) - served.websockets_open),
            "fireweed_websockets_open": served.websockets_open,
            "fireweed_connections_open": len(served.connections),
            **self.gauges.read(),
        }
        return Snapshot(counters, gauges) + read_process()
