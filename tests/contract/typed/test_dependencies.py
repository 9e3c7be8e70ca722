"""How dependencies work together: values kept, order, errors, decorators, overrides."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest

from fireweed import APIRouter, Body, Cookie, Depends, Fireweed, Header, HTTPException, Security
from fireweed.testclient import TestClient
from kit.endpoints import JSON, details, locations, missing, serve


class Counter:
    """A dependency that gives how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


# Values kept...


def test_dependency_is_called_once_for_a_request() -> None:
    counter = Counter()

    def left(x: int = Depends(counter)) -> int:
        return x

    def right(x: int = Depends(counter)) -> int:
        return x

    def endpoint(a: int = Depends(left), b: int = Depends(right), c: int = Depends(counter)) -> list[int]:
        return [a, b, c]

    client = serve(endpoint)

    assert [client.get("/").json(), client.get("/").json()] == [[1, 1, 1], [2, 2, 2]]


@pytest.mark.parametrize(
    ("uses_cache", "values"),
    [((True, True), [1, 1]), ((True, False), [1, 2]), ((False, True), [1, 1]), ((False, False), [1, 2])],
    ids=["both", "first", "second", "none"],
)
def test_uncached_dependency_is_called_again(uses_cache: tuple[bool, bool], values: list[int]) -> None:
    counter = Counter()

    def endpoint(
        a: int = Depends(counter, use_cache=uses_cache[0]), b: int = Depends(counter, use_cache=uses_cache[1])
    ) -> list[int]:
        return [a, b]

    assert serve(endpoint).get("/").json() == values


def test_dependencies_of_decorators_are_called_once_too() -> None:
    counter = Counter()

    def endpoint(x: int = Depends(counter)) -> int:
        return x

    assert serve(endpoint, dependencies=[Depends(counter), Depends(counter)]).get("/").json() == 1


def test_equal_but_different_objects_are_different_dependencies() -> None:
    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def __call__(self) -> str:
            return self.name

    one, other = Named("one"), Named("other")

    def endpoint(a: str = Depends(one), b: str = Depends(other), c: str = Depends(one)) -> list[str]:
        return [a, b, c]

    assert serve(endpoint).get("/").json() == ["one", "other", "one"]


def test_scopes_make_a_dependency_a_different_one() -> None:
    counter = Counter()

    def endpoint(
        a: int = Security(counter, scopes=["a"]),
        b: int = Security(counter, scopes=["b"]),
        c: int = Depends(counter),
        d: int = Security(counter, scopes=["a"]),
    ) -> list[int]:
        return [a, b, c, d]

    assert serve(endpoint).get("/").json() == [1, 2, 3, 1]


# Order...


def test_dependencies_are_called_from_the_outside_in() -> None:
    calls: list[str] = []

    def note(name: str) -> Any:
        return Depends(lambda: calls.append(name))

    app = Fireweed(dependencies=[note("application")])
    router = APIRouter(prefix="/r", dependencies=[note("router")])

    @router.get("/", dependencies=[note("route")])
    def endpoint(a: Annotated[None, note("first")], b: Annotated[None, note("second")]) -> None:
        calls.append("endpoint")

    app.include_router(router, dependencies=[note("inclusion")])
    TestClient(app).get("/r/")

    assert calls == ["application", "inclusion", "router", "route", "first", "second", "endpoint"]


def test_dependencies_are_called_before_those_who_ask_for_them() -> None:
    calls: list[str] = []

    async def inner() -> None:
        calls.append("inner")

    async def outer(x: None = Depends(inner)) -> None:
        calls.append("outer")

    def endpoint(x: None = Depends(outer)) -> None:
        calls.append("endpoint")

    serve(endpoint).get("/")

    assert calls == ["inner", "outer", "endpoint"]


# Errors...


def test_errors_of_dependencies_come_first_depth_first() -> None:
    def deepest(a: int) -> int:
        return a

    def dependency(b: int, x: int = Depends(deepest)) -> int:
        return b

    def other(c: int = Header()) -> int:
        return c

    def endpoint(e: int = Cookie(), d: int = 0, x: int = Depends(dependency), y: int = Depends(other)) -> None: ...

    response = serve(endpoint).get("/?a=x&b=x&d=x", headers={"c": "x", "cookie": "e=x"})

    assert [item["loc"][1] for item in details(response)] == ["a", "b", "c", "d", "e"]


def test_error_of_a_shared_dependency_is_listed_once() -> None:
    def shared(q: int) -> int:
        return q

    def left(x: int = Depends(shared)) -> int:
        return x

    def endpoint(a: int = Depends(left), b: int = Depends(shared), q: int = 0) -> None: ...

    assert [item["loc"] for item in details(serve(endpoint).get("/?q=x"))] == [["query", "q"], ["query", "q"]]


def test_only_dependencies_with_valid_parameters_are_called() -> None:
    calls: list[str] = []

    async def invalid(q: int) -> None:
        calls.append("invalid")

    async def dependant(x: None = Depends(invalid)) -> None:
        calls.append("dependant")

    async def valid(z: int = 0) -> None:
        calls.append("valid")

    def endpoint(a: None = Depends(dependant), b: None = Depends(valid)) -> None:
        calls.append("endpoint")

    assert serve(endpoint).get("/?q=x").status_code == 422
    assert calls == ["valid"]


