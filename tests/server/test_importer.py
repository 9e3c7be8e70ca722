"""Finding the application by name, and saying what is wrong when that fails."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireweed_server.errors import AppImportError
from fireweed_server.importer import REMEDIES, describe_cause, import_app
from fireweed_server.interfaces.wsgi import WSGIAdapter

APP = "async def {}(scope, receive, send): ...\n"

WriteModule = Callable[[str, str], Path]


@pytest.fixture
def write_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WriteModule]:
    """Writes a module below the directory where applications are looked for; what gets imported is forgotten again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    modules_before = set(sys.modules)

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    yield write

    for name in set(sys.modules) - modules_before:
        del sys.modules[name]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("service:api", id="module-and-attribute"),
        pytest.param("service:holder.inner", id="dotted-attribute"),
        pytest.param("service.py:api", id="file-and-attribute"),
        pytest.param("./service.py:api", id="relative-path"),
        pytest.param("service", id="module"),
        pytest.param("service.py", id="file"),
    ],
)
def test_finds_the_application(write_module: WriteModule, name: str) -> None:
    write_module("service.py", APP.format("api") + "class holder:\n    inner = api\n")

    app = import_app(name)

    assert app.__name__ == "api"
    assert app.__module__ == "service"


def test_finds_the_application_by_an_absolute_path(write_module: WriteModule) -> None:
    path = write_module("service.py", APP.format("app"))

    assert import_app(f"{path}:app").__name__ == "app"


def test_imports_from_the_application_directory(write_module: WriteModule) -> None:
    write_module("src/service.py", APP.format("app"))

    assert import_app("service:app", app_dir="src").__module__ == "service"


def test_imports_a_file_of_a_package_as_its_submodule(write_module: WriteModule) -> None:
    write_module("project/bakery/__init__.py", "")
    write_module("project/bakery/models.py", "value = 1\n")
    write_module("project/bakery/main.py", "from .models import value\n" + APP.format("app"))

    assert import_app("project/bakery/main.py").__module__ == "bakery.main"


def test_imports_the_usual_file_of_this_directory(write_module: WriteModule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_module("main.py", APP.format("here")).parent)

    assert import_app(".").__name__ == "here"


def test_imports_the_usual_file_of_a_directory(write_module: WriteModule) -> None:
    write_module("project/app/api.py", APP.format("app"))

    assert import_app("project/").__module__ == "api"


@pytest.mark.parametrize("name", ["app", "application", "api"])
def test_prefers_the_usual_names(write_module: WriteModule, name: str) -> None:
    write_module("service.py", APP.format("first") + APP.format(name))

    assert import_app("service").__name__ == name


def test_takes_the_only_application_of_a_module(write_module: WriteModule) -> None:
    write_module("service.py", "import json\napp = 'a name'\n" + APP.format("backend") + APP.format("_private"))

    assert import_app("service").__name__ == "backend"


def test_passes_over_what_does_not_tell_its_parameters(write_module: WriteModule) -> None:
    write_module("service.py", "smallest = min\n" + APP.format("unusual"))

    assert import_app("service").__name__ == "unusual"


def test_asks_which_of_several_applications(write_module: WriteModule) -> None:
    write_module("service.py", APP.format("one") + APP.format("two"))

    with pytest.raises(AppImportError, match=r"has several ASGI applications, 'one' or 'two'. .*: 'service:one'"):
        import_app("service")


def test_says_when_a_module_has_no_application(write_module: WriteModule) -> None:
    write_module("service.py", "value = 1\n")

    with pytest.raises(AppImportError, match="has no 'app', 'application' or 'api' and no other ASGI application"):
        import_app("service")


# Factories


@pytest.mark.parametrize("name", ["service:build", "service"], ids=["named", "usual-name"])
def test_calls_a_factory(write_module: WriteModule, name: str) -> None:
    write_module("service.py", APP.format("inner") + "def build(): return inner\ncreate_app = build\n")

    assert import_app(name, is_factory=True).__name__ == "inner"


def test_says_when_an_application_looks_like_a_factory(write_module: WriteModule) -> None:
    write_module("service.py", "def create(): ...\n")

    with pytest.raises(AppImportError, match=r"cannot be called with scope, receive and send.* say so: --factory"):
        import_app("service:create")


def test_says_when_a_module_has_no_usual_factory(write_module: WriteModule) -> None:
    write_module("service.py", "def assemble(): ...\n")

    with pytest.raises(AppImportError, match=r"Module 'service' has no .*create_app.*: 'service:function'"):
        import_app("service", is_factory=True)


