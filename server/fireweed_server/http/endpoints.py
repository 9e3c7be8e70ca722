"""Who talks to whom on a connection, as its transport or a proxy in front knows it and ASGI says it."""

import asyncio

from fireweed_server.asgi import Address
from fireweed_server.http.extended import EXTENSIONS, PLAIN_EXTENSIONS
from fireweed_server.http.identified import IdentifiedRequests
from fireweed_server.proxy.preface import Preface
from fireweed_server.serving import Serving
from fireweed_server.tls.extension import build_tls_extension
from fireweed_server.wire.request import Endpoints, ParseRequest, parse_request


def build_endpoints(
    transport: asyncio.BaseTransport, serving: Serving, preface: Preface | None
) -> tuple[Endpoints, ParseRequest]:
    """What the scopes of a connection's requests have in common, and what makes them: more if the peer is trusted."""
    ssl_object = transport.get_extra_info("ssl_object")
    peer_name, own_name = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
    if preface is None:
        client, server = _find_address(peer_name), _find_address(own_name)
        is_trusted = _is_trusted(client, own_name, serving)
    else:
        client, server = preface
        is_trusted = client is not None and serving.trusted.trusts(client[0])
    if ssl_object is None:
        scheme, extensions = "http", PLAIN_EXTENSIONS
    else:
        scheme, extensions = "https", {**EXTENSIONS, "tls": build_tls_extension(ssl_object)}
    endpoints = Endpoints(scheme, client, server, serving.settings.root_path, serving.state, extensions)
    return endpoints, _choose_parser(serving, is_trusted=is_trusted)


def _choose_parser(serving: Serving, *, is_trusted: bool) -> ParseRequest:
    """What parses the requests of a connection: no more than what the settings and its peer make necessary."""
    parse = serving.proxied.parse_request if is_trusted and serving.proxied.is_active else parse_request
    header = serving.settings.request_id_header
    return parse if header is None else IdentifiedRequests(parse, header, is_trusted=is_trusted).parse_request


def _is_trusted(client: Address | None, own_name: object, serving: Serving) -> bool:
    if isinstance(own_name, tuple):
        return client is not None and serving.trusted.trusts(client[0])
    # A Unix socket has a path, or bytes in Linux's abstract namespace.
    return bool(own_name) and serving.trusted.trusts_unix


def _find_address(name: object) -> Address | None:
    """Host and port, or a Unix socket's path and None; None if there is none, as for the clients of a Unix socket."""
    if isinstance(name, tuple):
        return name[0], name[1]
    return (name, None) if isinstance(name, str) and name else None
