"""Who talks to whom on a connection, as its transport knows it and ASGI says it."""

import asyncio

from fireweed_server.asgi import Address
from fireweed_server.serving import Serving
from fireweed_server.wire.request import Endpoints


def build_endpoints(transport: asyncio.BaseTransport, serving: Serving) -> Endpoints:
    """What the scopes of a connection's requests have in common."""
    is_tls = transport.get_extra_info("ssl_object") is not None
    client = _find_address(transport.get_extra_info("peername"))
    server = _find_address(transport.get_extra_info("sockname"))
    return Endpoints("https" if is_tls else "http", client, server, serving.settings.root_path, serving.state)


def _find_address(name: object) -> Address | None:
    """Host and port, or a Unix socket's path and None; None if there is none, as for the clients of a Unix socket."""
    if isinstance(name, tuple):
        return name[0], name[1]
    return (name, None) if isinstance(name, str) and name else None
