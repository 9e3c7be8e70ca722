"""Scenarios: finding a route among few and many, and what layers of function middleware add."""

from functools import partial
from typing import Any

from benchmarks.micro.paired.library import Library
from benchmarks.micro.paired.scenario import Scenario, Scope, ask, build_scope, expect
from benchmarks.micro.routing import Endpoint, build_paths

SIZES = (10, 100, 1000)
LAYERS = (0, 1, 3)

# Which route of the table, and the request for it: the routes of a resource are five (see `build_paths`).
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "static": ("middle", "/search", {}),
    "parameters": ("middle", "/ab12/parts/7", {"key": "ab12", "part": 7}),
    "last": ("last", "/ab12/parts/7", {"key": "ab12", "part": 7}),
}


def build_routing(library: Library, size: int, case: str) -> Scenario:
    """A call of a router with `size` routes, with endpoints that do nothing."""
    place, path, params = CASES[case]
    number = size // 5 - 1 if place == "last" else size // 10
    route_class = library.get("routing", "Route")
    endpoints = {template: Endpoint() for template in build_paths(size)}
    router = library.get("routing", "Router")(
        [route_class(template, endpoint, methods=["GET"]) for template, endpoint in endpoints.items()]
    )
    scope = build_scope(f"/api/resource{number}{path}")
    suffix = "/{key}/parts/{part:int}" if params else path
    expected = (endpoints[f"/api/resource{number}{suffix}"], params)

    async def act() -> Scope:
        found = dict(scope)
        await router(found, None, None)
        return found

    def check(found: Scope) -> None:
        assert (found["endpoint"], found["path_params"]) == expected, f"found {found['endpoint']}"

    return Scenario(act, check)


async def pass_on(request: Any, call_next: Any) -> Any:
    return await call_next(request)


def build_middleware(library: Library, layers: int) -> Scenario:
    """A request to an application with `layers` of `@app.middleware("http")`, to an endpoint that answers at once."""
    response_class = library.get("responses", "PlainTextResponse")

    async def hello(request: Any) -> Any:
        return response_class("hello")

    layer = library.get("middleware", "Middleware")
    layer_class = library.get("middleware.base", "BaseHTTPMiddleware")
    app = library.build_application(
        routes=[library.get("routing", "Route")("/", hello)],
        middleware=[layer(layer_class, dispatch=pass_on) for _ in range(layers)],
    )
    return Scenario(ask(lambda: app, build_scope()), expect(200, b"hello"))


SCENARIOS = {
    f"routing, {size}, {case}": partial(build_routing, size=size, case=case) for size in SIZES for case in CASES
} | {f"middleware, {layers}": partial(build_middleware, layers=layers) for layers in LAYERS}
