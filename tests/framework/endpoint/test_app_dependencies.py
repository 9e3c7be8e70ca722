"""`scope="app"`: made once at start-up, shared, closed at shutdown, replaced by overrides."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Annotated, Any

import pytest

from fireweed import APIRouter, Depends, Fireweed, Request
from fireweed.exceptions import DeclarationError, FireweedError
from fireweed.testclient import TestClient


class Engine:
    """A dependency of all kinds, which notes what happens to it."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def make(self) -> str:
        self.events.append("made")
        return "engine"

    async def make_async(self) -> str:
        return self.make()

    def open(self) -> Iterator[str]:
        yield self.make()
        self.events.append("closed")

    async def open_async(self) -> AsyncIterator[str]:
        yield self.make()
        self.events.append("closed")


@pytest.fixture
def engine() -> Engine:
    return Engine()


def add_route(target: Fireweed | APIRouter, path: str, dependency: Callable[..., Any]) -> None:
    @target.get(path)
    async def read(value: Annotated[Any, Depends(dependency, scope="app")]) -> Any:
        return value


def build_app(dependency: Callable[..., Any], **options: Any) -> Fireweed:
    app = Fireweed(**options)
    add_route(app, "/", dependency)
    return app


@pytest.mark.parametrize("kind", ["make", "make_async", "open", "open_async"])
def test_is_made_once_for_all_requests(engine: Engine, kind: str) -> None:
    app = build_app(getattr(engine, kind))
    add_route(app, "/other", getattr(engine, kind))

    with TestClient(app) as client:
        at_start = list(engine.events)
        answers = [client.get("/").json(), client.get("/").json(), client.get("/other").json()]

    assert at_start == ["made"]
    assert answers == ["engine"] * 3
    assert engine.events.count("made") == 1


def test_lives_inside_of_the_lifespan_and_is_closed_in_reverse_order() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        events.append("start")
        yield
        events.append("stop")

    async def open_pool() -> AsyncIterator[int]:
        events.append("open pool")
        yield 1
        events.append("close pool")

    def open_cache(pool: Annotated[int, Depends(open_pool, scope="app")]) -> Iterator[int]:
        events.append("open cache")
        yield pool + 1
        events.append("close cache")

    app = build_app(open_cache, lifespan=lifespan)

    with TestClient(app) as client:
        assert client.get("/").json() == 2

    assert events == ["start", "open pool", "open cache", "close cache", "close pool", "stop"]


def test_is_made_anew_when_the_application_is_started_again(engine: Engine) -> None:
    app = build_app(engine.open)

    for _ in range(2):
        with TestClient(app) as client:
            client.get("/")

    assert engine.events == ["made", "closed"] * 2


def test_without_value_it_is_made_as_well(engine: Engine) -> None:
    app = Fireweed(dependencies=[Depends(engine.open, scope="app")])

    @app.get("/")
    async def read() -> None: ...

    with TestClient(app) as client:
        client.get("/")

    assert engine.events == ["made", "closed"]


@pytest.mark.parametrize("is_included_first", [True, False], ids=["included first", "included last"])
def test_routes_of_included_routers_share_it(engine: Engine, is_included_first: bool) -> None:
    app, router = build_app(engine.open), APIRouter()
    if is_included_first:
        app.include_router(router, prefix="/r")
    add_route(router, "/late", engine.open)
    if not is_included_first:
        app.include_router(router, prefix="/r")

    with TestClient(app) as client:
        assert client.get("/r/late").json() == client.get("/").json() == "engine"

    assert engine.events == ["made", "closed"]


def test_route_that_the_lifespan_adds_has_it_at_start_up(engine: Engine) -> None:
    @asynccontextmanager
    async def lifespan(app: Fireweed) -> AsyncIterator[None]:
        add_route(app, "/", engine.open)
        yield

    with TestClient(Fireweed(lifespan=lifespan)):
        assert engine.events == ["made"]


def test_route_added_while_the_application_runs_has_it_made_at_its_first_request(engine: Engine) -> None:
    app = Fireweed()

    with TestClient(app) as client:
        add_route(app, "/", engine.open)
        answers = [client.get("/").json(), client.get("/").json()]

    assert answers == ["engine", "engine"]
    assert engine.events == ["made", "closed"]


def test_mounted_application_has_its_own_when_its_lifespan_runs(engine: Engine) -> None:
    inner = build_app(engine.open)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        async with inner.router.lifespan_context(inner):
            yield

    app = Fireweed(lifespan=lifespan)
    app.mount("/inner", inner)

    with TestClient(app) as client:
        assert client.get("/inner/").json() == "engine"
    assert engine.events == ["made", "closed"]


def test_router_of_an_included_application_does_not_make_it_twice(engine: Engine) -> None:
    inner, app = build_app(engine.open), Fireweed()
    app.include_router(inner.router)

    with TestClient(app) as client:
        client.get("/")

    assert engine.events == ["made", "closed"]


def test_dependency_of_a_request_may_ask_for_it(engine: Engine) -> None:
    async def open_session(maker: Annotated[str, Depends(engine.make, scope="app")]) -> AsyncIterator[str]:
        yield f"session of {maker}"

    app = Fireweed()

    @app.get("/")
    async def read(session: Annotated[str, Depends(open_session)]) -> str:
        return session

    with TestClient(app) as client:
        assert client.get("/").json() == "session of engine"


# Overrides...


def test_override_that_is_there_at_start_up_is_made_instead(engine: Engine) -> None:
    app, other = build_app(engine.open), Engine()
    app.dependency_overrides[engine.open] = other.open

    with TestClient(app):
        assert other.events == ["made"]

    assert (engine.events, other.events) == ([], ["made", "closed"])


