"""Names that programs import from modules of FastAPI and Starlette which only import them."""

import subprocess
import sys

import pytest

from fireweed.compat.incidental import INCIDENTAL, find_origin

CHECK = """
import importlib, warnings
import fireweed.compat.installed
from fireweed.compat.incidental import INCIDENTAL, find_origin

warnings.simplefilter("ignore")
for module, origins in INCIDENTAL.items():
    for entry in " ".join(origins.values()).split():
        name = entry.partition("=")[0]
        origin, own_name = find_origin(module, name)
        found = getattr(importlib.import_module(module), name)
        assert found is getattr(importlib.import_module(origin), own_name), (module, name)
from fastapi.applications import Request
from starlette.requests import Headers, QueryParams, Request as OwnRequest
assert Request is OwnRequest
"""


def test_each_is_what_it_is_where_it_comes_from() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("module", "name", "origin"),
    [
        ("starlette.requests", "Headers", ("starlette.datastructures", "Headers")),
        ("fastapi.datastructures", "StarletteUploadFile", ("starlette.datastructures", "UploadFile")),
        ("starlette.requests", "Nothing", None),
        ("nowhere", "Headers", None),
    ],
    ids=["same name", "other name", "no name", "no module"],
)
def test_origin_is_found(module: str, name: str, origin: tuple[str, str] | None) -> None:
    assert find_origin(module, name) == origin


def test_no_name_is_listed_twice() -> None:
    listed = {module: " ".join(origins.values()).split() for module, origins in INCIDENTAL.items()}

    assert all(len(names) == len(set(names)) for names in listed.values())
