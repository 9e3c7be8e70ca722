"""Which of the nodes that a request passed is its client."""

import pytest

from fireweed_server.asgi import Address
from fireweed_server.errors import ProtocolError
from fireweed_server.proxy.hops import Origin, find_origin, parse_node
from fireweed_server.proxy.peers import parse_trusted_peers

TRUSTED = parse_trusted_peers("10.0.0.0/8,2001:db8::/32")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("192.0.2.1", ("192.0.2.1", 0), id="ipv4"),
        pytest.param("192.0.2.1:4711", ("192.0.2.1", 4711), id="ipv4-port"),
        pytest.param("[2001:DB8::1]", ("2001:db8::1", 0), id="ipv6-brackets"),
        pytest.param("[2001:db8::1]:4711", ("2001:db8::1", 4711), id="ipv6-port"),
        pytest.param("2001:db8::1", ("2001:db8::1", 0), id="ipv6-bare"),
        pytest.param("::ffff:192.0.2.1", ("192.0.2.1", 0), id="ipv4-in-ipv6"),
        pytest.param("192.0.2.1:_port", ("192.0.2.1", 0), id="hidden-port"),
        pytest.param("unknown", None, id="unknown"),
        pytest.param("Unknown:80", None, id="unknown-with-port"),
        pytest.param("_hidden.name-1", None, id="hidden"),
    ],
)
def test_reads_nodes(text: str, address: Address | None) -> None:
    assert parse_node(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:x", "[192.0.2.1", "[::1",
     "[::g]", "[192.0.2.1]x", "fe80::1%eth0", "[fe80::1%25eth0]", "_", "_a b", "unknownx", "1.2.3.4, ", "\u0661.2.3.4",
     "0x7f.0.0.1", "127.1", "2130706433", "192.0.2.1\x00", "' OR 1=1", "x" * 5000],
)  # fmt: skip
def test_refuses_what_is_no_node(text: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        parse_node(text)

    assert raised.value.status == 400


@pytest.mark.parametrize(
    ("nodes", "origin"),
    [
        pytest.param(["192.0.2.1"], Origin(("192.0.2.1", 0), 0), id="direct"),
        pytest.param(["192.0.2.1", "10.0.0.1"], Origin(("192.0.2.1", 0), 0), id="past-a-trusted-proxy"),
        pytest.param(["6.6.6.6", "192.0.2.1"], Origin(("192.0.2.1", 0), 1), id="what-the-client-wrote-is-not-read"),
        pytest.param(["garbage", "192.0.2.1"], Origin(("192.0.2.1", 0), 1), id="nor-refused"),
        pytest.param(["10.9.9.9", "192.0.2.1", "10.0.0.1"], Origin(("192.0.2.1", 0), 1), id="client-claims-trust"),
        pytest.param(["10.0.0.2", "10.0.0.1"], Origin(("10.0.0.2", 0), 0), id="all-trusted-gives-the-first"),
        pytest.param(["192.0.2.1", "unknown"], Origin(None, 1), id="unknown-ends-the-way"),
        pytest.param(["192.0.2.1", "2001:db8::1"], Origin(("192.0.2.1", 0), 0), id="past-a-proxy-of-ipv6"),
    ],
)
def test_finds_the_first_that_is_not_trusted(nodes: list[str], origin: Origin) -> None:
    assert find_origin(nodes, TRUSTED) == origin


def test_refuses_a_node_on_the_way_that_is_none() -> None:
    with pytest.raises(ProtocolError, match="a client that is no address"):
        find_origin(["192.0.2.1", "garbage", "10.0.0.1"], TRUSTED)
