"""The decorators are the same for every method, on routers and applications."""

import inspect
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OWNERS = (Fireweed, APIRouter)


async def endpoint() -> str:
    return "answer"


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("verb", VERBS)
def test_signature_is_that_of_get(owner: Any, verb: str) -> None:
    parameters = inspect.signature(getattr(owner, verb)).parameters
    expected = inspect.signature(APIRouter.get).parameters

    assert [(each.name, each.kind, each.default) for each in parameters.values()] == [
        (each.name, each.kind, each.default) for each in expected.values()
    ]


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("verb", VERBS)
def test_declares_its_method(owner: Any, verb: str) -> None:
    router = owner()

    decorated = getattr(router, verb)("/path", name="named")(endpoint)

    added = router.routes[-1]
    assert decorated is endpoint
    assert (added.path, added.methods, added.name) == ("/path", {verb.upper()}, "named")


@pytest.mark.parametrize("owner", OWNERS)
def test_api_route_declares_several_methods_in_upper_case(owner: Any) -> None:
    router = owner()

    router.api_route("/path", methods=["get", "Post"])(endpoint)

    assert router.routes[-1].methods == {"GET", "POST"}


@pytest.mark.parametrize("owner", OWNERS)
def test_method_is_get_unless_given(owner: Any) -> None:
    router = owner()

    router.api_route("/a")(endpoint)
    router.add_api_route("/b", endpoint)

    assert [added.methods for added in router.routes if isinstance(added, APIRoute)] == [{"GET"}, {"GET"}]


@pytest.mark.parametrize("owner", OWNERS)
def test_refuses_an_unknown_option_and_names_the_endpoint(owner: Any) -> None:
    with pytest.raises(TypeError, match=r"'/path' \(.*endpoint.*\) has no option 'tag'\. Did you mean 'tags'\?"):
        owner().get("/path", tag="a")(endpoint)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_method_is_answered(method: str) -> None:
    app = Fireweed()
    app.api_route("/", methods=["GET", "POST"])(endpoint)

    assert TestClient(app).request(method, "/").json() == "answer"


def test_get_brings_no_head_along() -> None:
    app = Fireweed()
    app.get("/")(endpoint)

    answer = TestClient(app).head("/")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_plain_route_brings_head_along() -> None:
    assert TestClient(Fireweed()).head("/openapi.json").status_code == 200
