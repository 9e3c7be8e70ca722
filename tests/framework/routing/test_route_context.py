import copy
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.openapi.utils import get_openapi
from fireweed.routing import RouteContext, iter_route_contexts
from kit.apps import answering


async def endpoint() -> None: ...


def build_contexts() -> tuple[APIRouter, list[RouteContext]]:
    router, app = APIRouter(tags=["router"]), Fireweed(openapi_url=None)
    router.get("/a/{number:int}")(endpoint)
    router.mount("/m", answering())
    app.include_router(router, prefix="/x", tags=["inclusion"])
    app.get("/b")(endpoint)
    return router, list(iter_route_contexts(app.routes))


def test_lists_effective_routes_in_order() -> None:
    _, contexts = build_contexts()

    assert [context.path for context in contexts] == ["/x/a/{number:int}", "/x/m", "/b"]


def test_has_what_the_effective_route_has() -> None:
    _, (context, *_) = build_contexts()

    assert (context.path_format, context.name, context.methods) == ("/x/a/{number}", "endpoint", {"GET"})
    assert (context.endpoint, context.tags) == (endpoint, ["inclusion", "router"])


def test_leads_to_the_route_as_declared() -> None:
    router, contexts = build_contexts()

    assert [context.original_route for context in contexts[:2]] == list(router.routes)
    assert contexts[0].route is router.routes[0]


def test_what_a_kind_of_route_has_not_is_none() -> None:
    _, (_, mount, _) = build_contexts()

    assert (mount.methods, mount.endpoint) == (None, None)


def test_unknown_attribute_is_an_error() -> None:
    _, (context, *_) = build_contexts()

    with pytest.raises(AttributeError, match="'APIRoute' object has no attribute 'nope'"):
        _ = context.nope


def test_contexts_stand_for_themselves() -> None:
    _, contexts = build_contexts()

    assert list(iter_route_contexts(contexts)) == contexts


def test_document_can_be_made_of_some() -> None:
    contexts: Any = build_contexts()[1]

    document = get_openapi(title="Part", version="1", routes=contexts[:1])

    assert list(document["paths"]) == ["/x/a/{number}"]


def test_cannot_be_changed_but_copied() -> None:
    _, (context, *_) = build_contexts()

    with pytest.raises(FrozenInstanceError):
        context.effective = context.route  # type: ignore[misc]
    assert copy.copy(context) == context
