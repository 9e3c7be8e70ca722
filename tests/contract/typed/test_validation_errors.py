"""RequestValidationError as handlers see it, and its default answer."""

import inspect
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Body, Depends, Fireweed
from fireweed.exception_handlers import request_validation_exception_handler
from fireweed.exceptions import RequestValidationError, ValidationException
from fireweed.responses import JSONResponse
from fireweed.testclient import TestClient
from kit.endpoints import JSON, details


class Item(BaseModel):
    name: str


class Caught:
    """An application whose handler keeps the errors that it was called with."""

    def __init__(self) -> None:
        self.app = Fireweed()
        self.errors: list[RequestValidationError] = []
        self.app.add_exception_handler(RequestValidationError, self.handle)

    async def handle(self, request: Any, error: RequestValidationError) -> JSONResponse:
        self.errors.append(error)
        return JSONResponse((await request.body()).decode("latin-1"), 422)

    @property
    def error(self) -> RequestValidationError:
        (error,) = self.errors
        return error


@pytest.fixture
def caught() -> Caught:
    return Caught()


def add_endpoints(app: Fireweed) -> None:
    @app.post("/one")
    def one(item: Item, q: int = 0) -> None: ...

    @app.post("/members")
    def members(item: Item, count: Annotated[int, Body()]) -> None: ...

    @app.post("/dependency")
    def dependency(item: Item, x: None = Depends(lambda q: q)) -> None: ...


# The body...


@pytest.mark.parametrize(
    ("path", "content", "body"),
    [
        ("/one", b"", None),
        ("/one", b"[1]", [1]),
        ("/one", b'{"x": 1}', {"x": 1}),
        ("/one", b"null", None),
        ("/one", b'{"name"', '{"name"'),
        ("/members", b"", None),
        ("/members", b'{"item": 1}', {"item": 1}),
        ("/members", b"[1]", [1]),
        ("/members", b"null", None),
        ("/members", b"{", "{"),
        ("/dependency", b'{"name": "a"}', {"name": "a"}),
        ("/dependency", b"{", "{"),
    ],
)
def test_error_knows_the_body_that_was_sent(caught: Caught, path: str, content: bytes, body: Any) -> None:
    add_endpoints(caught.app)

    response = TestClient(caught.app).post(path, content=content, headers=JSON)

    assert caught.error.body == body
    assert response.json() == content.decode()  # the handler can read the body too


@pytest.mark.parametrize("path", ["/one", "/members"])
@pytest.mark.parametrize("headers", [{}, {"content-type": "text/plain"}], ids=["none", "text"])
def test_body_that_is_no_json_is_known_as_bytes(caught: Caught, path: str, headers: dict[str, str]) -> None:
    add_endpoints(caught.app)

    TestClient(caught.app).post(path, content=b"raw", headers=headers)

    assert caught.error.body == b"raw"


def test_errors_are_those_of_pydantic_without_links(caught: Caught) -> None:
    add_endpoints(caught.app)

    TestClient(caught.app).post("/one?q=x", json={"name": "a"})

    assert caught.error.errors() == [
        {
            "type": "int_parsing",
            "loc": ("query", "q"),
            "msg": "Input should be a valid integer, unable to parse string as an integer",
            "input": "x",
        }
    ]


# The endpoint...


def endpoint(q: int) -> None: ...


LINE = inspect.getsourcelines(endpoint)[1]
MISSING = "{'type': 'missing', 'loc': ('query', 'q'), 'msg': 'Field required', 'input': None}"


def test_error_knows_the_endpoint(caught: Caught) -> None:
    caught.app.get("/items/")(endpoint)

    TestClient(caught.app).get("/items/")

    error = caught.error
    assert (error.endpoint_function, error.endpoint_path) == ("endpoint", "GET /items/")
    assert (error.endpoint_file, error.endpoint_line) == (__file__, LINE)


def test_error_shows_what_is_wrong_and_where(caught: Caught) -> None:
    caught.app.get("/items/")(endpoint)

    TestClient(caught.app).get("/items/")

    assert str(caught.error) == (
        f'1 validation error:\n  {MISSING}\n\n  File "{__file__}", line {LINE}, in endpoint\n    GET /items/'
    )


def test_error_names_the_template_and_the_method_of_the_request(caught: Caught) -> None:
    caught.app.add_api_route("/{id}", endpoint, methods=["GET", "POST"])

    TestClient(caught.app).post("/5")

    assert caught.error.endpoint_path == "POST /{id}"


def test_error_names_prefix_and_mount(caught: Caught) -> None:
    router = APIRouter(prefix="/prefix")
    router.get("/items")(endpoint)
    caught.app.include_router(router)
    outer = Fireweed()
    outer.mount("/mounted", caught.app)

    TestClient(outer).get("/mounted/prefix/items")

    assert caught.error.endpoint_path == "GET /mounted/prefix/items"


class Endpoint:
    def __call__(self, q: int) -> None: ...


def test_object_as_endpoint_is_named_by_its_class(caught: Caught) -> None:
    caught.app.get("/")(Endpoint())

    TestClient(caught.app).get("/")

    assert (caught.error.endpoint_function, caught.error.endpoint_file) == ("Endpoint", __file__)


# Raised by the application...


def test_application_may_raise_it() -> None:
    app = Fireweed()

    @app.get("/")
    async def raising() -> None:
        raise RequestValidationError([{"type": "own", "loc": ["a", 1], "msg": "no"}], body="x")

    assert details(TestClient(app).get("/")) == [{"type": "own", "loc": ["a", 1], "msg": "no"}]


def test_error_without_endpoint_shows_what_is_wrong() -> None:
    assert str(RequestValidationError(["a", "b"])) == "2 validation errors:\n  a\n  b"
    assert RequestValidationError([]).body is None
    assert isinstance(RequestValidationError([]), ValidationException)


def test_error_with_a_path_alone_shows_it() -> None:
    error = RequestValidationError(["a"], endpoint_ctx={"path": "GET /api/test"})

    assert str(error) == "1 validation error:\n  a\n\n  Endpoint: GET /api/test"


def test_default_handler_can_be_built_upon() -> None:
    app = Fireweed()

    @app.exception_handler(RequestValidationError)
    async def handle(request: Any, error: Any) -> Any:
        response = await request_validation_exception_handler(request, error)
        response.headers["x-count"] = str(len(error.errors()))
        return response

    app.get("/")(endpoint)
    response = TestClient(app).get("/")

    assert (response.status_code, response.headers["x-count"]) == (422, "1")
    assert response.json()["detail"][0]["loc"] == ["query", "q"]
