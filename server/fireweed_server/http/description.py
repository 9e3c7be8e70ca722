"""What a connection is doing, for people who ask a running process."""

from fireweed_server.http.deadlines import Deadlines
from fireweed_server.http.exchange import Exchange
from fireweed_server.logs.access_lines import escape
from fireweed_server.serving import Activity
from fireweed_server.wire.request import Endpoints


def describe_connection(endpoints: Endpoints, exchange: Exchange | None, deadlines: Deadlines, now: float) -> Activity:
    """Its client and what of its request, if there is one, is done. Ages are of the coarse clock."""
    client = describe_client(endpoints.client)
    if exchange is not None:
        age = now - exchange.swept_at if exchange.swept_at else 0.0
        return Activity(f"{client} {_describe_exchange(exchange, age)}", age)
    if deadlines.head_since:
        return Activity(f"{client} has been sending the head of a request for {now - deadlines.head_since:.0f} s")
    return Activity(f"{client} has been idle for {now - deadlines.idle_since:.0f} s")


def describe_client(client: tuple[str, int | None] | None) -> str:
    """Its address; "unnamed" for clients of Unix domain sockets."""
    if client is None:
        return "unnamed"
    return escape(client[0]) if client[1] is None else f"{client[0]}:{client[1]}"


def _describe_exchange(exchange: Exchange, age: float) -> str:
    request = f"{exchange.scope['method']} {escape(exchange.scope['raw_path'].decode('latin-1'))}"
    parts = [f"{request} for {age:.0f} s" if age else f"{request} for less than 1 s"]
    if exchange.body is not None:
        parts.append(
            f"{exchange.body.received} bytes of its body received{'' if exchange.body.is_complete else ' yet'}"
        )
    if exchange.response_started:
        parts.append(f"status {exchange.status}, {exchange.body_size} bytes sent")
    else:
        parts.append("no response yet")
    return ", ".join(parts)
