"""Names of the core that programs import from a module other than the one that defines them."""

import importlib
import subprocess
import sys
import types

import jinja2
import pytest
from pydantic import BaseModel

from fireweed import exceptions, responses
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
        ("fireweed.middleware.base", "AsyncContentStream", responses.AsyncContentStream),
        ("fireweed.templating", "pass_context", jinja2.pass_context),
        ("fireweed.types", "UnionType", types.UnionType),
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


@pytest.mark.parametrize(("name", "title"), [("RequestErrorModel", "Request"), ("WebSocketErrorModel", "WebSocket")])
def test_error_model_is_a_model_without_fields(name: str, title: str) -> None:
    model = getattr(exceptions, name)

    assert issubclass(model, BaseModel)
    assert (model.__name__, model.model_fields) == (title, {})
    assert getattr(exceptions, name) is model
    assert name in dir(exceptions)


def test_unknown_name_of_an_error_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'RequestModel'"):
        exceptions.RequestModel  # noqa: B018


def test_telemetry_and_error_models_are_loaded_by_those_who_use_them() -> None:
    program = (
        "import sys, fireweed; print('opentelemetry' in sys.modules, 'RequestErrorModel' in vars(fireweed.exceptions))"
    )

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout == "False False\n"
