"""Telling ASGI 3, ASGI 2 and WSGI apart, and what is said when they cannot be."""

from collections.abc import Callable
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.errors import AppImportError
from fireweed_server.interfaces.asgi2 import ASGI2Adapter
from fireweed_server.interfaces.judging import InterfaceName, adapt_app, find_interface
from fireweed_server.interfaces.wsgi import WSGIAdapter
from kit.asgi import call, http_scope


async def asgi3(scope: Any, receive: Any, send: Any) -> None: ...


async def takes_anything(*arguments: Any) -> None: ...


async def unusual_names(first: Any, second: Any, third: Any, more: Any = None) -> None: ...


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    return []


def wsgi_with_more(env: Any, start_response: Any, debug: bool = False) -> list[bytes]:
    return []


def asgi2(scope: Any) -> Any: ...


def one_argument(settings: Any) -> Any: ...


def two_arguments(receive: Any, send: Any) -> Any: ...


async def coroutine_of_scope(scope: Any) -> Any: ...


class FlaskLike:
    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


class Asgi2Class:
    def __init__(self, scope: Any) -> None: ...


@pytest.mark.parametrize(
    ("app", "interface"),
    [
        pytest.param(asgi3, "asgi3", id="asgi3"),
        pytest.param(takes_anything, "asgi3", id="anything"),
        pytest.param(unusual_names, "asgi3", id="unusual-names"),
        pytest.param(wsgi, "wsgi", id="wsgi"),
        pytest.param(wsgi_with_more, "wsgi", id="wsgi-with-three-parameters"),
        pytest.param(FlaskLike(), "wsgi", id="wsgi-object"),
        pytest.param(FlaskLike().__call__, "wsgi", id="wsgi-method"),
        pytest.param(asgi2, "asgi2", id="asgi2"),
        pytest.param(Asgi2Class, "asgi2", id="asgi2-class"),
        pytest.param(one_argument, None, id="one-argument"),
        pytest.param(two_arguments, None, id="two-arguments"),
        pytest.param(coroutine_of_scope, None, id="coroutine-of-scope"),
        pytest.param(min, "asgi3", id="does-not-tell"),
    ],
)
def test_tells_the_interface_by_the_parameters(app: Callable[..., Any], interface: str | None) -> None:
    assert find_interface(app) == interface


@pytest.mark.parametrize(
    ("app", "interface", "adapter"),
    [
        pytest.param(wsgi, "auto", WSGIAdapter, id="wsgi-shown"),
        pytest.param(two_arguments, "wsgi", WSGIAdapter, id="wsgi-said"),
        pytest.param(asgi2, "auto", ASGI2Adapter, id="asgi2-shown"),
        pytest.param(one_argument, "asgi2", ASGI2Adapter, id="asgi2-said"),
    ],
)
def test_adapts_other_interfaces(app: Callable[..., Any], interface: InterfaceName, adapter: type) -> None:
    assert isinstance(adapt_app(app, "service:app", interface), adapter)


@pytest.mark.parametrize("interface", ["auto", "asgi3"])
def test_serves_asgi_3_as_it_is(interface: InterfaceName) -> None:
    assert adapt_app(asgi3, "service:app", interface) is asgi3


@pytest.mark.parametrize(
    ("app", "interface", "text"),
    [
        pytest.param(
            wsgi, "asgi3", "with scope, receive and send, as ASGI does. It has the interface 'wsgi'", id="wsgi"
        ),
        pytest.param(
            asgi3, "wsgi", "environ and start_response, as WSGI does. It has the interface 'asgi3'", id="asgi3"
        ),
        pytest.param(asgi3, "asgi2", "with scope, as ASGI 2 does. It has the interface 'asgi3'", id="asgi3-for-2"),
        pytest.param(
            two_arguments,
            "auto",
            "with scope, receive and send, as ASGI does. If it has another interface, name that",
            id="nothing-shown",
        ),
        pytest.param(lambda: asgi3, "wsgi", "as WSGI does. If it returns the application, say so", id="factory"),
        pytest.param(
            "text", "wsgi", "is no ASGI application, which can be called, but of the type 'str'", id="not-callable"
        ),
    ],
)
def test_refuses_what_has_another_interface(app: Any, interface: InterfaceName, text: str) -> None:
    with pytest.raises(AppImportError, match=text):
        adapt_app(app, "service:app", interface)


async def test_serves_asgi_2() -> None:
    def app(scope: Scope) -> Callable[[Receive, Send], Any]:
        async def instance(receive: Receive, send: Send) -> None:
            message = await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": scope["path"].encode() + message["body"]})

        return instance

    answer = await call(adapt_app(app, "service:app"), http_scope(path="/two"), body=b"!")

    assert answer.body == b"/two!"
