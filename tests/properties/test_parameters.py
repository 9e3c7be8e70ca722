"""Whatever parameters are declared and whatever is sent: a request is answered or refused, and never fails."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fireweed import Body, Cookie, Depends, Fireweed, Header, Path, Query
from fireweed.types import Scope
from kit.asgi import call, http_scope
from kit.parameter_kinds import BODIES, COLLECTIONS, SCALARS

MARKERS: dict[str, Callable[[], Any]] = {"path": Path, "query": Query, "header": Header, "cookie": Cookie, "body": Body}
KINDS: dict[str, dict[str, Any]] = {
    "path": SCALARS,
    "query": SCALARS | COLLECTIONS,
    "header": SCALARS | COLLECTIONS,
    "cookie": SCALARS | COLLECTIONS,
    "body": SCALARS | COLLECTIONS | BODIES,
}

TEXTS = st.sampled_from(
    [
        *("", "0", "1", "7", "-1", "1.5", "nan", "inf", "1e999", "9" * 5000, "true", "red", "asc", "a", "1,2", "[1]"),
        *(
            "null",
            "{",
            '{"a": 1}',
            "2020-01-01",
            "25:00",
            "P1D",
            "x y",
            "%",
            "%zz",
            "%FF",
            "\x00",
            "\xff",
            "é",
            ";",
            "=",
            "&",
            "+",
        ),
    ]
) | st.text(st.characters(max_codepoint=255), max_size=8)
NAMES = st.sampled_from(["a_0", "a_1", "a_2", "a_3", "a-0", "a-1", "a-2", "a-3", "A_0", "other", ""])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a_0", "a_1", "name", "price", "x", "kind"]), inner, max_size=4)
    ),
    max_leaves=8,
)
BODY_BYTES = DOCUMENTS.map(lambda document: json.dumps(document).encode()) | st.binary(max_size=20) | st.just(b"")
CONTENT_TYPES = st.sampled_from(
    ["application/json", "application/vnd.a+json", "text/plain", "application/", "\xff", None]
)


@dataclass(frozen=True)
class Declared:
    """A parameter of the endpoint, or of a dependency."""

    name: str
    source: str
    kind: str
    is_optional: bool
    is_of_dependency: bool

    def build(self) -> Parameter:
        kind: Any = KINDS[self.source][self.kind]
        annotation = Annotated[kind, MARKERS[self.source]()]
        default = None if self.is_optional and self.source != "path" else Parameter.empty
        return Parameter(self.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


@st.composite
def declarations(draw: st.DrawFn) -> list[Declared]:
    sources = draw(st.lists(st.sampled_from(list(KINDS)), max_size=4))
    return [
        Declared(
            f"a_{index}", source, draw(st.sampled_from(list(KINDS[source]))), draw(st.booleans()), draw(st.booleans())
        )
        for index, source in enumerate(sources)
    ]


@st.composite
def requests(draw: st.DrawFn, declared: Sequence[Declared]) -> tuple[Scope, bytes]:
    fields = draw(st.lists(st.tuples(NAMES, TEXTS), max_size=5))
    query = "&".join(f"{name}={value}" for name, value in fields)
    cookie = "; ".join(f"{name}={value}" for name, value in draw(st.lists(st.tuples(NAMES, TEXTS), max_size=3)))
    headers = [*draw(st.lists(st.tuples(NAMES, TEXTS), max_size=5)), ("cookie", cookie)]
    content_type = draw(CONTENT_TYPES)
    if content_type is not None:
        headers.append(("content-type", content_type))
    segments = [draw(TEXTS.filter(lambda text: text and "/" not in text)) for one in declared if one.source == "path"]
    raw_query = query.encode("latin-1") if draw(st.booleans()) else draw(st.binary(max_size=20))
    return http_scope("POST", "/" + "/".join(segments), query=raw_query, headers=headers), draw(BODY_BYTES)


def build_callable(
    declared: Sequence[Declared], received: dict[str, Any], *more: Parameter
) -> Callable[..., Awaitable[None]]:
    """A callable with these parameters, which notes what it is given."""

    async def note(**arguments: Any) -> None:
        received.update(arguments)

    signature = Signature([*(one.build() for one in declared), *more])
    note.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for
    return note


def build_app(declared: Sequence[Declared], received: dict[str, Any]) -> Fireweed:
    dependency = build_callable([one for one in declared if one.is_of_dependency], received)
    link = Parameter("link", Parameter.KEYWORD_ONLY, annotation=Annotated[None, Depends(dependency)])
    endpoint = build_callable([one for one in declared if not one.is_of_dependency], received, link)
    app = Fireweed()
    app.post("/" + "/".join(f"{{{one.name}}}" for one in declared if one.source == "path"))(endpoint)
    return app


@settings(max_examples=300)
@given(st.data())
async def test_every_request_is_answered_or_refused(data: st.DataObject) -> None:
    declared = data.draw(declarations())
    scope, body = data.draw(requests(declared))
    received: dict[str, Any] = {}

    recorder = await call(build_app(declared, received), scope, body=body)

    assert recorder.status in (200, 400, 422)
    if recorder.status == 200:
        assert received.keys() == {one.name for one in declared} | {"link"}
    if recorder.status == 422:
        sources = {error["loc"][0] for error in json.loads(recorder.body)["detail"]}
        assert sources <= {one.source for one in declared}
