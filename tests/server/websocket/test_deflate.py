import pytest

from fireweed_server.websocket.deflate import find_deflate_offer


@pytest.mark.parametrize(
    ("offer", "response"),
    [
        ("permessage-deflate", "permessage-deflate"),
        ("x-other, permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=12"),
        ("permessage-deflate; client_max_window_bits=9", "permessage-deflate; client_max_window_bits=9"),
        ('permessage-deflate; server_max_window_bits="10"', "permessage-deflate; server_max_window_bits=10"),
        ("permessage-deflate;server_max_window_bits = 15", "permessage-deflate; server_max_window_bits=12"),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
        ),
        (
            "permessage-deflate; server_max_window_bits=8, permessage-deflate; client_no_context_takeover",
            "permessage-deflate; client_no_context_takeover",
        ),
    ],
    ids=["plain", "behind another", "own window", "small window", "quoted", "spaces", "flags", "second offer"],
)
def test_takes_the_first_offer_that_it_can_keep(offer: str, response: str) -> None:
    accepted = find_deflate_offer(offer.encode())

    assert accepted is not None
    assert accepted.response == response.encode()


@pytest.mark.parametrize(
    "offer",
    [
        "",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits=99",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=09",
        "permessage-deflate; client_max_window_bits=9; client_max_window_bits=9",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; level=9",
        'permessage-deflate; x="',
        "permessage-deflate; ",
        "\x80permessage-deflate",
    ],
)
def test_declines_offers_that_break_a_rule(offer: str) -> None:
    assert find_deflate_offer(offer.encode("latin-1")) is None
