import sys
import types
from typing import Any

import pytest

from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.responses import JSONResponse, ORJSONResponse, UJSONResponse


@pytest.fixture
def orjson(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A library of that name which says what it was asked for."""
    library: Any = types.ModuleType("orjson")
    library.OPT_NON_STR_KEYS, library.OPT_SERIALIZE_NUMPY = 4, 16
    library.dumps = lambda content, option: f"{content} {option}".encode()
    monkeypatch.setitem(sys.modules, "orjson", library)
    return library


@pytest.fixture
def ujson(monkeypatch: pytest.MonkeyPatch) -> Any:
    library: Any = types.ModuleType("ujson")
    library.dumps = lambda content, ensure_ascii: f"é {content} {ensure_ascii}"
    monkeypatch.setitem(sys.modules, "ujson", library)
    return library


@pytest.mark.parametrize("response_class", [ORJSONResponse, UJSONResponse])
def test_making_one_is_deprecated(orjson: object, ujson: object, response_class: type[JSONResponse]) -> None:
    with pytest.warns(FireweedDeprecationWarning, match=f"^{response_class.__name__} is deprecated") as warned:
        response_class({})

    assert warned[0].filename == __file__


@pytest.mark.filterwarnings("ignore::fireweed.exceptions.FireweedDeprecationWarning")
def test_orjson_is_told_to_take_keys_and_arrays(orjson: object) -> None:
    response = ORJSONResponse({1: 2}, status_code=201)

    assert (response.body, response.status_code) == (b"{1: 2} 20", 201)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.filterwarnings("ignore::fireweed.exceptions.FireweedDeprecationWarning")
def test_ujson_leaves_text_as_it_is(ujson: object) -> None:
    assert UJSONResponse(1).body == "é 1 False".encode()


@pytest.mark.filterwarnings("ignore::fireweed.exceptions.FireweedDeprecationWarning")
@pytest.mark.parametrize(("response_class", "library"), [(ORJSONResponse, "orjson"), (UJSONResponse, "ujson")])
def test_library_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, response_class: type[JSONResponse], library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(AssertionError, match=f"^{library} must be installed to use {response_class.__name__}"):
        response_class({})
