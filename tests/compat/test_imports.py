"""What imports of fastapi and starlette find while the hook is installed."""

import importlib
import importlib.metadata
import importlib.util
import pickle
import sys
import warnings
from types import ModuleType

import pytest

import fireweed
from fireweed import compat
from fireweed.compat.tables import MODULES, NAMES
from fireweed.exceptions import FireweedDeprecationWarning, FireweedError

# Modules that the tables name and Fireweed does not have yet. May only shrink.
ABSENT = {"fastapi.telemetry", "starlette.middleware.opentelemetry"}


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("name", sorted(MODULES.keys() - ABSENT))
def test_imports_every_module_of_the_table(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FireweedDeprecationWarning)  # what fastapi.middleware.wsgi says
        module = importlib.import_module(name)

    assert module.__name__ == name
    assert all(hasattr(module, added) for added in NAMES.get(name, {}))


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("name", ["fastapi", "fastapi.requests", "starlette.requests"])
def test_finds_one_object_by_every_path(name: str) -> None:
    assert importlib.import_module(name).Request is fireweed.Request


@pytest.mark.usefixtures("hook")
def test_fastapi_is_a_fireweed_with_its_own_defaults() -> None:
    fastapi = importlib.import_module("fastapi")
    starlette = importlib.import_module("starlette.applications")

    app = fastapi.FastAPI()

    assert isinstance(app, fireweed.Fireweed)
    assert isinstance(app, starlette.Starlette)
    assert app.title == "FastAPI"


@pytest.mark.usefixtures("hook")
def test_submodules_are_those_of_the_hook() -> None:
    fastapi = importlib.import_module("fastapi")

    assert fastapi.routing is sys.modules["fastapi.routing"]
    assert fastapi.status is importlib.import_module("starlette.status")


@pytest.mark.usefixtures("hook")
def test_replacing_a_name_leaves_fireweed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("fastapi.encoders")
    encoders = importlib.import_module("fireweed.encoders")

    monkeypatch.setattr("fastapi.encoders.jsonable_encoder", None)

    assert module.jsonable_encoder is None
    assert encoders.jsonable_encoder is not None


@pytest.mark.usefixtures("hook")
def test_replacing_a_setting_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    routing = importlib.import_module("fireweed.routing")
    default = routing._PING_INTERVAL

    with monkeypatch.context() as patched:
        patched.setattr("fastapi.routing._PING_INTERVAL", 0.01)
        replaced = routing._PING_INTERVAL

    assert (replaced, routing._PING_INTERVAL) == (0.01, default)


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("fastapi._compat", "PYDANTIC_VERSION_MINOR_TUPLE"),
        ("fastapi._compat", "Undefined"),
        ("fastapi._form_limits", "_FormLimits"),
        ("fastapi.routing", "_PING_INTERVAL"),
        ("starlette.middleware", "_MiddlewareFactory"),
    ],
)
def test_has_the_private_names_that_programs_import(module: str, name: str) -> None:
    assert hasattr(importlib.import_module(module), name)


@pytest.mark.usefixtures("hook")
def test_star_import_brings_the_application() -> None:
    names: dict[str, object] = {}

    exec("from fastapi import *", names)

    assert {"FastAPI", "Depends", "status"} <= names.keys()


@pytest.mark.usefixtures("hook")
def test_objects_unpickle_by_the_name_of_fastapi() -> None:
    by_their_name = b"cfastapi.exceptions\nHTTPException\n."

    assert pickle.loads(by_their_name) is fireweed.HTTPException
    assert pickle.loads(pickle.dumps(fireweed.HTTPException)) is fireweed.HTTPException


@pytest.mark.usefixtures("hook")
def test_reloading_brings_replaced_names_back() -> None:
    module = importlib.import_module("fastapi.encoders")
    original = module.jsonable_encoder
    module.__dict__["jsonable_encoder"] = None

    importlib.reload(module)

    assert module.jsonable_encoder is original


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("name", ["fastapi", "fastapi.responses", "starlette.routing"])
def test_says_which_name_is_missing(name: str) -> None:
    with pytest.raises(ImportError, match=f"fireweed.compat has no 'absent' in {name}; report it at"):
        exec(f"from {name} import absent")


@pytest.mark.usefixtures("hook")
def test_asking_for_a_missing_name_is_no_import_error() -> None:
    assert not hasattr(importlib.import_module("fastapi"), "absent")


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(("name", "version"), [("fastapi", "0.165.0"), ("starlette", "1.10.0")])
def test_tells_the_version(name: str, version: str) -> None:
    assert importlib.metadata.version(name) == version
    assert importlib.import_module(name).__version__ == version
    assert importlib.metadata.distribution(name).requires == ["fireweed"]


@pytest.mark.usefixtures("hook")
def test_modules_have_a_spec_and_a_file() -> None:
    spec = importlib.util.find_spec("fastapi")

    assert spec is not None
    assert spec.origin == fireweed.__file__
    assert importlib.import_module("fastapi").__file__ == fireweed.__file__


@pytest.mark.usefixtures("hook")
def test_deprecations_have_the_category_that_programs_filter() -> None:
    category = importlib.import_module("fastapi.exceptions").FastAPIDeprecationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", category)
        with pytest.raises(category):
            fireweed.Fireweed(root_path="/api")


# Installing...


def test_installing_twice_is_installing_once() -> None:
    before = list(sys.meta_path)

    compat.install()
    compat.install()
    compat.uninstall()

    assert sys.meta_path == before


@pytest.mark.usefixtures("hook")
def test_uninstalling_takes_the_modules_away() -> None:
    importlib.import_module("fastapi.responses")

    compat.uninstall()

    assert not [name for name in sys.modules if name.partition(".")[0] in ("fastapi", "starlette")]


def test_refuses_when_the_real_one_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", ModuleType("fastapi"))

    with pytest.raises(FireweedError, match=r"fastapi itself is imported already.*Call fireweed\.compat\.install"):
        compat.install()


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("theirs", "name", "ours"),
    [
        ("fastapi.routing", "get_request_handler", "fireweed.endpoint.request_handler.build_request_handler"),
        ("starlette.routing", "request_response", "fireweed.routes.endpoints.request_response"),
    ],
    ids=["path operations", "routes"],
)
def test_replacing_what_error_trackers_wrap_replaces_it_in_fireweed(
    monkeypatch: pytest.MonkeyPatch, theirs: str, name: str, ours: str
) -> None:
    module = importlib.import_module(theirs)
    own_module, _, own_name = ours.rpartition(".")
    replacement = object()

    with monkeypatch.context() as patch:
        patch.setattr(module, name, replacement)
        while_replaced = getattr(importlib.import_module(own_module), own_name)

    assert while_replaced is replacement
    assert getattr(importlib.import_module(own_module), own_name) is getattr(module, name) is not replacement
