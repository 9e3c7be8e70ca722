"""How places to listen are written."""

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.places import (
    DescriptorPlace,
    Place,
    SystemdPlace,
    TcpPlace,
    UnixPlace,
    complete_metrics_place,
    parse_place,
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("127.0.0.1:8000", TcpPlace("127.0.0.1", 8000), id="ipv4"),
        pytest.param("[::1]:8000", TcpPlace("::1", 8000), id="ipv6"),
        pytest.param("localhost:0", TcpPlace("localhost", 0), id="name"),
        pytest.param("unix:/run/app.sock", UnixPlace("/run/app.sock"), id="unix"),
        pytest.param("unix:///run/app.sock", UnixPlace("/run/app.sock"), id="unix-url"),
        pytest.param("unix:app.sock", UnixPlace("app.sock"), id="unix-relative"),
        pytest.param("fd:3", DescriptorPlace(3), id="descriptor"),
        pytest.param("fd://3", DescriptorPlace(3), id="descriptor-url"),
        pytest.param("systemd", SystemdPlace(None), id="systemd"),
        pytest.param("systemd:web", SystemdPlace("web"), id="systemd-name"),
    ],
)
def test_reads_a_place(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    "text",
    ["", "8000", ":8000", "localhost", "localhost:", "localhost:http", "localhost:65536", "localhost:-1", "::1:8000",
     "[::1]", "unix:", "fd:", "fd:x", "systemd:", "http://localhost:80x", "localhost:\u0661"],
)  # fmt: skip
def test_rejects_what_is_none(text: str) -> None:
    with pytest.raises(OptionError, match=r"which is no place to listen\. Write HOST:PORT"):
        parse_place(text)


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("9100", "127.0.0.1:9100"),
        ("0.0.0.0:9100", "0.0.0.0:9100"),
        ("[::1]:9100", "[::1]:9100"),
        ("unix:/a", "unix:/a"),
    ],
    ids=["port", "address", "ipv6", "unix"],
)
def test_metrics_are_of_this_machine_alone_unless_told_otherwise(text: str, completed: str) -> None:
    assert complete_metrics_place(text) == completed


@pytest.mark.parametrize("text", ["", "-1", "65536", "localhost", "fd:3", "systemd", "\u0661"])
def test_rejects_a_place_that_metrics_cannot_have(text: str) -> None:
    with pytest.raises(OptionError, match=r"Option 'metrics' .* Write PORT, HOST:PORT or unix:/path"):
        complete_metrics_place(text)
