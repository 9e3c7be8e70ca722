"""The server's own answers to requests: written for the client, and told to whoever records answers."""

import logging
from collections.abc import Mapping
from typing import Any

from fireweed_server.asgi import Address
from fireweed_server.errors import ProtocolError
from fireweed_server.logs.access_lines import build_unknown_request
from fireweed_server.request_ids import encode_request_id
from fireweed_server.serving import Serving
from fireweed_server.wire.refusal import OVERLOADED, encode_refusal, measure_refusal

logger = logging.getLogger("fireweed.server")


def build_refusal(
    serving: Serving, error: ProtocolError, request: Mapping[str, Any] | None, client: Address | None
) -> bytes:
    """The response to a request that is refused; `request` is what is known of it."""
    logger.debug("Refused a request: %d, %s.", error.status, error.reason)
    request = request or build_unknown_request(client)
    if error is OVERLOADED:
        serving.connections_refused += 1
    if serving.recorder is not None:
        serving.recorder.record(request, error.status, measure_refusal(error), 0.0)
    return encode_refusal(error, serving.server_lines, encode_request_id(serving.settings.request_id_header, request))
