"""What it costs to find a route: `resolve` for tables of 10, 100 and 1,000 routes, with every answer checked.

    python benchmarks/micro/routing.py [--peer PYTHON]

Prints microseconds per call, the best of several rounds. `--peer` names an interpreter that has Starlette, whose router
then finds the same routes in a process of its own: it has no `resolve`, so a call of the whole router with an endpoint
that does nothing is measured for both ("call").
"""

import argparse
import subprocess
import timeit
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

Scope = dict[str, Any]
SIZES = (10, 100, 1000)
ROUNDS = 40
CALLS = 500


class Endpoint:
    """An ASGI application that does nothing: only the way to it is measured."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def build_paths(size: int) -> list[str]:
    """Return as many paths as `size` says, of the kinds an API has."""
    resources = range(size // 5)
    return [
        path
        for number in resources
        for path in (
            f"/api/resource{number}",
            f"/api/resource{number}/search",
            f"/api/resource{number}/{{key}}",
            f"/api/resource{number}/{{key}}/parts",
            f"/api/resource{number}/{{key}}/parts/{{part:int}}",
        )
    ]


def build_cases(size: int) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield a label, a path, the path of the route expected, and its parameters; the routes are the last declared."""
    resource = f"/api/resource{size // 5 - 1}"
    yield "static", f"{resource}/search", f"{resource}/search", {}
    yield "one parameter", f"{resource}/ab12", f"{resource}/{{key}}", {"key": "ab12"}
    parts = f"{resource}/{{key}}/parts"
    yield "two parameters", f"{resource}/ab12/parts/7", f"{parts}/{{part:int}}", {"key": "ab12", "part": 7}


def measure(action: Callable[[], object]) -> float:
    """Return microseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("The endpoint does not wait, so the router must not either.")


def check(scope: Scope, expected_path: str, expected_params: dict[str, Any]) -> None:
    """Fail unless the router has entered the expected route."""
    found = (scope["route"].path, scope["path_params"])
    if found != (expected_path, expected_params):
        raise AssertionError(f"Expected {(expected_path, expected_params)}, found {found}.")


def measure_router(name: str, router: Any, size: int) -> None:
    """Print a line for each case, after checking its answer."""

    async def receive() -> None: ...

    async def send(message: Any) -> None: ...

    for label, path, expected_path, expected_params in build_cases(size):
        scope: Scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        run(router(scope, receive, send))
        check(scope, expected_path, expected_params)
        call = measure(lambda scope=scope: run(router({**scope, "path_params": {}}, receive, send)))  # type: ignore[misc] # bound now
        resolve = ""
        if hasattr(router, "resolve"):
            del scope["path_params"]
            router.resolve(scope)
            check(scope, expected_path, expected_params)
            scope["path_params"] = {}
            resolve = f"resolve {measure(lambda scope=scope: router.resolve(scope)):6.2f} us"  # type: ignore[misc] # bound now
        print(f"{name:10} {size:5} routes  {label:15} call {call:7.2f} us  {resolve}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", help="an interpreter that has Starlette")
    parser.add_argument("--as-peer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.as_peer:
        from starlette.routing import Route, Router  # type: ignore[import-not-found, unused-ignore] # only a peer has it
    else:
        from fireweed.routes import Route, Router
    name = "starlette" if arguments.as_peer else "fireweed"
    for size in SIZES:
        routes = [Route(path, Endpoint(), methods=["GET"]) for path in build_paths(size)]
        measure_router(name, Router(routes), size)
    if arguments.peer:
        subprocess.run([arguments.peer, __file__, "--as-peer"], check=True)


if __name__ == "__main__":
    main()
