"""Every figure there is: its name, kind and meaning, in the order in which they are shown."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Family:
    """The samples of one name. A histogram's have the suffixes `_bucket`, `_sum` and `_count`."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str


FAMILIES: Final = (
    Family("fireweed_requests_total", "counter", "Requests answered, by the application or with a refusal."),
    Family("fireweed_request_duration_seconds", "histogram", "Time from a request to the end of its response."),
    Family(
        "fireweed_requests_in_flight", "gauge", "Requests that the application works on, also after their response."
    ),
    Family("fireweed_websockets_open", "gauge", "WebSockets that are open."),
    Family("fireweed_connections_open", "gauge", "Connections that are open."),
    Family("fireweed_connections_accepted_total", "counter", "Connections accepted."),
    Family("fireweed_connections_refused_total", "counter", "Connections answered 503 because there were too many."),
    Family("fireweed_received_bytes_total", "counter", "Bytes received over HTTP, heads included."),
    Family("fireweed_sent_body_bytes_total", "counter", "Bytes of bodies sent, and of WebSocket frames."),
    Family("fireweed_event_loop_lag_seconds", "histogram", "How late a timer of the event loop is, once a second."),
    Family("fireweed_workers", "gauge", "Worker processes that serve."),
    Family("fireweed_workers_ended_total", "counter", "Worker processes that have ended."),
    Family("process_cpu_seconds_total", "counter", "CPU time, of the system and the user."),
    Family("process_resident_memory_bytes", "gauge", "Memory in use."),
    Family("process_open_fds", "gauge", "Open file descriptors."),
    Family("process_start_time_seconds", "gauge", "When it started, in seconds since 1970."),
)
