"""Mistakes around endpoints (middleware, lifespans, handlers, mounts, results) and the words in which they are told.

Those in declarations of parameters and routes are in test_mistakes.py.
"""

import re
import threading
import types
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fireweed import APIRouter, BackgroundTasks, Depends, Fireweed, Request, Response, WebSocket
from fireweed.middleware.cors import CORSMiddleware
from fireweed.responses import JSONResponse
from fireweed.testclient import TestClient


async def endpoint() -> None: ...


async def answer_alone(request: Request) -> Response:
    return Response()


class WithoutApplication: ...


def list_a_class_as_middleware() -> None:
    classes: Any = [CORSMiddleware]
    Fireweed(middleware=classes)


def misspell_an_option_of_middleware() -> None:
    options: Any = {"allow_orgins": ["*"]}
    Fireweed().add_middleware(CORSMiddleware, **options)


def give_middleware_that_takes_no_application() -> None:
    middleware: Any = WithoutApplication
    Fireweed().add_middleware(middleware)


def give_middleware_that_was_made() -> None:
    middleware: Any = CORSMiddleware(Fireweed())
    Fireweed().add_middleware(middleware)


def give_a_name_as_middleware() -> None:
    middleware: Any = "cors"
    Fireweed().add_middleware(middleware)


def decorate_middleware_without_its_type() -> None:
    function: Any = endpoint
    Fireweed().middleware(function)


def decorate_middleware_that_does_not_take_call_next() -> None:
    function: Any = answer_alone
    Fireweed().middleware("http")(function)


def give_a_handler_that_takes_one_argument() -> None:
    handler: Any = answer_alone
    Fireweed().add_exception_handler(ValueError, handler)


def give_a_handler_that_is_a_response() -> None:
    handler: Any = Response
    Fireweed().add_exception_handler(ValueError, handler())


def mount_a_path() -> None:
    directory: Any = "static"
    Fireweed().mount("/static", directory)


def include_a_module() -> None:
    module: Any = types.ModuleType("items")
    module.items_router = APIRouter()
    Fireweed().include_router(module)


def include_an_application() -> None:
    app: Any = Fireweed()
    Fireweed().include_router(app)


def give_a_status_that_is_none() -> None:
    Fireweed().get("/", status_code=99)(endpoint)


def give_the_name_of_a_response_class() -> None:
    name: Any = "html"
    Fireweed().get("/", response_class=name)(endpoint)


