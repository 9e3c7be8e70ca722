"""python-socketio, mounted and around, asked by its own client over both transports."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx2
import pytest
import socketio

from kit.server_process import HANG_LIMIT, wait_for

Serve = Callable[..., httpx2.Client]
Connect = Callable[..., socketio.SimpleClient]

with_each_transport = pytest.mark.parametrize("transport", ["polling", "websocket"])


@pytest.fixture(scope="module", params=["sockets", "sockets_around"], ids=["mounted", "around"])
def client(serve_module: Serve, request: pytest.FixtureRequest) -> httpx2.Client:
    return serve_module(request.param)


@pytest.fixture
def connect(client: httpx2.Client) -> Iterator[Connect]:
    """Connects under a name, by one transport alone."""
    with ExitStack() as stack:

        def start(name: str, transport: str, namespace: str = "/") -> socketio.SimpleClient:
            socket = stack.enter_context(socketio.SimpleClient(reconnection=False))
            socket.connect(
                str(client.base_url),
                auth={"name": name},
                transports=[transport],
                namespace=namespace,
                wait_timeout=int(HANG_LIMIT),
            )
            assert socket.transport == transport
            return socket

        yield start
        # A client that leaves while it polls would wait for the end of that, which its server does not bring about.
        client.delete("/clients")


@pytest.fixture
def socket() -> Iterator[socketio.Client]:
    socket = socketio.Client(reconnection=False)
    yield socket
    socket.disconnect()


@with_each_transport
def test_events_reach_the_room_and_are_acknowledged(connect: Connect, transport: str) -> None:
    ada, grace, hedy = (connect(name, transport) for name in ("Ada", "Grace", "Hedy"))

    joined = [ada.call("join", "maths"), grace.call("join", "maths"), hedy.call("join", "radio")]
    length = ada.call("say", ("maths", "hello"))

    assert (joined, length) == ([["maths"], ["maths"], ["radio"]], 5)
    assert grace.receive(timeout=HANG_LIMIT) == ["said", {"name": "Ada", "text": "hello"}]


@with_each_transport
def test_events_of_a_request_reach_the_room(client: httpx2.Client, connect: Connect, transport: str) -> None:
    ada = connect("Ada", transport)
    ada.call("join", "maths")

    client.post("/rooms/maths", params={"text": "lunch"})

    assert ada.receive(timeout=HANG_LIMIT) == ["said", {"name": "server", "text": "lunch"}]


def test_the_server_waits_for_what_a_client_answers(client: httpx2.Client, socket: socketio.Client) -> None:
    socket.on("question", lambda text: f"{text} yes")
    socket.connect(str(client.base_url), auth={"name": "Ada"}, wait_timeout=int(HANG_LIMIT))

    assert socket.call("ask") == "well? yes"


def test_polling_is_upgraded_to_a_websocket(client: httpx2.Client, socket: socketio.Client) -> None:
    socket.connect(str(client.base_url), auth={"name": "Ada"}, wait_timeout=int(HANG_LIMIT))

    assert socket.transport() == "websocket"


@with_each_transport
def test_bytes_go_through_a_namespace(connect: Connect, transport: str) -> None:
    assert connect("Ada", transport, "/bytes").call("echo", b"\x00\x01\xff") == b"\xff\x01\x00"


def test_refuses_whom_the_program_refuses(client: httpx2.Client, socket: socketio.Client) -> None:
    reasons: list[dict[str, str]] = []
    socket.on("connect_error", reasons.append)

    with pytest.raises(socketio.exceptions.ConnectionError):
        socket.connect(str(client.base_url), wait_timeout=int(HANG_LIMIT))

    assert [reason["message"] for reason in reasons] == ["who are you?"]


def test_learns_that_a_client_has_left(client: httpx2.Client, connect: Connect) -> None:
    connect("Edith", "websocket").disconnect()

    wait_for(lambda: "Edith" in client.get("/left").json())


def test_the_application_answers_beside_it(client: httpx2.Client) -> None:
    assert client.get("/").json() == "main"
