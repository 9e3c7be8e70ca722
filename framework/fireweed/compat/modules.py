"""Modules called as those of FastAPI and Starlette, filled from the tables when they are imported.

They are modules with copies of the names: replacing one in `fastapi.x` is seen by who looks it up there, and leaves
Fireweed as it is, but for the few that `REPLACEABLE` has.
"""

import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import opcode
import sys
from collections.abc import Callable
from importlib.abc import InspectLoader
from types import ModuleType
from typing import Any, Final

from fireweed.compat.listing import build_search_path, is_package
from fireweed.compat.tables import MODULES, NAMES, REPLACEABLE, VERSIONS

_IMPORT_FROM: Final = opcode.opmap["IMPORT_FROM"]


def find_spec(name: str) -> importlib.machinery.ModuleSpec | None:
    """The spec of a module of the tables; None for others, and where Fireweed does not have it."""
    source = MODULES.get(name)
    if source is None or (found := importlib.util.find_spec(source)) is None:
        return None
    spec = importlib.machinery.ModuleSpec(name, CompatLoader(), origin=found.origin)
    spec.has_location = found.has_location
    if is_package(name):
        spec.submodule_search_locations = build_search_path(name)
    return spec


class ReplaceableModule(ModuleType):
    """A module in which replacing certain names replaces them in Fireweed."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in REPLACEABLE[self.__name__]:
            place = NAMES[self.__name__].get(name) or f"{MODULES[self.__name__]}:{name}"
            module, _, own_name = place.partition(":")
            setattr(importlib.import_module(module), own_name, value)


class CompatLoader(InspectLoader):
    """Fills a module (a loader, PEP 451). Its source is that of the module that answers for it."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Make a module that hands on what is replaced; let the import system make an ordinary one of most."""
        return ReplaceableModule(spec.name) if spec.name in REPLACEABLE else None

    def exec_module(self, module: ModuleType) -> None:
        """Copy the names of the module that answers for this one, then those that the table adds."""
        name = module.__name__
        source = importlib.import_module(MODULES[name])
        module.__doc__ = source.__doc__
        if name in VERSIONS:
            module.__dict__["__version__"] = VERSIONS[name]
        module.__dict__["__getattr__"] = _build_getattr(name, source)
        if not _is_bare(name):
            module.__dict__.update(_list_public(source))
        for added, place in NAMES.get(name, {}).items():
            module.__dict__[added] = _get(place)
        if hasattr(source, "__all__") and not _is_bare(name):
            listed = (*source.__all__, *NAMES.get(name, {}))
            module.__dict__["__all__"] = [public for public in dict.fromkeys(listed) if not public.startswith("_")]

    def is_package(self, fullname: str) -> bool:
        """Whether there are modules inside."""
        return is_package(fullname)

    def get_source(self, fullname: str) -> str | None:
        """The source of the module of ours that has the names."""
        loader: Any = getattr(importlib.util.find_spec(MODULES[fullname]), "loader", None)
        source: str | None = loader.get_source(MODULES[fullname])
        return source


def _list_public(source: ModuleType) -> dict[str, Any]:
    """What a module has, without its submodules: they have names of their own here."""
    late = {name: getattr(source, name) for name in getattr(source, "__all__", ())}  # those loaded when asked for
    return {
        name: value
        for name, value in {**vars(source), **late}.items()
        if not name.startswith("__") and not isinstance(value, ModuleType)
    }


def _build_getattr(name: str, source: ModuleType) -> Callable[[str], Any]:
    """What Python asks for names that a module lacks (PEP 562): submodules, and what ours makes when asked."""

    def find_late(attribute: str) -> Any:
        if f"{name}.{attribute}" in MODULES:
            return importlib.import_module(f"{name}.{attribute}")
        if not attribute.startswith("__") and not _is_bare(name):
            value = getattr(source, attribute, None)
            if value is not None and not isinstance(value, ModuleType):
                return value
        if (origin := _find_origin(name, attribute)) is not None:
            return getattr(importlib.import_module(origin[0]), origin[1])
        text = f"fireweed.compat has no {attribute!r} in {name}; report it at {_find_project_url()}"
        frame = sys._getframe(1)
        # hasattr() needs an AttributeError; `from ... import` would replace its text by one that says less.
        if frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM:
            raise ImportError(text, name=name)
        raise AttributeError(text, name=attribute)

    return find_late


def _find_origin(name: str, attribute: str) -> tuple[str, str] | None:
    from fireweed.compat.incidental import find_origin  # loaded when somebody asks (benchmarks/startup)

    return find_origin(name, attribute)


def _is_bare(name: str) -> bool:
    """Whether no module of ours has what is theirs, so that there are only the names that the table adds."""
    return MODULES[name] == "fireweed.compat.internals"


def _get(place: str) -> Any:
    module, _, name = place.partition(":")
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


def _find_project_url() -> str:
    try:
        urls = importlib.metadata.metadata("fireweed").get_all("Project-URL") or []
    except importlib.metadata.PackageNotFoundError:
        urls = []
    return urls[0].partition(", ")[2] if urls else "the project's issue tracker"
