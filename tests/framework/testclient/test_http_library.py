"""Which HTTP library the test client stands on."""

from collections.abc import Callable
from types import ModuleType

import pytest

from fireweed.exceptions import FireweedDeprecationWarning, MissingExtraError
from fireweed.testclient.http_library import load_http_library


def installed(*names: str) -> Callable[[str], ModuleType]:
    def import_module(name: str) -> ModuleType:
        if name not in names:
            raise ModuleNotFoundError(name)
        return ModuleType(name)

    return import_module


def test_prefers_httpx2() -> None:
    assert load_http_library(installed("httpx2", "httpx")).__name__ == "httpx2"


def test_falls_back_to_httpx_with_a_warning() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="httpx2"):
        library = load_http_library(installed("httpx"))

    assert library.__name__ == "httpx"


def test_names_the_extra_when_neither_is_installed() -> None:
    with pytest.raises(MissingExtraError, match=r"fireweed\[test\]"):
        load_http_library(installed())
