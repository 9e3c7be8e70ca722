"""Shows a server how busy the worker pool is, if the server shows figures: the ASGI extension `fireweed.metrics`."""

from fireweed.concurrency import get_pool
from fireweed.types import Scope


def offer_gauges(scope: Scope) -> None:
    """Have the server of this lifespan scope read what the pool of the running loop does."""
    extension = (scope.get("extensions") or {}).get("fireweed.metrics")
    if extension is None:
        return
    add_gauge = extension["add_gauge"]
    add_gauge("fireweed_worker_threads_limit", lambda: get_pool().statistics().size)
    add_gauge("fireweed_worker_threads_busy", lambda: get_pool().statistics().busy)
    add_gauge("fireweed_worker_calls_waiting", lambda: get_pool().statistics().queued)
