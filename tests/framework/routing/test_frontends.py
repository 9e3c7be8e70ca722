from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest

from fireweed import APIRouter, BackgroundTasks, Depends, Fireweed, Header, HTTPException, Response
from fireweed.exceptions import NoMatchFound
from fireweed.testclient import TestClient

Log = list[str]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "index.html").write_text("INDEX")
    (dist / "app.js").write_text("JS")
    return dist


def note(log: Log, name: str) -> Any:
    return Depends(lambda: log.append(name))


def test_serves_files_and_pages(dist: Path) -> None:
    app = Fireweed()
    app.frontend("/", directory=dist)
    client = TestClient(app)

    assert client.get("/app.js").text == "JS"
    assert client.get("/").text == "INDEX"
    assert client.get("/users/3", headers={"accept": "text/html"}).text == "INDEX"
    assert client.get("/users/3").json() == {"detail": "Not Found"}
    assert client.post("/app.js").json() == {"detail": "Method Not Allowed"}


def test_path_operations_come_first(dist: Path) -> None:
    app = Fireweed()
    app.frontend("/", directory=dist)

    @app.get("/app.js")
    async def read() -> str:
        return "operation"

    client = TestClient(app)

    assert client.get("/app.js").json() == "operation"
    assert client.post("/app.js").status_code == 405


def test_is_not_in_the_document_and_has_no_url(dist: Path) -> None:
    app = Fireweed(dependencies=[Depends(lambda: None)])
    app.frontend("/", directory=dist)

    assert app.openapi()["paths"] == {}
    with pytest.raises(NoMatchFound):
        app.url_path_for("answer_with_file")


def test_the_longest_prefix_wins_across_included_routers(dist: Path, tmp_path: Path) -> None:
    for name in ("admin", "team"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    team = APIRouter(prefix="/team")
    team.frontend("/", directory=tmp_path / "team")
    admin = APIRouter()
    admin.frontend("/admin", directory=tmp_path / "admin")
    admin.include_router(team, prefix="/admin/deep")
    app = Fireweed()
    app.frontend("/", directory=dist)
    app.include_router(admin, prefix="/v1")
    client = TestClient(app)

    paths = ("/index.html", "/v1/admin/", "/v1/admin", "/v1/admin/deep/team/", "/v1/admin/deep/team")
    assert [client.get(path).text for path in paths] == ["INDEX", "admin", "admin", "team", "team"]
    assert client.get("/v1/admin-x/", headers={"accept": "text/html"}).text == "INDEX"


def test_a_frontend_added_after_inclusion_counts(dist: Path) -> None:
    router = APIRouter()
    app = Fireweed()
    app.include_router(router, prefix="/ui")
    client = TestClient(app)
    before = client.get("/ui/app.js").status_code

    router.frontend("/", directory=dist)

    assert before == 404
    assert client.get("/ui/app.js").text == "JS"


def test_a_router_alone_serves_its_frontends(dist: Path) -> None:
    router = APIRouter(prefix="/ui")
    router.frontend("/", directory=dist)

    assert TestClient(router).get("/ui/app.js").text == "JS"


@pytest.mark.parametrize(
    ("path", "text"), [("", "A frontend path cannot be empty"), ("app", "A frontend path must start with '/'")]
)
def test_refuses_paths_that_are_none_even_below_a_prefix(dist: Path, path: str, text: str) -> None:
    with pytest.raises(AssertionError, match=text):
        APIRouter(prefix="/ui").frontend(path, directory=dist)


# Dependencies...


def test_dependencies_run_from_the_outside_in(dist: Path) -> None:
    log: Log = []
    router = APIRouter(dependencies=[note(log, "router")])
    router.frontend("/ui", directory=dist)
    app = Fireweed(dependencies=[note(log, "app")])
    app.include_router(router, dependencies=[note(log, "inclusion")])

    TestClient(app).get("/ui/app.js")

    assert log == ["app", "inclusion", "router"]


def test_dependencies_run_only_for_what_the_frontend_may_answer(dist: Path) -> None:
    log: Log = []
    app = Fireweed(dependencies=[note(log, "app")])
    app.frontend("/ui", directory=dist)
    client = TestClient(app)

    client.get("/elsewhere")
    client.post("/ui/app.js")
    without = list(log)
    client.head("/ui/app.js")

    assert without == []
    assert log == ["app"]


def test_dependencies_guard_the_files(dist: Path) -> None:
    def require_token(token: Annotated[str, Header()]) -> None:
        if token != "secret":
            raise HTTPException(401)

    app = Fireweed(dependencies=[Depends(require_token)])
    app.frontend("/", directory=dist)
    client = TestClient(app)

    assert client.get("/app.js").status_code == 422
    assert client.get("/app.js", headers={"token": "wrong"}).status_code == 401
    assert client.get("/app.js", headers={"token": "secret"}).text == "JS"


def test_dependencies_are_overridden(dist: Path) -> None:
    def refuse() -> None:
        raise HTTPException(401)

    router = APIRouter(dependencies=[Depends(refuse)])
    router.frontend("/", directory=dist)
    app = Fireweed()
    app.include_router(router)
    client = TestClient(app)
    refused = client.get("/app.js").status_code

    app.dependency_overrides[refuse] = lambda: None

    assert refused == 401
    assert client.get("/app.js").text == "JS"


def test_what_dependencies_add_to_the_response_is_sent(dist: Path) -> None:
    log: Log = []

    def decorate(response: Response, tasks: BackgroundTasks) -> Iterator[None]:
        response.headers["x-dependency"] = "yes"
        response.set_cookie("seen", "1")
        tasks.add_task(log.append, "task")
        yield
        log.append("left")

    app = Fireweed(dependencies=[Depends(decorate)])
    app.frontend("/", directory=dist)

    response = TestClient(app).get("/app.js")

    assert response.text == "JS"
    assert response.headers["x-dependency"] == "yes"
    assert response.cookies["seen"] == "1"
    assert log == ["task", "left"]


def test_dependencies_see_the_parameters_of_the_prefix(dist: Path) -> None:
    log: Log = []

    def see(team: str) -> None:
        log.append(team)

    router = APIRouter(prefix="/{team}", dependencies=[Depends(see)])
    router.frontend("/ui", directory=dist)
    app = Fireweed()
    app.include_router(router)

    assert TestClient(app).get("/red/ui/app.js").text == "JS"
    assert log == ["red"]


def test_a_mounted_application_keeps_its_requests(dist: Path) -> None:
    app = Fireweed(openapi_url=None)
    app.frontend("/sub/deep", directory=dist)
    app.mount("/sub", Fireweed(openapi_url=None))

    # A mount is a route, and a frontend gets only what no route wants, however long its prefix is.
    assert TestClient(app).get("/sub/deep/app.js").status_code == 404
