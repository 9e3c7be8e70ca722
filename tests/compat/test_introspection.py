"""What programs see that look at fastapi and starlette, as packages and tools do."""

import importlib
import importlib.metadata
import importlib.util
import inspect
import pickle
import pkgutil
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

import fireweed
from fireweed import compat

pytestmark = pytest.mark.usefixtures("hook")


# Modules


def test_lists_modules() -> None:
    starlette = importlib.import_module("starlette")

    listed = {found.name: found.ispkg for found in pkgutil.iter_modules(starlette.__path__, "starlette.")}

    assert (listed["starlette.routing"], listed["starlette.middleware"]) == (False, True)
    assert "starlette.middleware.cors" not in listed


def test_every_module_that_is_walked_can_be_imported() -> None:
    fastapi = importlib.import_module("fastapi")

    walked = [found.name for found in pkgutil.walk_packages(fastapi.__path__, "fastapi.")]

    assert {"fastapi.routing", "fastapi.security.oauth2", "fastapi.dependencies.utils"} <= set(walked)
    assert all(importlib.util.find_spec(name) is not None for name in walked)


def test_nothing_is_left_of_the_listing_after_uninstalling() -> None:
    fastapi = importlib.import_module("fastapi")
    list(pkgutil.iter_modules(fastapi.__path__))
    hooks = len(sys.path_hooks)

    compat.uninstall()

    assert len(sys.path_hooks) == hooks - 1
    assert not [path for path in sys.path_importer_cache if path in fastapi.__path__]
    assert list(pkgutil.iter_modules(fastapi.__path__)) == []


def test_modules_of_other_packages_are_found_elsewhere() -> None:
    assert importlib.util.find_spec("fastapi.absent") is None
    assert importlib.util.find_spec("fastapi_absent") is None


def test_specs_say_what_they_are() -> None:
    package, module = importlib.util.find_spec("fastapi"), importlib.util.find_spec("fastapi.routing")

    assert package is not None
    assert module is not None
    assert (package.parent, module.parent) == ("fastapi", "fastapi")
    assert module.submodule_search_locations is None


def test_source_of_a_module_is_that_of_ours() -> None:
    module = importlib.import_module("fastapi.encoders")
    ours = importlib.import_module("fireweed.encoders")

    loader: Any = module.__loader__
    assert inspect.getsource(module) == inspect.getsource(ours)
    assert loader.get_source("fastapi.encoders") == inspect.getsource(ours)
    assert (loader.is_package("fastapi"), loader.is_package("fastapi.encoders")) == (True, False)


@pytest.mark.parametrize("name", ["FastAPI", "APIRouter", "HTTPException", "Depends"])
def test_classes_and_functions_have_a_source(name: str) -> None:
    value = getattr(importlib.import_module("fastapi"), name)

    assert value.__name__ in inspect.getsource(value)
    assert inspect.getmodule(value) is sys.modules[value.__module__]


@pytest.mark.parametrize("name", ["FastAPI.get", "FastAPI.__init__", "Request.__init__", "HTTPException.__init__"])
def test_annotations_can_be_evaluated(name: str) -> None:
    class_, _, method = name.partition(".")
    function = getattr(getattr(importlib.import_module("fastapi"), class_), method)

    assert typing.get_type_hints(function)


# Pickles


@pytest.mark.parametrize("name", ["FastAPI", "Request", "APIRouter", "WebSocketDisconnect", "Query"])
def test_names_can_be_pickled(name: str) -> None:
    value = getattr(importlib.import_module("fastapi"), name)

    assert pickle.loads(pickle.dumps(value)) is value


def test_pickles_need_no_hook() -> None:
    pickled = pickle.dumps(importlib.import_module("fastapi").FastAPI)

    compat.uninstall()

    assert issubclass(pickle.loads(pickled), fireweed.Fireweed)


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("fastapi", "HTTPException", (404, "Not here", {"x-a": "b"})),
        ("fastapi", "WebSocketException", (1008, "why")),
        ("fastapi.exceptions", "RequestValidationError", ([{"loc": ["query"]}],)),
        ("starlette.datastructures", "State", ({"a": 1},)),
        ("starlette.datastructures", "Headers", ({"a": "b"},)),
        ("starlette.datastructures", "URL", ("http://test/a?b",)),
        ("starlette.datastructures", "QueryParams", ("a=1",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_objects_can_be_pickled(module: str, name: str, arguments: tuple[Any, ...]) -> None:
    value = getattr(importlib.import_module(module), name)(*arguments)

    copy = pickle.loads(pickle.dumps(value))

    assert type(copy) is type(value)
    assert (str(copy), getattr(copy, "__dict__", None)) == (str(value), getattr(value, "__dict__", None)) or (
        copy._state == value._state
    )


# Distributions


@pytest.mark.parametrize("name", ["fastapi", "FastAPI", "starlette"])
def test_distributions_are_found_once(name: str) -> None:
    found = [one for one in importlib.metadata.distributions() if one.metadata["Name"] == name.lower()]

    assert len(found) == 1
    assert importlib.metadata.version(name) == found[0].version


def test_distribution_has_no_files_and_no_commands() -> None:
    distribution = importlib.metadata.distribution("fastapi")

    assert not distribution.files
    assert list(distribution.entry_points) == []
    assert Path(str(distribution.locate_file("fireweed"))).is_dir()


def test_packages_are_known_by_their_distributions() -> None:
    assert importlib.metadata.packages_distributions()["fastapi"] == ["fastapi"]


def test_other_distributions_are_as_they_were() -> None:
    with_hook = importlib.metadata.version("pydantic"), importlib.metadata.requires("pydantic")

    compat.uninstall()

    assert with_hook == (importlib.metadata.version("pydantic"), importlib.metadata.requires("pydantic"))


# Loggers


def test_logger_is_the_one_that_programs_configure() -> None:
    assert importlib.import_module("fastapi.logger").logger.name == "fastapi"
