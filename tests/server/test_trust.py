import pytest

from fireweed_server.settings import Settings
from fireweed_server.trust import describe_trust


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(Settings(), id="default"),
        pytest.param(Settings(forwarded_allow_ips="*", proxy_headers=False), id="off"),
    ],
)
def test_says_nothing_of_what_goes_without_saying(settings: Settings) -> None:
    assert describe_trust(settings) is None


@pytest.mark.parametrize(
    ("peers", "whom"),
    [("10.0.0.0/8", "10.0.0.0/8"), ("10.0.0.1, *", "everybody, so let nobody but the proxy connect")],
)
def test_says_who_is_believed(peers: str, whom: str) -> None:
    text = describe_trust(Settings(forwarded_allow_ips=peers, forwarded_headers="forwarded"))

    assert text == f"Header fields of proxies (forwarded) are believed of {whom}."
