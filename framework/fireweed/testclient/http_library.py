"""The HTTP library whose client the test client extends: httpx2, or httpx where only that is installed.

All other modules of the test client import `httpx` from here.
"""

import importlib
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from fireweed.exceptions import FireweedDeprecationWarning, MissingExtraError

__all__ = ["httpx", "load_http_library"]


def load_http_library(import_module: Callable[[str], ModuleType] = importlib.import_module) -> ModuleType:
    """Import httpx2, or else httpx with a FireweedDeprecationWarning; raise MissingExtraError without either."""
    try:
        return import_module("httpx2")
    except ModuleNotFoundError:
        pass
    try:
        library = import_module("httpx")
    except ModuleNotFoundError:
        raise MissingExtraError("the test client", "httpx2", "test") from None
    message = 'The test client over "httpx" is deprecated. Install "httpx2": pip install "fireweed[test]"'
    warnings.warn(message, FireweedDeprecationWarning, stacklevel=2)
    return library


if TYPE_CHECKING:
    import httpx2 as httpx
else:
    httpx = load_http_library()