def give_a_response_for_its_class() -> None:
    response: Any = JSONResponse({})
    APIRouter(default_response_class=response)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (
            misspell_an_option_of_middleware,
            TypeError,
            "The middleware CORSMiddleware cannot be made: got an unexpected keyword argument 'allow_orgins'. "
            "Did you mean 'allow_origins'?",
        ),
        (list_a_class_as_middleware, TypeError, "CORSMiddleware'>. Write Middleware(...) around the class."),
        (give_middleware_that_takes_no_application, TypeError, "first: `def __init__(self, app)`."),
        (give_middleware_that_was_made, TypeError, "given as its class, with its options beside it, not as <fireweed"),
        (give_a_name_as_middleware, TypeError, "A middleware is given as its class, with its options beside it, not"),
        (decorate_middleware_without_its_type, AssertionError, 'write @app.middleware("http").'),
        (
            decorate_middleware_that_does_not_take_call_next,
            TypeError,
            "is called with (request, call_next): too many positional arguments.",
        ),
        (
            give_a_handler_that_takes_one_argument,
            TypeError,
            "is called with (request, exception): too many positional arguments.",
        ),
        (give_a_handler_that_is_a_response, TypeError, "is called with (request, exception): missing a required"),
        (mount_a_path, TypeError, "What is mounted at '/static' is an ASGI application, not 'static'."),
        (include_a_module, TypeError, "not <module 'items'>. Its router is items.items_router."),
        (include_an_application, TypeError, "An application is mounted: app.mount('/path', other)."),
        (give_a_status_that_is_none, TypeError, "status_code is a number from 100 to 599, not 99."),
        (give_the_name_of_a_response_class, TypeError, "response_class is a class, such as HTMLResponse, not 'html'."),
        (give_a_response_for_its_class, TypeError, "default_response_class is a class, such as HTMLResponse, not <"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_mistake_is_named_with_its_remedy(mistake: Callable[[], None], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        mistake()


def declare_an_unknown_convertor() -> None:
    Fireweed().get("/{item_id:itn}")(endpoint)


def give_a_model_as_a_response() -> None:
    model: Any = dict
    Fireweed().get("/", responses={404: model})(endpoint)


@pytest.mark.parametrize(
    ("mistake", "note"),
    [
        (
            declare_an_unknown_convertor,
            r"There are .*float, int, path, str, uuid; register_url_convertor adds others\.",
        ),
        (give_a_model_as_a_response, r"Write responses=\{404: \{'model': \.\.\.\}\}, not <class 'dict'> itself\."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_remedy_stands_below_words_that_users_know(mistake: Callable[[], None], note: str) -> None:
    with pytest.raises(AssertionError) as raised:
        mistake()

    assert re.fullmatch(note, "\n".join(raised.value.__notes__))


# Lifespans


async def never_yield(app: Fireweed) -> None: ...


def return_nothing(app: Fireweed) -> None: ...


@asynccontextmanager
async def take_nothing() -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def yield_a_number(app: Fireweed) -> AsyncIterator[int]:
    yield 5


@asynccontextmanager
async def run_well(app: Fireweed) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    ("lifespan", "message"),
    [
        pytest.param(5, r"yields once, not 5\.", id="no function"),
        pytest.param(never_yield, r"never_yield at .*around\.py:\d+ never yields\. Put a `yield`", id="never yields"),
        pytest.param(return_nothing, r"return_nothing at .* returned None, which is no .* Give an async", id="plain"),
        pytest.param(take_nothing, r"take_nothing at .* called with the application: too many", id="takes nothing"),
        pytest.param(yield_a_number, r"yield_a_number at .* yielded 5\. It yields nothing, or .* a dict", id="state"),
        pytest.param(run_well(Fireweed()), "Give an async function itself, not what it returns", id="called"),
    ],
)
def test_wrong_lifespan_keeps_the_application_from_starting(lifespan: Any, message: str) -> None:
    client = TestClient(Fireweed(lifespan=lifespan))

    with pytest.raises(TypeError, match=message), client:
        pass


def test_middleware_that_cannot_be_made_keeps_the_application_from_starting() -> None:
    def refuse(app: object, /) -> Any:
        raise ValueError("no secret")

    app = Fireweed()
    app.add_middleware(refuse)

    with pytest.raises(ValueError, match="no secret"), TestClient(app):
        pass


def test_state_that_nothing_has_set_tells_of_the_lifespan() -> None:
    app = Fireweed()

    @app.get("/")
    async def read(request: Request) -> Any:
        return request.state.database

    with pytest.raises(AttributeError, match=r"no attribute 'database'\. What a lifespan .*`with TestClient\(app\)`"):
        TestClient(app).get("/")


# While a request is answered


async def load() -> int:
    return 1


def return_a_coroutine() -> Any:
    return load()


def return_a_lock() -> Any:
    return {"lock": threading.Lock()}


@pytest.mark.parametrize(
    ("function", "note"),
    [
        (return_a_coroutine, r"returned the coroutine of load: write `await` before its call\."),
        (return_a_lock, r"returned dict, which cannot be written as JSON, or something in it cannot\. Return models"),
    ],
)
@pytest.mark.parametrize(
    "options", [{}, {"response_model": None}, {"response_class": JSONResponse}], ids=["model", "none", "class"]
)
def test_result_that_cannot_be_written_tells_whose_it_is(
    function: Callable[[], Any], note: str, options: dict[str, Any]
) -> None:
    app = Fireweed()
    app.get("/", **options)(function)

    with pytest.raises((TypeError, ValueError)) as raised:
        TestClient(app).get("/")

    assert re.fullmatch(rf"{function.__name__} at .*around\.py:\d+ {note}.*", "\n".join(raised.value.__notes__))


@pytest.mark.parametrize(
    ("result", "error", "message"),
    [
        pytest.param(None, RuntimeError, r"No response returned\. forget at .* Write `return await", id="nothing"),
        pytest.param({"a": 1}, TypeError, r"forget at .* returned \{'a': 1\}, which is no response\.", id="data"),
    ],
)
def test_function_middleware_that_returns_no_response_is_named(
    result: object, error: type[Exception], message: str
) -> None:
    app = Fireweed()

    @app.middleware("http")
    async def forget(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Any:
        await call_next(request)
        return result

    with pytest.raises(error, match=message):
        TestClient(app).get("/")


def test_function_middleware_that_does_not_await_is_named_and_its_coroutine_closed() -> None:
    app = Fireweed()

    @app.middleware("http")
    async def forget(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Any:
        return call_next(request)

    with pytest.raises(TypeError, match=r"forget at .* is no response\. Write `return await call_next\(request\)`"):
        TestClient(app).get("/")


def test_dependency_that_does_not_yield_is_named() -> None:
    app = Fireweed()

    async def open_session() -> AsyncIterator[int]:
        if app.debug:
            yield 1

    @app.get("/", dependencies=[Depends(open_session)])
    async def read() -> None: ...

    with pytest.raises(RuntimeError, match="generator didn't yield") as raised:
        TestClient(app).get("/")

    assert raised.value.__notes__ == ["The dependency open_session has to yield exactly once."]


def test_background_task_that_was_called_is_told() -> None:
    app = Fireweed()

    @app.get("/")
    async def read(tasks: BackgroundTasks) -> None:
        result: Any = None
        tasks.add_task(result)

    with pytest.raises(TypeError, match=r"The background task None cannot be called\. Give the function and its"):
        TestClient(app).get("/")


def test_websocket_that_is_not_accepted_is_told() -> None:
    app = Fireweed()

    @app.websocket("/")
    async def greet(websocket: WebSocket) -> None:
        await websocket.send_text("hello")

    with pytest.raises(RuntimeError) as raised, TestClient(app).websocket_connect("/"):
        pass

    assert raised.value.__notes__ == ["Write `await websocket.accept()` before anything is sent."]
