"""One request to an ASGI application, and what it answered: data in, data out, whichever framework it is."""

import asyncio
import base64
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import unquote, urlencode

from benchmarks.tutorial.programs import Request

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Answer = dict[str, Any]

BOUNDARY: Final = "boundary"
ANSWER_SECONDS: Final = 20
# Headers that tell of the moment, not of the program.
VOLATILE: Final = frozenset({"last-modified", "etag"})
EXPIRY: Final = re.compile(r"(?i)expires=[^;]*; ")


async def exchange(app: Application, request: Request) -> Answer:
    """What the application answers: status, headers and body; for a WebSocket, all its messages."""
    scope = build_scope(request)
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    for message in build_messages(request, scope):
        incoming.put_nowait(message)
    sent: list[Message] = []

    async def receive() -> Message:
        return await incoming.get()

    async def send(message: Message) -> None:
        sent.append(message)
        if scope["type"] == "http" and message["type"] == "http.response.body" and not message.get("more_body"):
            incoming.put_nowait({"type": "http.disconnect"})

    raised = None
    try:
        await asyncio.wait_for(app(scope, receive, send), ANSWER_SECONDS)
    except Exception as error:
        raised = type(error).__name__
    answer = read_websocket(sent) if scope["type"] == "websocket" else read_response(sent)
    if request.target.endswith("openapi.json") and answer["status"] == 200:
        answer["body"] = json.loads(answer["body"])  # members in any order
    if request.is_page:
        answer = {"status": answer["status"], "headers": without_length(answer["headers"])}
    return answer if raised is None else {**answer, "raised": raised}


def build_scope(request: Request) -> dict[str, Any]:
    """The connection scope (ASGI HTTP and WebSocket, section "Connection scope")."""
    path, _, query = request.target.partition("?")
    is_websocket = request.method == "WEBSOCKET"
    headers = {"host": "testserver", **request.headers}
    if not is_websocket and (content_type := find_content_type(request)):
        headers = {"content-type": content_type, "content-length": str(len(encode_body(request))), **headers}
    scope = {
        "type": "websocket" if is_websocket else "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws" if is_websocket else "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "state": {},
    }
    if is_websocket:
        return {**scope, "subprotocols": [], "extensions": {"websocket.http.response": {}}}
    return {**scope, "method": request.method}


def build_messages(request: Request, scope: dict[str, Any]) -> list[Message]:
    """Everything that the client sends, in order."""
    if scope["type"] == "http":
        return [{"type": "http.request", "body": encode_body(request), "more_body": False}]
    texts = [{"type": "websocket.receive", "text": text} for text in request.messages]
    return [{"type": "websocket.connect"}, *texts, {"type": "websocket.disconnect", "code": 1001}]


def find_content_type(request: Request) -> str | None:
    """The type of the body; None where there is none, or the headers of the request say it."""
    if request.files:
        return f"multipart/form-data; boundary={BOUNDARY}"
    if request.form is not None:
        return "application/x-www-form-urlencoded"
    return "application/json" if request.json is not None else None


def encode_body(request: Request) -> bytes:
    """The body that the request describes."""
    if request.files:
        return encode_multipart(request)
    if request.form is not None:
        return urlencode(request.form, doseq=True).encode()
    return request.body.encode() if request.json is None else json.dumps(request.json).encode()


def encode_multipart(request: Request) -> bytes:
    """Fields, then files (RFC 7578)."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (request.form or {}).items()
    ]
    for field, filename, content_type, content in request.files:
        disposition = f'form-data; name="{field}"; filename="{filename}"'
        parts.append(
            f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n{content}\r\n"
        )
    return "".join((*parts, f"--{BOUNDARY}--\r\n")).encode()


def read_response(sent: list[Message]) -> Answer:
    """The response, its headers sorted."""
    start = next((message for message in sent if message["type"] == "http.response.start"), None)
    if start is None:
        return {"status": None}
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return {"status": start["status"], "headers": read_headers(start), "body": read_body(body)}


def read_websocket(sent: list[Message]) -> Answer:
    """What the application sent, message by message, without what is none."""
    return {
        "messages": [
            {
                key: read_body(value) if isinstance(value, bytes) else value
                for key, value in message.items()
                if key != "headers" and value not in (None, "", b"")
            }
            for message in sent
        ]
    }


def read_headers(start: Message) -> list[list[str]]:
    """Names in lower case and values."""
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start.get("headers", ())]
    return sorted([name, read_value(name, value)] for name, value in pairs)


def without_length(headers: list[list[str]]) -> list[list[str]]:
    """All headers but the length of the body."""
    return [[name, value] for name, value in headers if name != "content-length"]


def read_value(name: str, value: str) -> str:
    """The value, without what differs from run to run; the methods of `allow` mean the same in any order."""
    if name == "allow":
        return ", ".join(sorted(value.split(", ")))
    return "" if name in VOLATILE else EXPIRY.sub("", value)


def read_body(body: bytes) -> str:
    """The text, or what is none in base64."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"base64:{base64.b64encode(body).decode()}"
