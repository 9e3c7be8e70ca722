"""What clients are told of each value that they get wrong, word for word: one line of data for each mistake."""

import json
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import urlencode

import pytest

from fireweed import Body, Cookie, Fireweed, Header, Path, Query
from fireweed.types import Scope
from kit.asgi import call, http_scope
from kit.parameter_kinds import BODIES, COLLECTIONS, SCALARS

DATA = FilePath(__file__).parent / "data"
KINDS = SCALARS | COLLECTIONS
MARKERS: dict[str, Any] = {"path": Path(), "query": Query(), "header": Header(), "cookie": Cookie()}


def read_table(name: str) -> list[Any]:
    lines = [json.loads(line) for line in (DATA / name).read_text().splitlines()]
    return [
        pytest.param(line, id=f"{line.get('source', 'body')}-{line['kind']}-{index}")
        for index, line in enumerate(lines)
    ]


def build_app(path: str, annotation: Any) -> Fireweed:
    app = Fireweed()

    async def endpoint(value: Any) -> None: ...

    endpoint.__annotations__["value"] = annotation
    app.post(path)(endpoint)
    return app


def build_scope(source: str, values: list[str]) -> Scope:
    match source:
        case "path":
            return http_scope("POST", f"/{values[0]}")
        case "query":
            return http_scope("POST", query=urlencode([("value", value) for value in values]))
        case "header":
            return http_scope("POST", headers=[("value", value) for value in values])
        case _:
            cookies = "; ".join(f"value={value}" for value in values)
            return http_scope("POST", headers=[("cookie", cookies)] if cookies else [])


@pytest.mark.parametrize("line", read_table("bad_parameters.jsonl"))
async def test_bad_parameter_is_refused_in_these_words(line: Any) -> None:
    source, kind = line["source"], KINDS[line["kind"]]
    app = build_app("/{value}" if source == "path" else "/", Annotated[kind, MARKERS[source]])

    recorder = await call(app, build_scope(source, line["values"]))

    assert recorder.status == 422
    assert recorder.body == encode(line["errors"])


@pytest.mark.parametrize("line", read_table("bad_bodies.jsonl"))
async def test_bad_body_is_refused_in_these_words(line: Any) -> None:
    kind, marker = BODIES[line["kind"]], Body(embed=line["embed"])
    app = build_app("/", Annotated[kind, marker])
    headers = {"content-type": line["content_type"]} if line["content_type"] else {}

    recorder = await call(app, http_scope("POST", headers=headers), body=line["body"].encode())

    assert recorder.status == 422
    assert recorder.body == encode(line["errors"])


def encode(errors: list[Any]) -> bytes:
    """The answer, with the members of each error in the order in which they are promised."""
    return json.dumps({"detail": errors}, ensure_ascii=False, separators=(",", ":")).encode()
