"""Limits to bodies and forms, wherever a typed application declares them: which one holds, and what it answers."""

from collections.abc import Callable
from typing import Any

import pytest

from fireweed import APIRouter, Depends, Fireweed
from fireweed.forms.limits import FormLimits
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Mount, Route
from fireweed.routing import APIRoute
from fireweed.types import ASGIApp
from kit.asgi import AsgiRecorder, call, http_scope


async def count(request: Request) -> int:
    return len(await request.body())


async def count_untyped(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def send_body(app: ASGIApp, size: int, path: str = "/", **headers: str) -> AsgiRecorder:
    """A body that does not say how long it is, in chunks of four bytes, unless `headers` say it."""
    client = AsgiRecorder(app, http_scope("POST", path, headers={"host": "localhost", **headers}))
    for start in range(0, size, 4):
        client.feed_body(b"x" * min(4, size - start), more_body=True)
    client.feed_body()
    return await client.run()


async def find_limit(app: ASGIApp, path: str) -> int | None:
    """The most bytes, up to 40, that `path` takes; None for all of them."""
    for size in range(41):
        answer = await send_body(app, size, path)
        if answer.status != 200:
            assert (answer.status, answer.text) == (413, '{"detail":"Content Too Large"}')
            return size - 1
    return None


def limit_application(limit: int | None) -> Fireweed:
    app = Fireweed(max_body_size=limit)
    app.post("/")(count)
    return app


def limit_operation(limit: int | None) -> Fireweed:
    app = Fireweed()
    app.post("/", max_body_size=limit)(count)
    return app


def limit_router(limit: int | None) -> Fireweed:
    app, router = Fireweed(), APIRouter(max_body_size=limit)
    router.post("/")(count)
    app.include_router(router)
    return app


def limit_inclusion(limit: int | None) -> Fireweed:
    app, router = Fireweed(), APIRouter()
    router.post("/")(count)
    app.include_router(router, max_body_size=limit)
    return app


def limit_route(limit: int | None) -> Fireweed:
    return Fireweed(routes=[APIRoute("/", count, methods=["POST"], max_body_size=limit)])


DECLARATIONS = [limit_application, limit_operation, limit_router, limit_inclusion, limit_route]

everywhere = pytest.mark.parametrize("declare", DECLARATIONS, ids=lambda declare: declare.__name__)
Declare = Callable[[Any], Fireweed]


@everywhere
@pytest.mark.parametrize("limit", [None, 0, 5, 8])
async def test_holds_a_streamed_body_down_to_the_limit(declare: Declare, limit: int | None) -> None:
    assert await find_limit(declare(limit), "/") == limit


@everywhere
async def test_refuses_a_declared_length_before_anything_is_read(declare: Declare) -> None:
    client = AsgiRecorder(declare(5), http_scope("POST", headers={"host": "localhost", "content-length": "6"}))

    await client.run()  # nothing to receive: it would hang

    assert (client.status, client.text) == (413, "Content Too Large")
    assert client.headers["content-type"] == "text/plain; charset=utf-8"


@everywhere
@pytest.mark.parametrize("limit", [True, -1, 1.5, "1"])
def test_rejects_what_is_no_size(declare: Declare, limit: Any) -> None:
    with pytest.raises(ValueError, match=r"^max_body_size must be a non-negative integer or None$"):
        declare(limit)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        pytest.param("/app", 20, id="application"),
        pytest.param("/include/plain", 5, id="inclusion"),
        pytest.param("/router/plain", 10, id="router rather than inclusion"),
        pytest.param("/router/own", 30, id="operation rather than router"),
        pytest.param("/parent/child/plain", 12, id="parent rather than application"),
        pytest.param("/parent/limited/plain", 6, id="inclusion rather than parent"),
    ],
)
async def test_the_most_specific_limit_holds(path: str, limit: int) -> None:
    app, plain, limited = Fireweed(max_body_size=20), APIRouter(), APIRouter(max_body_size=10)
    parent = APIRouter(prefix="/parent", max_body_size=12)
    app.post("/app")(count)
    plain.post("/plain")(count)
    limited.post("/plain")(count)
    limited.post("/own", max_body_size=30)(count)
    parent.include_router(plain, prefix="/child")
    parent.include_router(plain, prefix="/limited", max_body_size=6)
    app.include_router(plain, prefix="/include", max_body_size=5)
    app.include_router(limited, prefix="/router", max_body_size=5)
    app.include_router(parent)

    assert await find_limit(app, path) == limit


@pytest.mark.parametrize("prefix", ["/a", "/b"])
async def test_a_shared_router_has_a_limit_for_each_inclusion(prefix: str) -> None:
    app, router = Fireweed(), APIRouter()
    router.post("/")(count)
    app.include_router(router, prefix="/a", max_body_size=3)
    app.include_router(router, prefix="/b", max_body_size=7)

    assert await find_limit(app, f"{prefix}/") == {"/a": 3, "/b": 7}[prefix]
    assert router.max_body_size is None


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/c/route", 10), ("/c/own", 4), ("/c/mount/route", 10), ("/c/mount/own", 4), ("/d/route", 10), ("/e/route", 5)],
)
async def test_limits_the_untyped_routes_of_an_included_router(path: str, limit: int) -> None:
    app, router, unlimited = Fireweed(max_body_size=20), APIRouter(max_body_size=10), APIRouter()
    route = Route("/route", count_untyped, methods=["POST"])
    own = Route("/own", count_untyped, methods=["POST"], max_body_size=4)
    router.routes += [route, own, Mount("/mount", routes=[route, own])]
    unlimited.routes.append(route)
    app.include_router(router, prefix="/c")
    app.include_router(router, prefix="/d", max_body_size=5)
    app.include_router(unlimited, prefix="/e", max_body_size=5)

    assert await find_limit(app, path) == limit


