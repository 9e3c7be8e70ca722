"""fastapi-mail: what arrives at a server for mail."""

import socketserver
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread

import httpx2
import pytest

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail by as much of SMTP (RFC 5321) as a client needs that is trusted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages: list[EmailMessage] = []

    @property
    def port(self) -> str:
        return str(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.messages.append(message_from_bytes(text, policy=policy.default))
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_sends_an_uploaded_file(serve: Serve, mailbox: Mailbox) -> None:
    client = serve("mails", SMTP_PORT=mailbox.port)

    answer = client.post("/mails", data={"to": "ada@example.com"}, files={"file": ("notes.txt", b"numbers")})

    assert answer.json() == "sent"
    (message,) = mailbox.messages
    (attachment,) = message.iter_attachments()
    assert (message["subject"], message["to"], message["from"]) == (
        "A file",
        "ada <ada@example.com>",
        "library@example.com",
    )
    assert (attachment.get_filename(), attachment.get_content().strip()) == ("notes.txt", "numbers")


def test_sends_after_the_answer(serve: Serve, mailbox: Mailbox) -> None:
    client = serve("mails", SMTP_PORT=mailbox.port)

    answer = client.post("/later", params={"to": "ada@example.com"})

    assert answer.json() == "accepted"
    wait_for(lambda: [message["subject"] for message in mailbox.messages] == ["Later"])
