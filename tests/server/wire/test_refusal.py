from fireweed_server.errors import ProtocolError
from fireweed_server.wire.refusal import OVERLOADED, encode_refusal
from fireweed_server.wire.response_head import ServerLines


def test_says_why_and_closes() -> None:
    encoded = encode_refusal(ProtocolError(400, "the Host header is missing"), ServerLines(b"fireweed"))

    assert encoded == (
        b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nserver: fireweed\r\n"
        b"content-length: 41\r\nconnection: close\r\n\r\nBad Request: the Host header is missing.\n"
    )


def test_an_overloaded_server_says_when_to_come_back() -> None:
    assert b"\r\nretry-after: 5\r\n" in encode_refusal(OVERLOADED, ServerLines(None))
