"""What is said at the start about proxies, for those who will wonder why a scheme or a client is wrong."""

from fireweed_server.options import OPTIONS
from fireweed_server.settings import Settings

_EVERYBODY = "*"


def describe_trust(settings: Settings) -> str | None:
    """Whose header fields are believed, for people; None where that is as it is by default."""
    peers, fields = settings.forwarded_allow_ips, settings.forwarded_headers
    are_default = (peers, fields) == (OPTIONS["forwarded_allow_ips"].default, OPTIONS["forwarded_headers"].default)
    if are_default or not settings.proxy_headers:
        return None
    is_everybody = _EVERYBODY in [peer.strip() for peer in peers.split(",")]
    whom = "everybody, so let nobody but the proxy connect" if is_everybody else peers
    return f"Header fields of proxies ({fields}) are believed of {whom}."
