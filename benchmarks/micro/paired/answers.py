"""Scenarios: responses, from memory, from the disk and compressed."""

import atexit
import gzip
import json
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.micro.paired.library import Library
from benchmarks.micro.paired.scenario import Client, Scenario, ask, build_scope, expect

CONTENT = {"id": 1, "name": "Käse", "price": 1.5, "tags": ["a", "b"]}
RECORDS = [{"id": number, "name": f"somebody {number}", "tags": ["a", "b"]} for number in range(1250)]
SMALL, LARGE = b"x" * 1000, bytes(range(256)) * 4096
ACCEPTS_GZIP = (b"accept-encoding", b"gzip, deflate, br")
RANGE = (b"range", b"bytes=5000-5999")


def dump(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def build_text(library: Library) -> Scenario:
    """A plain text response, made and sent."""
    response_class = library.get("responses", "PlainTextResponse")
    return Scenario(ask(lambda: response_class("hello"), build_scope()), expect(200, b"hello"))


def build_json(library: Library) -> Scenario:
    """A small JSON response, made and sent."""
    response_class = library.get("responses", "JSONResponse")
    return Scenario(ask(lambda: response_class(CONTENT), build_scope()), expect(200, dump(CONTENT)))


@cache
def write_files() -> Path:
    """The directory of the files that are sent."""
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    path = Path(directory.name)
    (path / "small.txt").write_bytes(SMALL)
    (path / "large.bin").write_bytes(LARGE)
    return path


def build_file(library: Library, name: str, check: Callable[[Client], None], *headers: tuple[bytes, bytes]) -> Scenario:
    """A file response, made and sent."""
    response_class, path = library.get("responses", "FileResponse"), write_files() / name
    return Scenario(ask(lambda: response_class(path), build_scope("/", "GET", headers)), check)


def build_static(library: Library) -> Scenario:
    """A small file of a directory of them."""
    app = library.get("staticfiles", "StaticFiles")(directory=write_files())
    return Scenario(ask(lambda: app, build_scope("/small.txt")), expect(200, SMALL))


def build_gzip(library: Library, content: Any) -> Scenario:
    """JSON that is sent through the middleware, for a client that accepts gzip; short content is left as it is."""
    response_class, body = library.get("responses", "Response"), dump(content)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await response_class(body, media_type="application/json")(scope, receive, send)

    def check(client: Client) -> None:
        is_gzip = (b"content-encoding", b"gzip") in client.headers
        assert is_gzip is (len(body) >= 500), f"compressed: {is_gzip}"
        assert (gzip.decompress(client.body) if is_gzip else client.body) == body

    # The level is the same for both; it is what both take by default.
    wrapped = library.get("middleware.gzip", "GZipMiddleware")(app, compresslevel=9)
    return Scenario(ask(lambda: wrapped, build_scope("/", "GET", [ACCEPTS_GZIP])), check)


SCENARIOS: dict[str, Callable[[Library], Scenario]] = {
    "text response": build_text,
    "JSON response": build_json,
    "file, 1 kB": lambda library: build_file(library, "small.txt", expect(200, SMALL)),
    "file, 1 MB": lambda library: build_file(library, "large.bin", expect(200, LARGE)),
    "file, range": lambda library: build_file(library, "large.bin", expect(206, LARGE[5000:6000]), RANGE),
    "static file": build_static,
    "gzip, small": partial(build_gzip, content=CONTENT),
    "gzip, 64 kB JSON": partial(build_gzip, content=RECORDS),
}