def test_says_when_a_factory_needs_arguments(write_module: WriteModule) -> None:
    write_module("service.py", "def create(name): ...\n")

    with pytest.raises(AppImportError, match="factory 'service:create' cannot be called without arguments"):
        import_app("service:create", is_factory=True)


def test_says_when_a_factory_returns_no_application(write_module: WriteModule) -> None:
    write_module("service.py", "def create(): return None\n")

    with pytest.raises(AppImportError, match=r"'service:create\(\)' is no ASGI application, .* of the type 'NoneType'"):
        import_app("service:create", is_factory=True)


def test_shows_what_a_factory_raised(write_module: WriteModule) -> None:
    path = write_module("service.py", "def create():\n    raise ValueError('no key')\n")

    with pytest.raises(AppImportError, match="raised ValueError") as raised:
        import_app("service:create", is_factory=True)

    assert describe_cause(raised.value) == (
        f'Traceback (most recent call last):\n  File "{path}", line 2, in create\n'
        "    raise ValueError('no key')\nValueError: no key\n"
    )


# Mistakes in the name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("absent:app", "There is no module 'absent'; it was looked for in", id="module"),
        pytest.param("service.sub:app", "There is no module 'service.sub'", id="submodule"),
        pytest.param("absent.sub:app", "There is no module 'absent', needed for 'absent.sub'", id="package"),
        pytest.param("absent.py", "There is no file 'absent.py'", id="file"),
        pytest.param("empty/", "Directory 'empty' has no 'main.py', 'app.py'", id="directory"),
        pytest.param("service:ap", "has no attribute 'ap'. It has 'app': write 'service:app'", id="attribute"),
        pytest.param("service:app.inner", "has no attribute 'app.inner'", id="inner-attribute"),
        pytest.param("service:", "Write it as 'module:attribute'", id="no-attribute"),
        pytest.param(":app", "Write it as 'module:attribute'", id="no-module"),
        pytest.param(
            "service:value",
            "'service:value' is no ASGI application, which can be called, but of the type 'int'",
            id="not-callable",
        ),
        pytest.param("json.py", "another module is called 'json'", id="name-taken-by-another-module"),
    ],
)
def test_says_what_is_wrong_with_the_name(write_module: WriteModule, name: str, reason: str) -> None:
    write_module("service.py", APP.format("app") + "value = 1\n")
    write_module("json.py", APP.format("app"))
    write_module("empty/readme.txt", "")

    with pytest.raises(AppImportError) as raised:
        import_app(name)

    assert reason in str(raised.value)
    assert describe_cause(raised.value) == ""


# Mistakes in the module


def test_shows_the_traceback_of_a_module_that_raises_from_its_own_frame_on(write_module: WriteModule) -> None:
    path = write_module("service.py", "1 / 0\n")

    with pytest.raises(AppImportError, match="'service' cannot be imported: it raised ZeroDivisionError") as raised:
        import_app("service:app")

    first, second, *_ = describe_cause(raised.value).splitlines()
    assert first == "Traceback (most recent call last):"
    assert second == f'  File "{path}", line 1, in <module>'


def test_shows_the_place_of_a_syntax_error(write_module: WriteModule) -> None:
    path = write_module("service.py", "def app(:\n")

    with pytest.raises(AppImportError, match="it raised SyntaxError") as raised:
        import_app("service:app")

    assert describe_cause(raised.value).startswith(f'  File "{path}", line 1\n')


def test_a_missing_import_of_the_module_is_not_taken_for_the_module_itself(write_module: WriteModule) -> None:
    write_module("service.py", "import absent_dependency\n")

    with pytest.raises(
        AppImportError, match="'service' cannot be imported: No module named 'absent_dependency'"
    ) as raised:
        import_app("service:app")

    assert "import absent_dependency" in describe_cause(raised.value)


# Interfaces


def test_adapts_an_application_for_wsgi(write_module: WriteModule) -> None:
    write_module("service.py", "def app(environ, start_response): ...\n")

    assert isinstance(import_app("service"), WSGIAdapter)


def test_adapts_what_a_factory_returns(write_module: WriteModule) -> None:
    write_module("service.py", "def create_app(): return lambda environ, respond: []\n")

    assert isinstance(import_app("service", is_factory=True, interface="wsgi"), WSGIAdapter)


def test_says_what_whoever_started_it_knows_of_a_missing_module(
    write_module: WriteModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REMEDIES, "absent_dependency", "Install the extra.")
    write_module("service.py", "import absent_dependency.inner")

    with pytest.raises(AppImportError, match="Install the extra"):
        import_app("service:app")