def test_override_set_later_is_made_once_and_closed_at_shutdown(engine: Engine) -> None:
    app, other = build_app(engine.open), Engine()
    add_route(app, "/other", engine.open)

    with TestClient(app) as client:
        app.dependency_overrides[engine.open] = other.open_async
        client.get("/")
        client.get("/other")
        while_running = list(other.events)

    assert (while_running, other.events) == (["made"], ["made", "closed"])


def test_override_that_is_withdrawn_gives_way_to_the_original(engine: Engine) -> None:
    app = build_app(engine.open)

    with TestClient(app) as client:
        app.dependency_overrides[engine.open] = lambda: "fake"
        fake = client.get("/").json()
        app.dependency_overrides.clear()
        original = client.get("/").json()

    assert (fake, original) == ("fake", "engine")
    assert engine.events == ["made", "closed"]


def test_override_that_is_set_again_is_made_again(engine: Engine) -> None:
    app, other = build_app(engine.open), Engine()

    with TestClient(app) as client:
        for _ in range(2):
            app.dependency_overrides[engine.open] = other.make
            client.get("/")
            app.dependency_overrides.clear()
            client.get("/")

    assert other.events == ["made", "made"]


def test_override_counts_for_what_depends_on_it() -> None:
    def get_url() -> str:
        return "real"

    def connect(url: Annotated[str, Depends(get_url, scope="app")]) -> str:
        return f"connected to {url}"

    app = build_app(connect)

    with TestClient(app) as client:
        app.dependency_overrides[get_url] = lambda: "fake"

        assert client.get("/").json() == "connected to fake"


def test_override_works_without_start_up(engine: Engine) -> None:
    app = build_app(engine.open)
    app.dependency_overrides[engine.open] = lambda: "fake"

    assert TestClient(app).get("/").json() == "fake"


def test_override_that_fails_is_tried_again(engine: Engine) -> None:
    app, errors = build_app(engine.open), [ValueError("not yet")]

    def make() -> str:
        if errors:
            raise errors.pop()
        return "fake"

    with TestClient(app) as client:
        app.dependency_overrides[engine.open] = make
        with pytest.raises(ValueError, match="not yet"):
            client.get("/")

        assert client.get("/").json() == "fake"


def test_what_two_of_them_ask_for_is_made_once(engine: Engine) -> None:
    async def connect(value: Annotated[str, Depends(engine.make, scope="app")]) -> str:
        return f"connected to the {value}"

    app = build_app(connect)
    add_route(app, "/engine", engine.make)

    with TestClient(app) as client:
        answers = [client.get("/").json(), client.get("/engine").json()]

    assert (answers, engine.events) == (["connected to the engine", "engine"], ["made"])


# Mistakes...


def start(app: Fireweed) -> AbstractContextManager[Any]:
    return TestClient(app)


def test_failure_is_a_failure_of_the_start_up(engine: Engine) -> None:
    async def connect(_: Annotated[str, Depends(engine.open, scope="app")]) -> None:
        raise ConnectionError("no database")

    with pytest.raises(ConnectionError, match="no database") as caught, start(build_app(connect)):
        pass

    assert caught.value.__notes__[0].startswith("It was raised while making the application's dependency connect at ")
    assert engine.events == ["made"]


def test_override_that_fails_at_shutdown_does_not_keep_others_from_being_closed(engine: Engine) -> None:
    async def fail() -> AsyncIterator[str]:
        yield "fake"
        raise ConnectionError("cannot say good-bye")

    first, second, app = Engine(), Engine(), Fireweed()
    add_route(app, "/first", first.make)
    add_route(app, "/second", second.make)

    def replace_both() -> None:
        with TestClient(app) as client:
            app.dependency_overrides[first.make] = engine.open_async
            client.get("/first")
            app.dependency_overrides[second.make] = fail
            client.get("/second")

    with pytest.raises(ConnectionError, match="cannot say good-bye"):
        replace_both()

    assert engine.events == ["made", "closed"]


def test_request_without_start_up_is_an_error_with_the_remedy(engine: Engine) -> None:
    app = build_app(engine.open)

    with pytest.raises(FireweedError, match=r"was not started\. In a test, write `with TestClient"):
        TestClient(app).get("/")


def test_generator_as_override_needs_start_up_too(engine: Engine) -> None:
    app = build_app(engine.make)
    app.dependency_overrides[engine.make] = engine.open

    with pytest.raises(FireweedError, match="was not started"):
        TestClient(app).get("/")


def test_router_without_application_is_an_error(engine: Engine) -> None:
    router = APIRouter()
    add_route(router, "/", engine.open)

    with pytest.raises(FireweedError, match="Include the router in a Fireweed application"):
        TestClient(router).get("/")


def test_parameter_of_the_request_is_refused() -> None:
    def connect(url: str) -> None: ...

    with pytest.raises(DeclarationError, match=r"connect at .*: parameter 'url': it comes from the request"):
        build_app(connect)


def test_request_itself_is_refused() -> None:
    def connect(request: Request) -> None: ...

    with pytest.raises(DeclarationError, match="parameter 'request': it comes from the request"):
        build_app(connect)


def test_dependency_of_a_request_is_refused(engine: Engine) -> None:
    def connect(maker: Annotated[str, Depends(engine.make)]) -> None: ...

    with pytest.raises(DeclarationError, match=r"parameter 'maker': .* cannot depend on Engine.make at .*, which has"):
        build_app(connect)


@pytest.mark.parametrize("options", [{"use_cache": False}, {"max_concurrency": 1}], ids=str)
def test_option_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f'"app" is called once in all: remove {next(iter(options))}'):
        Depends(len, scope="app", **options)
