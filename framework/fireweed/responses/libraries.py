"""Responses rendered by JSON libraries that are not dependencies. Deprecated: pydantic writes JSON itself."""

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.responses.json import JSONResponse


class _LibraryResponse(JSONResponse):
    """Warns when it is made; `library` is imported when it first renders."""

    library: str

    def __init__(self, *args: Any, **options: Any) -> None:
        warnings.warn(
            f"{type(self).__name__} is deprecated. Declare a return type or a response model, and pydantic serializes "
            "the result directly to JSON bytes, which is faster and needs no response class of its own.",
            FireweedDeprecationWarning,
            stacklevel=2,
        )
        super().__init__(*args, **options)

    def import_library(self) -> Any:
        """Raises AssertionError where the library is not installed."""
        try:
            return import_module(self.library)
        except ImportError as error:
            name = type(self).__name__
            raise AssertionError(
                f"{self.library} must be installed to use {name}: pip install {self.library}"
            ) from error


class ORJSONResponse(_LibraryResponse):
    """JSON by orjson: keys that are not strings are written as strings, numpy's arrays as lists. Deprecated.

    Raises:
        AssertionError: orjson is not installed.
    """

    library = "orjson"

    def render(self, content: Any) -> bytes:
        orjson = self.import_library()
        dumps: Callable[..., bytes] = orjson.dumps
        return dumps(content, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY)


class UJSONResponse(_LibraryResponse):
    """JSON by ujson. Deprecated.

    Raises:
        AssertionError: ujson is not installed.
    """

    library = "ujson"

    def render(self, content: Any) -> bytes:
        text: str = self.import_library().dumps(content, ensure_ascii=False)
        return text.encode()