def test_dependency_may_refuse_before_parameters_are_complained_about() -> None:
    async def login() -> None:
        raise HTTPException(401, "who?")

    def endpoint(q: int, user: None = Depends(login)) -> None: ...

    response = serve(endpoint).get("/?q=x")

    assert (response.status_code, response.json()) == (401, {"detail": "who?"})


def test_malformed_body_is_reported_alone_and_nothing_is_called() -> None:
    counter = Counter()

    def dependency(q: int, x: int = Depends(counter)) -> int:
        return q

    def endpoint(item: dict[str, int], x: int = Depends(dependency)) -> None: ...

    response = serve(endpoint, method="POST").post("/?q=x", content=b"{", headers=JSON)

    assert locations(response) == [("json_invalid", ["body", 1])]
    assert counter.calls == 0


def test_body_of_a_dependency_is_validated() -> None:
    def dependency(item: Annotated[dict[str, int], Body()]) -> int:
        return len(item)

    def endpoint(size: int = Depends(dependency)) -> int:
        return size

    client = serve(endpoint, method="POST")

    assert client.post("/", json={"a": 1}).json() == 1
    assert details(client.post("/")) == [missing("body")]


def test_exception_of_a_dependency_is_the_answer() -> None:
    async def dependency(allowed: bool = False) -> AsyncIterator[None]:
        if not allowed:
            raise HTTPException(403, "no")
        yield

    def endpoint(x: None = Depends(dependency)) -> None: ...

    assert serve(endpoint).get("/").json() == {"detail": "no"}


# Overrides...


def original(q: int) -> list[Any]:
    return ["original", q]


async def above(inner: list[Any] = Depends(original)) -> list[Any]:
    return ["above", inner]


def overridable() -> Fireweed:
    app = Fireweed()

    @app.get("/", dependencies=[Depends(original)])
    def endpoint(a: list[Any] = Depends(original), b: list[Any] = Depends(above)) -> list[Any]:
        return [a, b]

    return app


def test_override_replaces_a_dependency_everywhere() -> None:
    app = overridable()
    client = TestClient(app)
    app.dependency_overrides[original] = lambda: "replaced"

    assert client.get("/").json() == ["replaced", ["above", "replaced"]]


def test_override_has_parameters_of_its_own() -> None:
    app = overridable()

    async def replacement(z: int = 7) -> int:
        return z

    app.dependency_overrides[original] = replacement
    client = TestClient(app)

    assert client.get("/?z=8").json()[0] == 8
    assert locations(client.get("/?z=x")) == [("int_parsing", ["query", "z"])]


def test_override_ends_when_it_is_taken_away() -> None:
    app = overridable()
    client = TestClient(app)
    app.dependency_overrides[above] = lambda: "replaced"
    replaced = client.get("/?q=1").json()
    app.dependency_overrides.clear()

    assert replaced == [["original", 1], "replaced"]
    assert client.get("/?q=1").json() == [["original", 1], ["above", ["original", 1]]]


def test_overrides_may_be_exchanged_as_a_whole() -> None:
    app = overridable()
    app.dependency_overrides = {original: lambda: 1}
    first = TestClient(app).get("/").json()
    app.dependency_overrides = {original: lambda: 2}

    assert [first[0], TestClient(app).get("/").json()[0]] == [1, 2]


def test_override_may_be_of_another_kind() -> None:
    app = overridable()
    events: list[str] = []

    async def replacement() -> AsyncIterator[str]:
        events.append("opened")
        yield "generated"
        events.append("closed")

    app.dependency_overrides[original] = replacement

    assert TestClient(app).get("/").json()[0] == "generated"
    assert events == ["opened", "closed"]


def test_override_may_refuse() -> None:
    app = overridable()

    def refuse() -> None:
        raise HTTPException(409)

    app.dependency_overrides[original] = refuse

    assert TestClient(app).get("/").status_code == 409


def test_override_of_a_class_gets_its_parameters() -> None:
    class Pages:
        def __init__(self, q: int = 1) -> None:
            self.q = q

    class OtherPages:
        def __init__(self, z: int = 2) -> None:
            self.q = z

    app = Fireweed()

    @app.get("/")
    def endpoint(pages: Annotated[Pages, Depends()]) -> int:
        return pages.q

    app.dependency_overrides[Pages] = OtherPages

    assert TestClient(app).get("/?q=5&z=6").json() == 6


def test_overrides_of_the_application_hold_for_its_routers() -> None:
    app, router = Fireweed(), APIRouter()

    @router.get("/")
    def endpoint(x: Any = Depends(original)) -> Any:
        return x

    app.include_router(router)
    app.dependency_overrides[original] = lambda: "replaced"

    assert TestClient(app).get("/").json() == "replaced"


# Decorators...


@pytest.mark.parametrize("dependency", [None, 3])
def test_dependency_of_a_decorator_must_be_callable(dependency: Any) -> None:
    app = Fireweed()

    with pytest.raises(AssertionError, match="A parameter-less dependency must have a callable dependency"):
        app.get("/", dependencies=[Depends(dependency)])(lambda: 1)


def test_dependency_of_a_decorator_is_validated() -> None:
    client = serve(lambda: 1, dependencies=[Depends(original)])

    assert client.get("/?q=1").json() == 1
    assert details(client.get("/")) == [missing("query", "q")]


def test_value_of_a_dependency_may_be_anything() -> None:
    values: list[Any] = [None, ..., object(), [], Depends(original), ValueError()]

    def endpoint(value: Any = Depends(lambda: values)) -> bool:
        return value is values

    assert serve(endpoint).get("/").json() is True
