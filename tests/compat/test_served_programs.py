"""Programs of `programs`, unchanged, served by `fw run --compat` and asked over HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from kit.multipart import BOUNDARY, field, file, form
from kit.server_process import HANG_LIMIT, ServerProcess, killing_after
from kit.websocket_client import KEY, TEXT, SocketWebSocketClient, build_frame, connected

PROGRAMS = Path(__file__).parent / "programs"
COMMAND = "import sys; from fireweed.cli import main; main(sys.argv[1:])"

Serve = Callable[..., ServerProcess]


@pytest.fixture
def serve() -> Iterator[Serve]:
    processes: list[subprocess.Popen[str]] = []

    def start(app: str, *options: str) -> ServerProcess:
        command = [
            sys.executable,
            "-c",
            COMMAND,
            "run",
            "--compat",
            app,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            *options,
        ]
        pipe, environment = subprocess.PIPE, {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(command, cwd=PROGRAMS, env=environment, stdout=pipe, stderr=pipe, text=True)
        processes.append(process)
        return ServerProcess(process)

    with killing_after(HANG_LIMIT, processes):
        yield start
    for process in processes:
        process.kill()
        process.communicate()


class Answer:
    """A response that was read whole."""

    def __init__(self, connection: HTTPConnection) -> None:
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    server: ServerProcess, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> Answer:
    connection = server.connect()
    if body is not None and not isinstance(body, bytes):
        headers, body = {"content-type": "application/json", **(headers or {})}, json.dumps(body)
    connection.request(method, path, body, headers or {})
    return Answer(connection)


def test_hello(serve: Serve) -> None:
    server = serve("hello:app")

    assert ask(server, "GET", "/text").body == b'"hello"'
    assert ask(server, "GET", "/").body == b'{"hello":"world"}'


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/items/3?q=a&short=yes", 200, {"item_id": 3, "q": "a", "short": True}),
        ("/items", 200, {"limit": 10}),
        ("/users/1/items/2", 200, [1, 2]),
    ],
    ids=["optional", "default", "two-in-a-path"],
)
def test_items_reads_parameters(serve: Serve, path: str, status: int, expected: Any) -> None:
    answer = ask(serve("items:app"), "GET", path)

    assert (answer.status, answer.json()) == (status, expected)


def test_items_refuses_wrong_ones(serve: Serve) -> None:
    answer = ask(serve("items:app"), "GET", "/users/0/items/x")

    assert answer.status == 422
    assert [(error["type"], error["loc"]) for error in answer.json()["detail"]] == [
        ("greater_than_equal", ["path", "user_id"]),
        ("int_parsing", ["path", "item_id"]),
    ]


def test_item_store(serve: Serve) -> None:
    server = serve("item_store:app")

    created = ask(server, "POST", "/items", {"name": "oar", "price": 3})
    listed = ask(server, "GET", "/items")
    deleted = ask(server, "DELETE", "/items/1")
    missed = ask(server, "GET", "/items/1")

    assert (created.status, created.json()) == (201, {"id": 1, "name": "oar", "price": 3.0})
    assert listed.json() == [created.json()]
    assert (deleted.status, deleted.body) == (204, b"")
    assert (missed.status, missed.json()) == (404, {"detail": "Item not found"})


@pytest.mark.parametrize(
    ("path", "left"),
    [("/users", {"born": None, "level": 1}), ("/unset", {}), ("/none", {"level": 1})],
    ids=["all", "exclude-unset", "exclude-none"],
)
def test_separate_models_keep_the_password(serve: Serve, path: str, left: dict[str, Any]) -> None:
    sent = {"name": "ann", "email": "ann@example.com"}

    answer = ask(serve("separate_models:app"), "POST", path, {**sent, "password": "p"})

    assert answer.json() == {**sent, **left}


def test_service(serve: Serve) -> None:
    server = serve("service:create_app", "--factory")
    user = {"name": "Ann", "email": "ann@example.com", "role": "admin"}

    answers = [ask(server, "POST", "/api/users", body) for body in (user, user, {**user, "name": "a b"})]

    assert [answer.status for answer in answers] == [201, 400, 422]
    assert answers[0].json()["name"] == "ann"
    assert answers[2].json()["detail"][0]["msg"] == "Value error, Name must be alphanumeric"
    assert ask(server, "GET", "/api/docs").status == 200
    origin = {"origin": "https://app.example"}
    assert ask(server, "GET", "/api/about", None, origin).headers["access-control-allow-origin"] == origin["origin"]


def test_authentication(serve: Serve) -> None:
    server = serve("authentication:app")
    urlencoded = {"content-type": "application/x-www-form-urlencoded"}

    token = ask(server, "POST", "/token", b"username=bo&password=hidden", urlencoded).json()["access_token"]
    bearer = {"authorization": f"Bearer {token}"}

    assert ask(server, "GET", "/me", None, bearer).json() == "bo"
    assert ask(server, "DELETE", "/all", None, bearer).status == 403
    refused = ask(server, "GET", "/me")
    assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert ask(server, "POST", "/token", b"username=bo&password=x", urlencoded).status == 401


@pytest.mark.parametrize(
    ("path", "headers", "challenge"),
    [
        ("/basic", {}, "Basic"),
        ("/basic", {"authorization": "Basic YW5uOndyb25n"}, "Basic"),
        ("/bearer", {}, "Bearer"),
        ("/strict", {}, "APIKey"),
    ],
    ids=["basic", "wrong-password", "bearer", "key"],
)
def test_other_security_challenges(serve: Serve, path: str, headers: dict[str, str], challenge: str) -> None:
    answer = ask(serve("other_security:app"), "GET", path, None, headers)

    assert (answer.status, answer.headers["www-authenticate"]) == (401, challenge)


def test_other_security_lets_in(serve: Serve) -> None:
    server = serve("other_security:app")

    assert ask(server, "GET", "/basic", None, {"authorization": "Basic YW5uOnNlY3JldA=="}).json() == "ann"
    assert ask(server, "GET", "/bearer", None, {"authorization": "Bearer t"}).json() == "t"
    assert ask(server, "GET", "/key?key=b", None, {"x-key": "a", "cookie": "key=c"}).json() == ["a", "b", "c"]


def test_proxying_relays(serve: Serve) -> None:
    server = serve("proxying:app")

    answers = [ask(server, "GET", path) for path in ("/relay/price/oar", "/relay/nothing")]

    assert [(answer.status, answer.json()) for answer in answers] == [
        (200, {"name": "oar", "price": 3}),
        (404, {"detail": "Not Found"}),
    ]


def test_nested_dependencies(serve: Serve) -> None:
    server = serve("nested_dependencies:app")

    assert ask(server, "GET", "/page?page=3&size=5").json() == [10, 5]
    assert ask(server, "GET", "/calls").json()["calls"] == {"cached": 1, "fresh": 2}


def test_programs_run_their_own_tests() -> None:
    command = [sys.executable, "-m", "fireweed.compat", "-m", "pytest", "-q", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [*command, "nested_dependencies.py"], cwd=PROGRAMS, capture_output=True, text=True, check=False
    )

    assert "3 passed" in done.stdout, done.stdout


def test_documentation(serve: Serve) -> None:
    document = ask(serve("documentation:app"), "GET", "/openapi.json").json()

    operation = document["paths"]["/boats"]["post"]
    assert document["info"] == {"title": "Documented", "version": "3.0", "x-logo": {"url": "/logo.png"}}
    assert (operation["x-level"], operation["tags"]) == (3, ["boats"])
    assert operation["requestBody"]["content"]["application/json"]["examples"] == {"small": {"value": {"name": "Bo"}}}
    assert document["webhooks"].keys() == {"sunk"}


def test_registration_sends_mail_after_the_answer(serve: Serve) -> None:
    server = serve("registration:app")
    new = {"email": "ann@example.com", "password": "p"}

    first = ask(server, "POST", "/register", new)
    sent = ask(server, "GET", "/sent")

    assert (first.status, first.json()["sent"]) == (201, [])
    assert sent.json() == ["ann@example.com"]
    assert ask(server, "POST", "/register", new).status == 409


async def test_chat_goes_on_when_one_vanishes(serve: Serve) -> None:
    server = serve("chat:app")

    async with join(server, "ann") as ann, join(server, "bo") as bo:
        bo.writer.write(build_frame(TEXT, b'{"text": "ahoy"}'))
        heard = [await read_json(ann) for _ in range(3)], [await read_json(bo) for _ in range(2)]
        bo.writer.transport.abort()
        left = await read_json(ann)

    ahoy = {"from": "bo", "text": "ahoy"}
    assert heard == ([{"joined": "ann"}, {"joined": "bo"}, ahoy], [{"joined": "bo"}, ahoy])
    assert left == {"left": "bo"}


def test_chat_refuses_who_has_no_token(serve: Serve) -> None:
    server = serve("chat:app")
    headers = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": KEY}

    assert ask(server, "GET", "/chat", None, headers).status == 403


def join(server: ServerProcess, name: str) -> AbstractAsyncContextManager[SocketWebSocketClient]:
    return connected("127.0.0.1", server.port, target=f"/chat?token={name}")


async def read_json(client: SocketWebSocketClient) -> Any:
    return json.loads((await client.read_frame()).payload)


def test_uploads(serve: Serve) -> None:
    server = serve("uploads:app")
    body = form(field("title", "t"), file("file", "abc"))

    answer = ask(server, "POST", "/upload", body, {"content-type": f"multipart/form-data; boundary={BOUNDARY}"})

    assert answer.json() == {"title": "t", "name": "a.txt", "size": 3, "type": "text/plain"}
    assert ask(server, "GET", "/seen").json() == [["a.txt", 3]]


def test_streaming_keeps_memory_flat(serve: Serve) -> None:
    server = serve("streaming:app")
    ask(server, "GET", "/rows?count=1000")
    before = ask(server, "GET", "/memory").json()

    body = ask(server, "GET", "/rows").body

    assert body.count(b"\n") == 1_000_001
    assert (ask(server, "GET", "/memory").json() - before) * 1024 < len(body) / 2
    assert ask(server, "GET", "/events").body.count(b"data: ") == 3
    assert ask(server, "GET", "/lines").body == b'{"n": 0}\n{"n": 1}\n{"n": 2}\n'


def test_middleware(serve: Serve) -> None:
    server = serve("middleware:app")

    large = ask(server, "GET", "/large", None, {"accept-encoding": "gzip", "origin": "https://a.example"})
    unlucky = ask(server, "GET", "/unlucky")

    assert large.headers["content-encoding"] == "gzip"
    assert large.headers["access-control-allow-origin"] == "*"
    assert large.headers["x-order"] == "outer in, inner in, inner out, outer out"
    assert float(large.headers["x-process-time"]) > 0
    assert (unlucky.status, unlucky.json()) == (418, {"unlucky": "13"})


def test_operations_probes_flip(serve: Serve) -> None:
    server = serve("operations:app")

    statuses = [ask(server, "GET", "/ready").status]
    ask(server, "POST", "/break")
    statuses.append(ask(server, "GET", "/ready").status)

    assert statuses == [200, 503]
    assert ask(server, "GET", "/health").status == 200
    assert b"as asked" in ask(server, "GET", "/error").body


def test_operations_lose_nothing_on_sigterm(serve: Serve) -> None:
    server = serve("operations:app")
    connection = server.connect()
    connection.request("GET", "/slow")
    server.wait_output("slow begun")

    server.signal(signal.SIGTERM)

    assert Answer(connection).body == b'"done"'
    server.wait_output("pool closed")
    assert server.process.wait(HANG_LIMIT) in (0, -signal.SIGTERM)


def test_model_service_answers_others_meanwhile(serve: Serve) -> None:
    server = serve("model_service:app")
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(ask(server, "POST", "/predict", [1, 2, 6])))
    asking.start()

    released = ask(server, "POST", "/release")

    asking.join()
    assert released.json() == "released"
    assert answers[0].json() == {"mean": 3.0}
