import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed.responses import JSONResponse
from fireweed.responses.json import build_json_encoder, render_json
from kit.asgi import call, http_scope

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text() | st.integers() | st.booleans(), children),
    max_leaves=20,
)


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


@given(values)
def test_renders_what_the_standard_library_renders(value: Any) -> None:
    assert render_json(value) == dump(value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_rejects_numbers_that_json_does_not_have(number: float) -> None:
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        render_json({"number": number})


def test_rejects_objects_that_json_does_not_know() -> None:
    with pytest.raises(TypeError, match="Object of type object is not JSON serializable"):
        render_json([object()])


def test_rejects_a_container_that_holds_itself() -> None:
    container: list[Any] = []
    container.append(container)

    with pytest.raises(ValueError, match="Circular reference detected"):
        render_json(container)


def test_renders_a_container_that_occurs_twice() -> None:
    container = [1]

    assert render_json([container, container]) == b"[[1],[1]]"


def test_renders_again_after_an_error() -> None:
    container: list[Any] = [object()]
    with pytest.raises(TypeError):
        render_json(container)
    container[0] = 1

    assert render_json(container) == b"[1]"


def test_turns_unknown_objects_into_known_ones() -> None:
    encode = build_json_encoder(default=lambda value: sorted(value))

    assert encode({"tags": {"b", "a"}}) == b'{"tags":["a","b"]}'


def test_renders_without_the_accelerator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    encode = build_json_encoder()

    assert encode({"a": ["ä", 1.5, None]}) == '{"a":["ä",1.5,null]}'.encode()


async def test_response_is_json() -> None:
    sent = await call(JSONResponse({"name": "Käse"}, 201, {"x-one": "1"}), http_scope())

    assert sent.status == 201
    assert sent.body == '{"name":"Käse"}'.encode()
    assert sent.headers == {"content-type": "application/json", "content-length": "16", "x-one": "1"}


def test_response_without_content_is_null() -> None:
    assert JSONResponse(None).body == b"null"
