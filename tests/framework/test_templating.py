import importlib
import sys
from pathlib import Path

import jinja2
import pytest

from fireweed import Fireweed, Request
from fireweed.background import BackgroundTask
from fireweed.exceptions import MissingExtraError
from fireweed.responses import HTMLResponse
from fireweed.templating import Jinja2Templates
from fireweed.testclient import TestClient
from kit.asgi import call, http_scope


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text("<p>{{ name }}")
    (tmp_path / "link.html").write_text("<a href=\"{{ url_for('read_item', item_id=3) }}\">")
    (tmp_path / "note.txt").write_text("{{ name }}")
    return tmp_path


def request() -> Request:
    return Request(http_scope())


def test_renders_a_page(pages: Path) -> None:
    response = Jinja2Templates(pages).TemplateResponse(request(), "page.html", {"name": "Ada"})

    assert response.body == b"<p>Ada"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert isinstance(response, HTMLResponse)


def test_escapes_values_in_pages_only(pages: Path) -> None:
    templates = Jinja2Templates(pages)

    page = templates.TemplateResponse(request(), "page.html", {"name": "<b>"})
    note = templates.TemplateResponse(request(), "note.txt", {"name": "<b>"})

    assert page.body == b"<p>&lt;b&gt;"
    assert note.body == b"<b>"


async def test_takes_the_options_of_responses(pages: Path) -> None:
    ran: list[str] = []
    response = Jinja2Templates(pages).TemplateResponse(
        request(),
        "page.html",
        status_code=404,
        headers={"x-one": "1"},
        media_type="application/xhtml+xml",
        background=BackgroundTask(ran.append, "ran"),
    )

    sent = await call(response, http_scope())

    assert sent.status == 404
    assert sent.headers["x-one"] == "1"
    assert sent.headers["content-type"] == "application/xhtml+xml"
    assert ran == ["ran"]


def test_keeps_what_it_was_made_of(pages: Path) -> None:
    templates = Jinja2Templates(pages)
    context = {"name": "Ada"}
    asking = request()

    response = templates.TemplateResponse(asking, "page.html", context)

    assert response.template.name == "page.html"
    assert response.context == {"name": "Ada", "request": asking}
    assert context == {"name": "Ada"}


def test_context_processors_add_variables(pages: Path) -> None:
    templates = Jinja2Templates(
        pages, context_processors=[lambda request: {"name": "theirs", "path": request.url.path}, lambda _: {"last": 1}]
    )

    response = templates.TemplateResponse(request(), "page.html", {"name": "ours"})

    assert response.body == b"<p>theirs"
    assert (response.context["path"], response.context["last"]) == ("/", 1)


def test_templates_build_urls(pages: Path) -> None:
    app = Fireweed()
    templates = Jinja2Templates(pages)

    @app.get("/items/{item_id}")
    async def read_item(item_id: int, request: Request) -> object:
        return templates.TemplateResponse(request, "link.html")

    assert TestClient(app).get("/items/1").text == '<a href="http://testserver/items/3">'


def test_the_test_client_shows_template_and_context(pages: Path) -> None:
    app = Fireweed()
    templates = Jinja2Templates(pages)

    @app.get("/")
    async def read(request: Request) -> object:
        return templates.TemplateResponse(request, "page.html", {"name": "Ada"})

    response = TestClient(app).get("/")

    assert response.text == "<p>Ada"
    assert response.template.name == "page.html"  # type: ignore[attr-defined]  # set for templates only
    assert response.context["name"] == "Ada"  # type: ignore[attr-defined]  # as above
    assert set(response.extensions["http.response.debug"]) == {"template", "context"}


async def test_tells_servers_nothing_of_templates(pages: Path) -> None:
    response = Jinja2Templates(pages).TemplateResponse(request(), "page.html")

    sent = await call(response, http_scope(), direct=True)

    assert sent.types == ["http.response.start", "http.response.body"]
    assert sent.direct_responses == 1


def test_looks_into_several_directories(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    first = tmp_path_factory.mktemp("first")
    (first / "page.html").write_text("first")
    templates = Jinja2Templates([first, pages])

    assert templates.get_template("page.html").render() == "first"
    assert templates.get_template("note.txt").render(name="second") == "second"


def test_takes_an_environment_as_it_is() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader({"a": "{{ url_for }}"}), autoescape=True)
    environment.globals["url_for"] = "mine"

    templates = Jinja2Templates(env=environment)

    assert templates.env is environment
    assert templates.get_template("a").render() == "mine"


def test_wants_either_a_directory_or_an_environment(pages: Path) -> None:
    text = "either 'directory' or 'env' arguments must be passed"

    with pytest.raises(AssertionError, match=text):
        Jinja2Templates()
    with pytest.raises(AssertionError, match=text):
        Jinja2Templates(pages, env=jinja2.Environment(autoescape=True))


def test_says_what_replaced_the_old_order_of_arguments(pages: Path) -> None:
    templates = Jinja2Templates(pages)

    with pytest.raises(TypeError, match=r"TemplateResponse\(request, name, context\)"):
        templates.TemplateResponse("page.html", {"request": request()})  # type: ignore[arg-type]  # that is the test


def test_a_missing_template_is_an_error(pages: Path) -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        Jinja2Templates(pages).TemplateResponse(request(), "../page.html")


def test_names_the_extra_when_jinja_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.delitem(sys.modules, "fireweed.templating")

    with pytest.raises(ImportError, match="jinja2 must be installed to use Jinja2Templates") as raised:
        importlib.import_module("fireweed.templating")

    assert isinstance(raised.value, MissingExtraError)
    assert 'pip install "fireweed[templates]"' in str(raised.value)
