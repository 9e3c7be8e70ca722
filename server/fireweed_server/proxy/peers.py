"""Which peers are proxies to be believed. Knows addresses, no headers."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from fireweed_server.errors import OptionError
from fireweed_server.wire.memo import Memo

_EVERYBODY: Final = "*"
_UNIX: Final = "unix"

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network


class TrustedPeers:
    """The addresses that are trusted. `trusts_unix` says whether those who connect to a Unix domain socket are."""

    __slots__ = ("_hosts", "_is_trusted", "_networks", "_trusts_everybody", "trusts_unix")

    def __init__(self, networks: tuple[IPNetwork, ...], *, trusts_unix: bool, trusts_everybody: bool) -> None:
        self._hosts = frozenset(str(network[0]) for network in networks if network.num_addresses == 1)
        self._networks = tuple(network for network in networks if network.num_addresses > 1)
        self._trusts_everybody = trusts_everybody
        self.trusts_unix = trusts_unix or trusts_everybody
        # PERF: comparing with networks takes microseconds, and proxies are few (benchmarks/micro/proxy_headers.py).
        self._is_trusted: Memo[str, bool] = Memo(self._find, 1024)

    def trusts(self, host: str) -> bool:
        """Whether the IP address `host` is one of a trusted proxy; what is no address is not."""
        return self._is_trusted[host]

    def _find(self, host: str) -> bool:
        if self._trusts_everybody or host in self._hosts:
            return True
        if not self._networks and ":" not in host:  # IPv4 has one spelling, IPv6 many
            return False
        address = find_ip_address(host)
        return address is not None and (
            str(address) in self._hosts or any(address in network for network in self._networks)
        )


def parse_trusted_peers(text: str) -> TrustedPeers:
    """Read the option `forwarded_allow_ips`: addresses, networks, `unix` and `*`, with commas between them.

    Raises OptionError for anything else.
    """
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    networks = tuple(_parse_network(entry) for entry in entries if entry not in (_EVERYBODY, _UNIX))
    return TrustedPeers(networks, trusts_unix=_UNIX in entries, trusts_everybody=_EVERYBODY in entries)


def find_ip_address(text: str) -> IPAddress | None:
    """The address that `text` is, one of IPv4 where IPv6 only wraps it; None if it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _parse_network(entry: str) -> IPNetwork:
    try:
        return ip_network(entry)
    except ValueError as error:
        raise OptionError(
            f"Option 'forwarded_allow_ips' names {entry!r}: {error}. "
            "Write addresses such as 10.0.0.7, networks such as 10.0.0.0/8, 'unix', or '*' for everybody."
        ) from error
