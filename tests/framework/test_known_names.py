"""Names of the core that programs import from a module other than the one that defines them."""

import importlib

import pytest

from fireweed import exceptions
from fireweed.http.cookies import parse_cookies
from fireweed.middleware import handlers
from fireweed.types import ExceptionHandler


@pytest.mark.parametrize(
    ("module", "name", "known"),
    [
        ("fireweed.routing", "NoMatchFound", exceptions.NoMatchFound),
        ("fireweed.requests", "ClientDisconnect", exceptions.ClientDisconnect),
        ("fireweed.requests", "cookie_parser", parse_cookies),
        ("fireweed.websockets", "WebSocketDisconnect", exceptions.WebSocketDisconnect),
    ],
)
def test_is_the_one_thing_of_that_name(module: str, name: str, known: object) -> None:
    assert getattr(importlib.import_module(module), name) is known


def test_handlers_are_called_what_applications_call_them() -> None:
    def handler(request: object, error: object) -> None: ...

    typed: ExceptionHandler = handler

    table = handlers.ExceptionHandlers({ValueError: typed})

    assert table.find(ValueError()) is not None
    assert table.find(KeyError()) is None
