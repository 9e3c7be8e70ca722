"""Who is trusted."""

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.proxy.peers import parse_trusted_peers


@pytest.mark.parametrize(
    ("text", "host", "is_trusted"),
    [
        pytest.param("10.0.0.7", "10.0.0.7", True, id="address"),
        pytest.param("10.0.0.7", "10.0.0.8", False, id="other-address"),
        pytest.param("10.0.0.0/8", "10.200.3.4", True, id="network"),
        pytest.param("10.0.0.0/8", "11.0.0.1", False, id="outside-of-network"),
        pytest.param("2001:db8::/32", "2001:db8:1::7", True, id="network-of-ipv6"),
        pytest.param("::1", "0:0:0:0:0:0:0:1", True, id="other-spelling"),
        pytest.param("127.0.0.1", "::ffff:127.0.0.1", True, id="ipv4-wrapped-in-ipv6"),
        pytest.param(" 10.0.0.1 , 10.0.0.2 ,", "10.0.0.2", True, id="list"),
        pytest.param("*", "203.0.113.9", True, id="everybody"),
        pytest.param("", "127.0.0.1", False, id="nobody"),
        pytest.param("unix", "127.0.0.1", False, id="only-unix"),
        pytest.param("10.0.0.0/8", "localhost", False, id="no-address"),
        pytest.param("10.0.0.0/8", "010.0.0.1", False, id="octal-address"),
    ],
)
def test_trusts_addresses_and_networks(text: str, host: str, is_trusted: bool) -> None:
    assert parse_trusted_peers(text).trusts(host) is is_trusted


@pytest.mark.parametrize(("text", "trusts_unix"), [("unix", True), ("*", True), ("127.0.0.1", False)])
def test_unix_sockets_are_trusted_by_name(text: str, trusts_unix: bool) -> None:
    assert parse_trusted_peers(text).trusts_unix is trusts_unix


@pytest.mark.parametrize("entry", ["proxy.example", "10.0.0.1/8", "10.0.0.0/33", "10.*", "/run/a.sock"])
def test_rejects_what_is_no_address(entry: str) -> None:
    with pytest.raises(OptionError, match=r"Option 'forwarded_allow_ips' names .* Write addresses such as"):
        parse_trusted_peers(entry)