async def test_a_limited_untyped_route_is_still_the_route_of_the_scope() -> None:
    app, router = Fireweed(), APIRouter(max_body_size=10)
    route = Route("/route", count_untyped, methods=["POST"])
    router.routes.append(route)
    app.include_router(router)

    answer = await send_body(app, 1, "/route")

    assert answer.scope["route"] is route


@pytest.mark.parametrize("path", ["/plain", "/nowhere"])
async def test_a_mounted_router_limits_all_its_requests(path: str) -> None:
    app, router = Fireweed(), APIRouter(max_body_size=10)
    router.post("/plain")(count)
    app.mount("/sub", router)

    answer = await send_body(app, 11, f"/sub{path}", **{"content-length": "11"})

    assert (answer.status, answer.text) == (413, "Content Too Large")


async def test_a_route_may_raise_the_limit_of_the_application_for_declared_lengths() -> None:
    app = Fireweed(max_body_size=4)
    app.post("/", max_body_size=10)(count)

    answer = await send_body(app, 8, **{"content-length": "8"})

    assert (answer.status, answer.text) == (200, "8")


async def test_checks_again_what_a_middleware_has_read() -> None:
    calls: list[int] = []
    app = Fireweed(max_body_size=20)

    @app.middleware("http")
    async def read(request: Request, call_next: Any) -> Any:
        await request.body()
        return await call_next(request)

    @app.post("/", max_body_size=5)
    async def never() -> None:
        calls.append(1)

    answer = await send_body(app, 9)

    assert (answer.status, answer.text, calls) == (413, '{"detail":"Content Too Large"}', [])


async def test_a_middleware_reads_under_the_limit_of_the_application() -> None:
    app = Fireweed(max_body_size=5)

    @app.middleware("http")
    async def read(request: Request, call_next: Any) -> Any:
        await request.body()
        return await call_next(request)

    app.post("/", max_body_size=50)(count)

    assert (await send_body(app, 9)).status == 413


async def test_holds_while_dependencies_are_overridden() -> None:
    def original() -> None: ...

    app = Fireweed()
    app.post("/", max_body_size=5, dependencies=[Depends(original)])(count)
    app.dependency_overrides[original] = lambda: None

    assert await find_limit(app, "/") == 5


async def test_limits_the_requests_of_a_frontend_for_each_inclusion(tmp_path: Any) -> None:
    (tmp_path / "index.html").write_text("page")
    app, router = Fireweed(), APIRouter()
    router.frontend("/", directory=tmp_path)
    app.include_router(router, prefix="/a", max_body_size=3)
    app.include_router(router, prefix="/b")
    headers = {"host": "localhost", "content-length": "4"}

    answers = [await call(app, http_scope("GET", path, headers=headers), body=b"four") for path in ("/a/", "/b/")]

    assert [answer.status for answer in answers] == [413, 200]


def get_form_limits(app: Fireweed, path: str) -> FormLimits:
    [limits] = [
        route.form_limits
        for listed in app.routes
        for route in listed.expand()
        if isinstance(route, APIRoute) and route.path == path
    ]
    return limits


def test_form_limits_have_defaults() -> None:
    assert get_form_limits(limit_operation(None), "/") == FormLimits(1000, 1000, 1024 * 1024)


@pytest.mark.parametrize(
    ("path", "limits"),
    [
        ("/app", FormLimits(max_files=1, max_fields=1)),
        ("/c/plain", FormLimits(max_files=1, max_fields=3, max_part_size=3)),
        ("/c/own", FormLimits(max_files=4, max_fields=3, max_part_size=3)),
        ("/d/plain", FormLimits(max_files=1, max_fields=2, max_part_size=2)),
    ],
)
def test_each_form_limit_is_inherited_by_itself(path: str, limits: FormLimits) -> None:
    app = Fireweed(form_limits={"max_files": 1, "max_fields": 1})
    limited, plain = APIRouter(form_limits={"max_fields": 3, "max_part_size": 3}), APIRouter()
    app.post("/app")(count)
    limited.post("/plain")(count)
    limited.post("/own", form_limits={"max_files": 4})(count)
    plain.post("/plain")(count)
    app.include_router(limited, prefix="/c", form_limits={"max_fields": 2, "max_part_size": 2})
    app.include_router(plain, prefix="/d", form_limits={"max_fields": 2, "max_part_size": 2})

    assert get_form_limits(app, path) == limits


def test_the_plan_has_the_form_limits() -> None:
    route = APIRoute("/", count, form_limits={"max_files": 0})

    assert route.plan.form_limits == FormLimits(max_files=0)


def test_form_limits_are_copied() -> None:
    given: Any = {"max_files": 1}
    router = APIRouter(form_limits=given)

    given["max_files"] = 2

    assert router.form_limits == {"max_files": 1}


@pytest.mark.parametrize(
    "limits",
    [
        {"max_files": None},
        {"max_files": True},
        {"max_fields": 1.0},
        {"max_part_size": -1},
        {"max_files": "3"},
        {"x": 1},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "declare",
    [
        lambda limits: Fireweed(form_limits=limits),
        lambda limits: APIRouter(form_limits=limits),
        lambda limits: Fireweed().include_router(APIRouter(), form_limits=limits),
        lambda limits: Fireweed().post("/", form_limits=limits)(count),
        lambda limits: APIRoute("/", count, form_limits=limits),
    ],
    ids=["application", "router", "inclusion", "operation", "route"],
)
def test_rejects_wrong_form_limits(declare: Callable[[Any], Any], limits: Any) -> None:
    with pytest.raises(ValueError, match="form_limits"):
        declare(limits)
