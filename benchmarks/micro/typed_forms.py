"""What a request costs whose form becomes parameters, by CPU time, without a server, with every answer checked.

    python benchmarks/micro/typed_forms.py [FRAMEWORK]

FRAMEWORK is fireweed unless given; fastapi takes its place in an environment that has it. Prints microseconds per
request, the best of several rounds.
"""

import asyncio
import importlib
import json
import sys
import time
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel

ROUNDS = 5
CALLS = 1000
BOUNDARY = b"----FormBoundaryGx7aQ2mZ0vYkP4sT"
MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY
URLENCODED = b"application/x-www-form-urlencoded"
APPLICATION_CLASSES = {"fireweed": "Fireweed", "fastapi": "FastAPI"}

Message = dict[str, Any]


class Person(BaseModel):
    name: str
    age: int


@dataclass(frozen=True, slots=True)
class Case:
    """A request, and the answer it must get."""

    path: str
    content_type: bytes
    body: bytes
    answer: Any


def encode(*parts: tuple[bytes, bytes]) -> bytes:
    """A multipart form, from heads and contents."""
    head = b"Content-Disposition: form-data; "
    encoded = [b"--%b\r\n%b%b\r\n\r\n%b\r\n" % (BOUNDARY, head, *part) for part in parts]
    return b"".join(encoded) + b"--%b--\r\n" % BOUNDARY


NAME, AGE = (b'name="name"', b"Ada"), (b'name="age"', b"36")
FILE = (b'name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream', b"x" * 1000)
ADA = {"name": "Ada", "age": 36}

CASES = {
    "JSON, for comparison": Case("/json", b"application/json", b'{"name":"Ada","age":36}', ADA),
    "2 urlencoded fields": Case("/fields", URLENCODED, b"name=Ada&age=36", ADA),
    "urlencoded model": Case("/model", URLENCODED, b"name=Ada&age=36", ADA),
    "2 multipart fields": Case("/fields", MULTIPART, encode(NAME, AGE), ADA),
    "multipart with quotes": Case("/text", MULTIPART, encode((b'name="na\\"me"', b"Ada"), AGE), 36),
    "field and upload": Case("/upload", MULTIPART, encode(NAME, FILE), 1000),
    "field and bytes": Case("/bytes", MULTIPART, encode(NAME, FILE), 1000),
}


def build_app(framework: str) -> Any:
    """The application, of the package `framework`."""
    package = importlib.import_module(framework)
    form, file, upload = package.Form, package.File, package.UploadFile

    async def take_json(person: Person) -> Person:
        return person

    async def take_fields(name: Annotated[str, form()], age: Annotated[int, form()]) -> Person:
        return Person(name=name, age=age)

    async def take_text(age: Annotated[int, form()]) -> int:
        return age

    async def take_model(person: Annotated[Person, form()]) -> Person:
        return person

    async def take_upload(name: Annotated[str, form()], file: Any) -> int:
        return len(await file.read())

    async def take_bytes(name: Annotated[str, form()], file: Annotated[bytes, file()]) -> int:
        return len(file)

    take_upload.__annotations__["file"] = upload
    app = getattr(package, APPLICATION_CLASSES[framework])()
    for endpoint in (take_json, take_fields, take_text, take_model, take_upload, take_bytes):
        app.add_api_route(f"/{endpoint.__name__.removeprefix('take_')}", endpoint, methods=["POST"])
    return app


async def call(app: Any, case: Case) -> None:
    """Send the request, and check the answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": case.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(build_scope(case), receive, send)
    assert sent[0]["status"] == 200
    assert json.loads(sent[1]["body"]) == case.answer


def build_scope(case: Case) -> dict[str, Any]:
    headers = [(b"host", b"localhost"), (b"content-type", case.content_type)]
    address: dict[str, Any] = {"path": case.path, "raw_path": case.path.encode(), "root_path": "", "query_string": b""}
    versions = {"asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "scheme": "http"}
    peers: dict[str, Any] = {"server": ("localhost", 80), "client": ("localhost", 1), "state": {}}
    return {"type": "http", "method": "POST", "headers": headers, **address, **versions, **peers}


async def measure(app: Any, case: Case) -> float:
    """Return microseconds per request."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(CALLS):
            await call(app, case)
        best = min(best, time.process_time() - started)
    return best / CALLS * 1e6


async def main() -> None:
    framework = sys.argv[1] if len(sys.argv) > 1 else "fireweed"
    app = build_app(framework)
    print(f"{'form':24}{framework:>12}")
    for label, case in CASES.items():
        print(f"{label:24}{await measure(app, case):12.1f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
