"""Whatever a client sends to a parameter model is answered: with the model, or with what is wrong."""

import asyncio
import json
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices, AliasPath, BaseModel, Field, Json, create_model

from fireweed import Cookie, Fireweed, Header, Query
from kit.asgi import call, http_scope

NAMES = st.sampled_from(["a", "b_c", "kind", "X-Y", "x_y", "host", "ä", ""])
TYPES = st.sampled_from([int, str, list[int], set[str], bool | None, Literal["a", "b"], Json, bytes, list[Any] | int])
ALIASES = st.one_of(
    st.none(),
    NAMES.filter(bool),
    st.builds(AliasChoices, NAMES.filter(bool), NAMES.filter(bool)),
    st.builds(AliasPath, NAMES.filter(bool), st.sampled_from([0, 1, "k"])),
)
FIELDS = st.dictionaries(
    st.sampled_from(["a", "b_c", "kind", "x_y"]), st.tuples(TYPES, ALIASES, st.booleans()), min_size=1, max_size=4
)
CONFIGS = st.fixed_dictionaries(
    {}, optional={"extra": st.sampled_from(["allow", "forbid", "ignore"]), "populate_by_name": st.booleans()}
)
VALUES = st.sampled_from(["", "1", "x", "[1]", "true", "\xff", "a"]) | st.text(
    st.characters(max_codepoint=255), max_size=5
)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
MARKERS = st.sampled_from([Query(), Header(), Header(convert_underscores=False), Cookie()])


def build_model(name: str, fields: Any, config: Any) -> type[BaseModel]:
    members: dict[str, Any] = {
        field_name: (type_, Field(... if is_required else None, validation_alias=alias))
        for field_name, (type_, alias, is_required) in fields.items()
    }
    build: Any = create_model
    model: type[BaseModel] = build(name, __config__=config, **members)
    return model


@given(st.lists(st.tuples(FIELDS, CONFIGS), min_size=1, max_size=2), MARKERS, st.booleans(), PAIRS)
def test_every_request_is_answered(models: Any, marker: Any, is_optional: bool, pairs: Any) -> None:
    members = [build_model(f"Model{index}", *model) for index, model in enumerate(models)]
    annotation: Any = reduce(or_, [*members, None] if is_optional else members)

    async def endpoint(x: Any) -> None: ...

    endpoint.__annotations__["x"] = Annotated[annotation, marker]
    app = Fireweed()
    app.get("/")(endpoint)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    cookies = "; ".join(f"{name}={value}" for name, value in pairs).encode("latin-1")
    scope = http_scope(query=urlencode(pairs), headers=[*headers, (b"cookie", cookies)])

    response = asyncio.run(call(app, scope))

    assert response.status in (200, 422)
    assert response.status == 200 or json.loads(response.body)["detail"]
    assert app.openapi()["paths"]["/"]["get"]["parameters"]
