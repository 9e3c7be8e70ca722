"""Whatever is declared and whatever is sent, the answer is a value or what is wrong with the request: never a 500."""

import datetime
import json
from collections import deque
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices, BaseModel, Field, Json

from fireweed import Body, Cookie, Depends, Fireweed, Header, Path, Query
from kit.asgi import call, http_scope


class Colour(Enum):
    RED = "red"


class Item(BaseModel):
    name: str
    price: Annotated[float, Field(ge=0)] = 0
    children: list["Item"] = []


SCALARS: tuple[Any, ...] = (
    str,
    int,
    float,
    bool,
    bytes,
    UUID,
    Decimal,
    Colour,
    Any,
    datetime.datetime,
    datetime.timedelta,
    int | None,
    int | bool,
    Literal["a", "1"],
    Json[list[int]],
    Annotated[int, Field(gt=3)],
    Annotated[str, Field(pattern="^a+$", max_length=3)],
)
COLLECTIONS: tuple[Any, ...] = (list[int], set[str], tuple[int, str], frozenset[Colour], deque[UUID], list[bool] | None)
BODIES: tuple[Any, ...] = (*SCALARS, *COLLECTIONS, Item, list[Item], Item | None, dict[str, int], dict[Colour, Item])
NAMES = ("a", "b_c", "x")
OPTIONS: tuple[dict[str, Any], ...] = ({}, {"alias": "A-b"}, {"validation_alias": AliasChoices("x", "y")})
KINDS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (Query, SCALARS + COLLECTIONS),
    (Header, SCALARS + COLLECTIONS),
    (Cookie, SCALARS),
    (Body, BODIES),
)


class Declared(NamedTuple):
    """A parameter: `kind` and `type_` are places in the tables, `options` too."""

    name: str
    kind: int
    type_: int
    options: int
    is_optional: bool


class Given(NamedTuple):
    """A request as far as the client decides."""

    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


TEXTS = st.sampled_from(
    [b"", b"1", b"-1", b"a", b"red", b"true", b"null", b"[1]", b"%FF", b"\xff", b"\xc3\xa9", b"%00", b"1e999", b"nan"]
) | st.binary(max_size=8)
FIELD_NAMES = st.sampled_from([b"a", b"b_c", b"b-c", b"x", b"y", b"A-b", b"a-b", b"p", b"%61", b"\xff", b""])
QUERIES = st.lists(st.tuples(FIELD_NAMES, TEXTS).map(b"=".join), max_size=4).map(b"&".join)
COOKIES = st.lists(st.tuples(FIELD_NAMES, TEXTS).map(b"=".join), max_size=3).map(b"; ".join)
HEADERS = st.lists(
    st.tuples(FIELD_NAMES.map(bytes.lower), TEXTS)
    | st.tuples(st.just(b"cookie"), COOKIES)
    | st.tuples(st.just(b"content-type"), st.sampled_from([b"application/json", b"text/plain", b"\xff", b"a/b+json"])),
    max_size=4,
).map(tuple)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "A-b", "name", "price", "children"]), inner, max_size=4)
    ),
    max_leaves=6,
).map(lambda document: json.dumps(document).encode())
BROKEN = st.sampled_from([b"", b"{", b"[" * 3000, b'{"a":' * 3000, b"\xff", b"nan", b'"\\ud800"', b"9" * 5000, b"\x00"])
REQUESTS = st.builds(
    Given,
    path=st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=5)
    | st.sampled_from(["1", "red", "true"]),
    query=QUERIES,
    headers=HEADERS,
    body=DOCUMENTS | BROKEN | st.binary(max_size=10),
)
PARAMETERS = st.integers(0, len(KINDS) - 1).flatmap(
    lambda kind: st.builds(
        Declared,
        name=st.sampled_from(NAMES),
        kind=st.just(kind),
        type_=st.integers(0, len(KINDS[kind][1]) - 1),
        options=st.integers(0, len(OPTIONS) - 1),
        is_optional=st.booleans(),
    )
)
SIGNATURES = st.lists(PARAMETERS, max_size=3, unique_by=lambda declared: declared.name).map(tuple)


def build_call(declared: tuple[Declared, ...], extra: dict[str, Any]) -> Any:
    """A function with these parameters, those without a default first."""
    annotations = dict(extra)
    defaults: dict[str, Any] = {}
    for name, kind, type_, options, is_optional in declared:
        marker, types = KINDS[kind]
        annotations[name] = Annotated[types[type_], marker(**OPTIONS[options])]
        if is_optional:
            defaults[name] = None
    names = [name for name in annotations if name not in defaults] + list(defaults)
    namespace: dict[str, Any] = {"defaults": defaults}
    listed = ", ".join(f"{name}=defaults[{name!r}]" if name in defaults else name for name in names)
    exec(f"def endpoint({listed}): return 'accepted'", namespace)
    endpoint = namespace["endpoint"]
    endpoint.__annotations__.update(annotations)
    return endpoint


@lru_cache(maxsize=256)
def build_app(path_type: int, declared: tuple[Declared, ...], of_dependency: tuple[Declared, ...]) -> Fireweed:
    dependency = build_call(of_dependency, {})
    app = Fireweed()
    extra = {"p": Annotated[SCALARS[path_type], Path()], "d": Annotated[Any, Depends(dependency)]}
    app.add_api_route("/{p}", build_call(declared, extra), methods=["POST"])
    return app


def refuse_constant(name: str) -> Any:
    raise AssertionError(f"{name} is not JSON")


@given(
    path_type=st.integers(0, len(SCALARS) - 1),
    declared=SIGNATURES,
    of_dependency=SIGNATURES,
    requests=st.lists(REQUESTS, min_size=1, max_size=5),
)
async def test_no_request_makes_any_declaration_fail(
    path_type: int, declared: tuple[Declared, ...], of_dependency: tuple[Declared, ...], requests: list[Given]
) -> None:
    app = build_app(path_type, declared, of_dependency)

    for path, query, headers, body in requests:
        scope = http_scope("POST", f"/{path}", query=query, headers=headers)

        recorder = await call(app, scope, body=body)

        document = json.loads(recorder.body, parse_constant=refuse_constant)
        assert recorder.status in (200, 400, 422), document
        assert document == "accepted" if recorder.status == 200 else document["detail"]
