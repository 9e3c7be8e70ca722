"""An application keeps its document until its routes change."""

from fireweed import APIRouter, Fireweed


def read() -> None: ...


def test_document_is_built_once() -> None:
    app = Fireweed()

    assert app.openapi() is app.openapi() is app.openapi_schema


def test_route_that_is_added_later_is_described() -> None:
    app = Fireweed()
    app.openapi()

    app.get("/later")(read)

    assert list(app.openapi()["paths"]) == ["/later"]


def test_route_that_is_removed_is_described_no_longer() -> None:
    app = Fireweed()
    app.get("/earlier")(read)
    app.openapi()

    app.routes.pop()

    assert app.openapi()["paths"] == {}


def test_route_that_is_added_to_an_included_router_is_described() -> None:
    app, outer, inner = Fireweed(), APIRouter(prefix="/outer"), APIRouter(prefix="/inner")
    outer.include_router(inner)
    app.include_router(outer)
    app.openapi()

    inner.get("/later")(read)

    assert list(app.openapi()["paths"]) == ["/outer/inner/later"]


def test_router_that_is_included_later_is_described() -> None:
    app, router = Fireweed(), APIRouter()
    router.get("/later")(read)
    app.openapi()

    app.include_router(router)

    assert list(app.openapi()["paths"]) == ["/later"]


def test_what_is_said_of_the_application_may_change_before_the_document_is_built() -> None:
    app = Fireweed()

    app.title = "Later"

    assert app.openapi()["info"]["title"] == "Later"
