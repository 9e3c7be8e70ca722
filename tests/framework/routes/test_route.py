import functools
from typing import Any

import pytest

from fireweed.exceptions import BaseHTTPException, NoMatchFound
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse
from fireweed.routes import Match, Route
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.asgi import call, http_scope, websocket_scope


def show(request: Request) -> PlainTextResponse:
    return PlainTextResponse("shown")


def other(request: Request) -> PlainTextResponse:
    return PlainTextResponse("other")


def test_function_takes_get_and_head_by_default() -> None:
    assert Route("/", show).methods == {"GET", "HEAD"}
    assert Route("/", functools.partial(show)).methods == {"GET", "HEAD"}


def test_application_takes_all_methods_by_default() -> None:
    assert Route("/", PlainTextResponse("constant")).methods is None


def test_methods_are_upper_case_and_get_brings_head() -> None:
    assert Route("/", show, methods=["get", "post"]).methods == {"GET", "HEAD", "POST"}
    assert Route("/", show, methods=["put"]).methods == {"PUT"}


def test_name_defaults_to_that_of_the_endpoint() -> None:
    assert Route("/", show).name == "show"
    assert Route("/", PlainTextResponse("a")).name == "PlainTextResponse"
    assert Route("/", show, name="start").name == "start"


def test_rejects_path_without_leading_slash() -> None:
    with pytest.raises(AssertionError, match=r"^Routed paths must start with '/'$"):
        Route("items", show)


def test_shows_what_its_path_was_parsed_to() -> None:
    route = Route("/items/{id:int}", show)

    assert route.path == "/items/{id:int}"
    assert route.path_format == "/items/{id}"
    assert route.path_regex.pattern == "^/items/(?P<id>[0-9]+)$"
    assert list(route.param_convertors) == ["id"]
    assert route.include_in_schema


@pytest.mark.parametrize(
    ("scope", "match"),
    [
        (http_scope("GET", "/items/3"), Match.FULL),
        (http_scope("POST", "/items/3"), Match.PARTIAL),
        (http_scope("GET", "/items/x"), Match.NONE),
        (http_scope("GET", "/api/items/3", root_path="/api"), Match.FULL),
        (websocket_scope("/items/3"), Match.NONE),
        ({"type": "lifespan"}, Match.NONE),
    ],
    ids=["full", "partial", "none", "root-path", "websocket", "lifespan"],
)
def test_tells_how_well_a_scope_matches(scope: Scope, match: Match) -> None:
    assert Route("/items/{id:int}", show).matches(scope)[0] is match


def test_child_scope_adds_to_the_parameters_of_the_mounts_above() -> None:
    scope = http_scope("GET", "/items/3", path_params={"tenant": "a"})

    _, child_scope = Route("/items/{id:int}", show).matches(scope)

    assert child_scope == {"endpoint": show, "path_params": {"tenant": "a", "id": 3}}


def test_builds_its_path() -> None:
    url_path = Route("/items/{id:int}", show).url_path_for("show", id=3)

    assert (url_path, url_path.protocol, url_path.host) == ("/items/3", "http", "")


@pytest.mark.parametrize(
    ("name", "params"),
    [("hidden", {"id": 3}), ("show", {}), ("show", {"id": 3, "page": 2}), ("show", {"page": 2})],
    ids=["name", "missing", "extra", "different"],
)
def test_builds_no_path_for_another_name_or_other_parameters(name: str, params: dict[str, Any]) -> None:
    with pytest.raises(NoMatchFound) as caught:
        Route("/items/{id:int}", show).url_path_for(name, **params)

    assert str(caught.value) == f'No route exists for name "{name}" and params "{", ".join(params)}".'


@pytest.mark.parametrize(
    ("another", "expected"),
    [
        (Route("/", show), True),
        (Route("/", show, name="another"), True),
        (Route("/a", show), False),
        (Route("/", other), False),
        (Route("/", show, methods=["POST"]), False),
        ("/", False),
    ],
    ids=["same", "name", "path", "endpoint", "methods", "type"],
)
def test_equality_compares_path_endpoint_and_methods(another: object, expected: bool) -> None:
    route = Route("/", show)

    assert (route == another) is expected
    assert not expected or hash(route) == hash(another)


def test_repr_names_path_name_and_methods() -> None:
    assert repr(Route("/", show)) == "Route(path='/', name='show', methods=['GET', 'HEAD'])"
    assert repr(Route("/", PlainTextResponse(""))) == "Route(path='/', name='PlainTextResponse', methods=[])"


async def test_is_an_application_of_its_own() -> None:
    answer = await call(Route("/a", show), http_scope("GET", "/a"))

    assert (answer.status, answer.text) == (200, "shown")
    assert answer.scope["endpoint"] is show


async def test_alone_answers_404_for_another_path() -> None:
    answer = await call(Route("/a", show), http_scope("GET", "/b"))

    assert (answer.status, answer.text) == (404, "Not Found")


async def test_alone_answers_405_for_another_method() -> None:
    answer = await call(Route("/a", show), http_scope("PUT", "/a"))

    assert (answer.status, answer.text, answer.headers["allow"]) == (405, "Method Not Allowed", "GET, HEAD")


async def test_raises_405_inside_an_application() -> None:
    with pytest.raises(BaseHTTPException) as caught:
        await call(Route("/a", show), http_scope("PUT", "/a", app=object()))

    assert (caught.value.status_code, caught.value.headers) == (405, {"Allow": "GET, HEAD"})


async def test_first_middleware_is_outermost() -> None:
    class Note:
        def __init__(self, app: ASGIApp, name: str, *, notes: list[str]) -> None:
            self.app, self.name, self.notes = app, name, notes

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            self.notes.append(self.name)
            await self.app(scope, receive, send)

    notes: list[str] = []
    route = Route("/", show, middleware=[(Note, ("outer",), {"notes": notes}), (Note, ("inner",), {"notes": notes})])

    answer = await call(route, http_scope())

    assert (answer.text, notes) == ("shown", ["outer", "inner"])


# Below a prefix


async def test_below_a_prefix_it_matches_there_only() -> None:
    original = Route("/items/{id:int}", show, name="item")

    below = original.below("/shops/{shop}")

    assert below.matches(http_scope("GET", "/shops/a/items/3"))[0] is Match.FULL
    assert below.matches(http_scope("GET", "/items/3"))[0] is Match.NONE
    assert below.url_path_for("item", shop="a", id=3) == "/shops/a/items/3"


async def test_below_a_prefix_the_scope_tells_the_original() -> None:
    original = Route("/items", show)
    scope = http_scope("GET", "/b/a/items")

    await call(original.below("/a").below("/b"), scope)

    assert scope["route"] is original
    assert original.path == "/items"
