"""Callbacks and webhooks: operations of others that the document shows."""

from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Fireweed
from fireweed.testclient import TestClient


class Event(BaseModel):
    name: str


def make_router(name: str) -> APIRouter:
    """A router with one operation, called `name`, at an expression."""
    router = APIRouter()

    @router.post(f"{{$request.body.{name}}}", name=name)
    def notify(event: Event) -> None: ...

    return router


def find_callbacks(app: Fireweed, path: str = "/orders") -> dict[str, Any]:
    callbacks: dict[str, Any] = app.openapi()["paths"][path]["post"]["callbacks"]
    return callbacks


def order() -> None: ...


def test_callback_is_described_under_its_name_and_expression() -> None:
    app = Fireweed()
    app.post("/orders", callbacks=make_router("shipped").routes)(order)

    path_item = find_callbacks(app)["shipped"]["{$request.body.shipped}"]

    assert path_item["post"]["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Event"
    }
    assert "Event" in app.openapi()["components"]["schemas"]


def test_callbacks_of_all_around_come_before_the_operations_own() -> None:
    own, of_router, of_inclusion, of_application = map(make_router, ("a", "b", "c", "d"))
    app, router = Fireweed(callbacks=of_application.routes), APIRouter(callbacks=of_router.routes)
    router.post("/orders", callbacks=own.routes)(order)
    app.include_router(router, callbacks=of_inclusion.routes)

    assert list(find_callbacks(app)) == ["d", "c", "b", "a"]


def test_untyped_routes_are_no_callbacks() -> None:
    untyped = APIRouter()
    untyped.add_route("/x", order)
    app = Fireweed()
    app.post("/orders", callbacks=untyped.routes)(order)

    assert "callbacks" not in app.openapi()["paths"]["/orders"]["post"]


def test_operation_without_callbacks_has_none() -> None:
    app = Fireweed()
    app.post("/orders")(order)

    assert "callbacks" not in app.openapi()["paths"]["/orders"]["post"]


@pytest.mark.parametrize("router", [None, APIRouter()], ids=["own", "given"])
def test_webhooks_are_described_by_name(router: APIRouter | None) -> None:
    app = Fireweed(webhooks=router)

    @app.webhooks.post("new-order")
    def notify(event: Event) -> None: ...

    document = app.openapi()

    assert list(document) == ["openapi", "info", "paths", "webhooks", "components"]
    assert document["webhooks"]["new-order"]["post"]["operationId"] == "notifynew_order_post"
    assert "Event" in document["components"]["schemas"]


def test_webhook_that_comes_later_is_described_too() -> None:
    app = Fireweed()
    assert "webhooks" not in app.openapi()

    app.webhooks.post("late")(order)

    assert list(app.openapi()["webhooks"]) == ["late"]


def test_hidden_webhook_is_not_described() -> None:
    app = Fireweed()
    app.webhooks.post("hidden", include_in_schema=False)(order)

    assert "webhooks" not in app.openapi()


def test_neither_callbacks_nor_webhooks_answer_requests() -> None:
    app = Fireweed(callbacks=make_router("shipped").routes)
    app.webhooks.post("/new-order")(order)

    assert TestClient(app).post("/new-order").status_code == 404
