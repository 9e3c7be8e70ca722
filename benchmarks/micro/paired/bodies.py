"""Scenarios: reading the body of a request, as bytes and as a form."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from benchmarks.micro.forms import Form, build_forms
from benchmarks.micro.paired.library import Library
from benchmarks.micro.paired.scenario import Client, Scenario, build_scope

FORMS = {
    "multipart, 2 fields": "2 fields",
    "multipart, 100 fields": "100 fields",
    "multipart, 8 MB file": "8 MB file in 64 kB",
    "urlencoded, 2 fields": "2 urlencoded fields",
    "urlencoded, 100 fields": "100 urlencoded fields",
}
BODIES = {"body, 1 kB": [b"x" * 1000], "body, 256 kB": [b"x" * 65536] * 4}


def build_form(library: Library, name: str) -> Scenario:
    """Reading one of the forms of `benchmarks.micro.forms`."""
    form: Form = build_forms()[name]
    request_class = library.get("requests", "Request")
    scope = build_scope("/", "POST", [(b"content-type", form.content_type)])

    async def act() -> tuple[int, int]:
        async with request_class(dict(scope), Client(form.chunks).receive).form() as data:
            items: list[Any] = data.multi_items()
            return len(items), items[-1][1].size if form.file_size else 0

    def check(answer: tuple[int, int]) -> None:
        assert answer == (form.parts, form.file_size), f"read {answer}"

    return Scenario(act, check)


def build_body(library: Library, chunks: Sequence[bytes]) -> Scenario:
    """Reading a body whole."""
    request_class = library.get("requests", "Request")
    scope, whole = build_scope("/", "POST"), b"".join(chunks)

    async def act() -> bytes:
        body: bytes = await request_class(dict(scope), Client(chunks).receive).body()
        return body

    def check(body: bytes) -> None:
        assert body == whole, f"read {len(body)} bytes"

    return Scenario(act, check)


SCENARIOS = {label: partial(build_form, name=name) for label, name in FORMS.items()} | {
    label: partial(build_body, chunks=chunks) for label, chunks in BODIES.items()
}
